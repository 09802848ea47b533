"""The rules pinned on a dossier at reception: what was in force on that day, codes filled in (design §2.12)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final

from models.calendar import WorkingCalendar
from models.catalogue import CatalogueEntry, CatalogueKind
from models.errors import Refused
from models.identifiers import AgencyCode
from models.opening import OpeningBody
from models.organisation import Organisation
from models.procedure import Procedure, Unit
from models.resolution import pin, procedure_in_force, regime_in_force
from models.rules import PinnedRules
from motcua.register.catalogue import Catalogue

__all__ = ["CalendarBuilder", "pin_rules"]

CalendarBuilder = Callable[[Sequence[CatalogueEntry]], WorkingCalendar]
"""Makes the current working calendar of its publications."""

_DAYS: Final = {Unit.CALENDAR_DAYS: 1, Unit.MONTHS: 31, Unit.WORKING_DAYS: 2, Unit.WORKING_HOURS: 1, Unit.SAME_DAY: 2}
"""Calendar days, amply counted, that one of a unit can take."""
_BEFORE: Final = timedelta(days=31)
_BEYOND: Final = timedelta(days=180)
"""For pauses, the new date of an apology, and lateness."""


def pin_rules(catalogue: Catalogue, calendar_of: CalendarBuilder, opening: OpeningBody, day: date) -> PinnedRules:
    """See activities.ports.Register. Raises Refused also as models.resolution does, and `CALENDAR_UNKNOWN`."""
    kept = catalogue.kept()
    organisation = kept.organisation
    stated = procedure_in_force(kept.procedures, opening.procedure, day)
    procedure = pin(stated, opening.receiving, organisation, day, opening.competent)
    regime = regime_in_force([regime for regime in kept.regimes if regime.code == procedure.regime], day)
    publications = kept.of_kind(CatalogueKind.CALENDAR)
    if not publications:
        raise Refused("CALENDAR_UNKNOWN", day=day.isoformat())
    first, last = _span(opening, procedure, day)
    return PinnedRules(
        procedure=procedure,
        regime=regime,
        calendar=calendar_of(publications).span(first, last),
        superiors=_superiors(opening, procedure, organisation, day),
    )


def _span(opening: OpeningBody, procedure: Procedure, day: date) -> tuple[date, date]:
    """The days that a dossier's clock may ask for: its limit twice over, and what an older system promised."""
    limit = timedelta(days=procedure.limit.amount * _DAYS[procedure.limit.unit])
    promised = [day, *(stated for stated in _stated(opening))]
    return day - _BEFORE, max(promised) + 2 * limit + _BEYOND


def _stated(opening: OpeningBody) -> list[date]:
    promise = opening.stated
    if promise is None:
        return []
    instants = [promise.due, promise.apology.new_due if promise.apology else None]
    return [instant.date() for instant in instants if instant is not None]


def _superiors(
    opening: OpeningBody, procedure: Procedure, organisation: Organisation, day: date
) -> dict[AgencyCode, AgencyCode | None]:
    involved = {opening.receiving, opening.competent, *(AgencyCode(step.agency) for step in procedure.steps)}
    superiors = {agency: organisation.superior_of(agency, day) for agency in sorted(involved)}
    return {agency: superior.code if superior else None for agency, superior in superiors.items()}
