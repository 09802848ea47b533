"""The rules pinned on a dossier at reception: what was in force on that day, codes filled in (design §2.12)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from models.calendar import WorkingCalendar, legal_day
from models.catalogue import CatalogueEntry, CatalogueKind
from models.errors import Refused
from models.identifiers import AgencyCode, ProcedureCode
from models.opening import OpeningBody, StatedPromise
from models.procedure import Procedure, Unit
from models.resolution import competent_agency, pin, procedure_in_force, regime_in_force, superiors
from models.rules import PinnedRules
from models.statuses import Origin
from motcua.register.catalogue import Catalogue

__all__ = ["Asked", "CalendarBuilder", "competent_for", "pin_rules"]

CalendarBuilder = Callable[[Sequence[CatalogueEntry]], WorkingCalendar]
"""Makes the current working calendar of its publications."""

_DAYS: Final = {Unit.CALENDAR_DAYS: 1, Unit.MONTHS: 31, Unit.WORKING_DAYS: 2, Unit.WORKING_HOURS: 1, Unit.SAME_DAY: 2}
"""Calendar days, amply counted, that one of a unit can take."""
_BEFORE: Final = timedelta(days=31)
_BEYOND: Final = timedelta(days=180)
"""For pauses, the new date of an apology, and lateness."""


class Asked(NamedTuple):
    """Which dossier's rules are asked for."""

    procedure: ProcedureCode
    receiving: AgencyCode
    competent: AgencyCode | None
    """None: whom the procedure names."""
    acting_on: date | None
    """For a migrated dossier, the day of its entry here: abolished agencies' duties have passed on by then."""
    stated: StatedPromise | None

    @classmethod
    def of(cls, opening: OpeningBody) -> Asked:
        """What an opening asks."""
        acting_on = legal_day(opening.entered_at) if opening.origin is Origin.MIGRATED else None
        return cls(opening.procedure, opening.receiving, opening.competent, acting_on, opening.stated)


def competent_for(catalogue: Catalogue, procedure: ProcedureCode, receiving: AgencyCode, day: date) -> AgencyCode:
    """Return whom a procedure names as competent on `day`. Raises Refused as models.resolution does."""
    kept = catalogue.kept()
    return competent_agency(procedure_in_force(kept.procedures, procedure, day), receiving, kept.organisation, day)


def pin_rules(catalogue: Catalogue, calendar_of: CalendarBuilder, asked: Asked, day: date) -> PinnedRules:
    """See activities.ports.Register. Raises Refused also as models.resolution does, and `CALENDAR_UNKNOWN`."""
    kept = catalogue.kept()
    organisation, acting_on = kept.organisation, asked.acting_on
    stated = procedure_in_force(kept.procedures, asked.procedure, day)
    procedure = pin(stated, asked.receiving, organisation, day, asked.competent, acting_on)
    regime = regime_in_force([regime for regime in kept.regimes if regime.code == procedure.regime], day)
    publications = kept.of_kind(CatalogueKind.CALENDAR)
    if not publications:
        raise Refused("CALENDAR_UNKNOWN", day=day.isoformat())
    desk = organisation.acting(asked.receiving, acting_on).code if acting_on else asked.receiving
    above = organisation.superior_of(desk, acting_on or day)
    first, last = _span(asked, procedure, day)
    return PinnedRules(
        procedure=procedure,
        regime=regime,
        calendar=calendar_of(publications).span(first, last),
        desk=desk,
        superiors={desk: above.code if above else None} | superiors(procedure, organisation, acting_on or day),
    )


def _span(asked: Asked, procedure: Procedure, day: date) -> tuple[date, date]:
    """The days that a dossier's clock may ask for: its limit twice over, and what an older system promised."""
    limit = timedelta(days=procedure.limit.amount * _DAYS[procedure.limit.unit])
    promised = [day, *_stated(asked)]
    return day - _BEFORE, max(promised) + 2 * limit + _BEYOND


def _stated(asked: Asked) -> list[date]:
    promise = asked.stated
    if promise is None:
        return []
    instants = [promise.due, promise.apology.new_due if promise.apology else None]
    return [instant.date() for instant in instants if instant is not None]
