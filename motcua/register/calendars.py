"""The working calendar of an agency: the nation's, under its province's and its own (rulebook §2, "Layers")."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from datetime import date

from models.calendar import WorkingCalendar
from models.catalogue import CatalogueEntry, CatalogueKind
from models.errors import Refused
from models.identifiers import AgencyCode
from models.organisation import Organisation
from models.publication import Decided
from motcua.register.catalogue import Catalogue

__all__ = ["CalendarBuilder", "Calendars"]

Places = tuple[AgencyCode, ...]
CalendarBuilder = Callable[[Sequence[CatalogueEntry], Places], WorkingCalendar]
"""Makes the current working calendar of its publications, for an agency and those above it, nearest first."""


class Calendars:
    """Every agency's calendar as it is published now; built once for each set of layers."""

    def __init__(self, catalogue: Catalogue, build: CalendarBuilder, foreseen: Sequence[CatalogueEntry] = ()) -> None:
        """`foreseen` are publications that are not kept yet."""
        self._catalogue = catalogue
        self._build = build
        self._foreseen = tuple(foreseen)
        self._built: dict[tuple[int, Places], WorkingCalendar] = {}
        self._one_builder = threading.Lock()

    @property
    def publications(self) -> tuple[CatalogueEntry, ...]:
        """Every publication, in the order in which they came into the register."""
        return (*self._catalogue.kept().of_kind(CatalogueKind.CALENDAR), *self._foreseen)

    def foreseeing(self, entries: Sequence[CatalogueEntry]) -> Calendars:
        """Return the calendars as they would be with further publications."""
        return Calendars(self._catalogue, self._build, entries)

    def of(self, agency: AgencyCode, day: date) -> WorkingCalendar:
        """Return the calendar by which a dossier counts for which `agency` is competent on `day`.

        That of an agency that ended and left its duties to nobody is the one of where it was: its dossiers are open.
        Raises Refused: `CALENDAR_UNKNOWN`, `AGENCY_UNKNOWN`.
        """
        kept = self._catalogue.kept()
        publications = self.publications
        if not publications:
            raise Refused("CALENDAR_UNKNOWN", day=day.isoformat())
        places = _layered(publications, kept.organisation, agency, day)
        with self._one_builder:
            key = (kept.position, places)
            if key not in self._built:
                self._built = {one: built for one, built in self._built.items() if one[0] == kept.position}
                self._built[key] = self._build(publications, places)
            return self._built[key]

    def places(self, agency: AgencyCode, day: date) -> Places:
        """Return the agency and those of which it is part, nearest first, as far as they have a calendar of their own.

        Raises Refused (`AGENCY_UNKNOWN`).
        """
        return _layered(self.publications, self._catalogue.kept().organisation, agency, day)

    def decided(self, agency: AgencyCode, day: date) -> Decided:
        """Return by whom the last publication was decided that made this calendar what it is. Raises as `of`."""
        publications = self.publications
        if not publications:
            raise Refused("CALENDAR_UNKNOWN", day=day.isoformat())
        places = _layered(publications, self._catalogue.kept().organisation, agency, day)
        last = [entry for entry in publications if layer_of(entry) in (None, *places)][-1]
        return Decided(by=last.by, confirmed_by=last.confirmed_by, at=last.at, proposal=last.proposal)


def layer_of(entry: CatalogueEntry) -> AgencyCode | None:
    """Whose calendar a publication is; None: the nation's."""
    agency = json.loads(entry.content_json).get("agency")
    return None if agency is None else AgencyCode(agency)


def _layered(
    publications: Sequence[CatalogueEntry], organisation: Organisation, agency: AgencyCode, day: date
) -> Places:
    """The agency and those of which it is part, nearest first, as far as they have a calendar of their own."""
    own = {layer for entry in publications if (layer := layer_of(entry)) is not None}
    if not own:
        return ()
    found: list[AgencyCode] = []
    place: AgencyCode | None = agency
    while place is not None and place not in found:
        acting = organisation.acting_or_last(place, day)
        found.append(acting.code)
        place = acting.parent
    return tuple(one for one in found if one in own)
