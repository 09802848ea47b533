"""The rules pinned on a dossier at reception: what was in force on that day, codes filled in (design §2.12)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from models.calendar import legal_day
from models.identifiers import AgencyCode, ProcedureCode
from models.opening import OpeningBody
from models.resolution import competent_agency, pin, procedure_in_force, regime_in_force, superiors, with_own_queue
from models.rules import PinnedRules, days_for
from models.statuses import Origin
from motcua.register.calendars import Calendars
from motcua.register.catalogue import Catalogue

__all__ = ["Asked", "competent_for", "pin_rules"]


class Asked(NamedTuple):
    """Which dossier's rules are asked for."""

    procedure: ProcedureCode
    receiving: AgencyCode
    competent: AgencyCode | None
    """None: whom the procedure names."""
    acting_on: date | None
    """For a migrated dossier, the day of its entry here: abolished agencies' duties have passed on by then."""

    assigned: bool = False
    """`competent` was named because the rules name nobody."""

    @classmethod
    def of(cls, opening: OpeningBody, assigned: AgencyCode | None = None) -> Asked:
        """What an opening asks."""
        acting_on = legal_day(opening.entered_at) if opening.origin is Origin.MIGRATED else None
        competent = assigned or opening.competent
        return cls(opening.procedure, opening.receiving, competent, acting_on, assigned=assigned is not None)


def competent_for(catalogue: Catalogue, procedure: ProcedureCode, receiving: AgencyCode, day: date) -> AgencyCode:
    """Return whom a procedure names as competent on `day`. Raises Refused as models.resolution does."""
    kept = catalogue.kept()
    return competent_agency(procedure_in_force(kept.procedures, procedure, day), receiving, kept.organisation, day)


def pin_rules(catalogue: Catalogue, calendars: Calendars, asked: Asked, day: date) -> PinnedRules:
    """See activities.ports.Register. Raises Refused also as models.resolution does, and `CALENDAR_UNKNOWN`."""
    kept = catalogue.kept()
    organisation, acting_on = kept.organisation, asked.acting_on
    stated = procedure_in_force(kept.procedures, asked.procedure, day)
    procedure = pin(stated, asked.receiving, organisation, day, asked.competent, acting_on, assigned=asked.assigned)
    regime = regime_in_force([regime for regime in kept.regimes if regime.code == procedure.regime], day)
    desk = organisation.acting(asked.receiving, acting_on).code if acting_on else asked.receiving
    concerned = (desk, procedure.competent, *(step.agency for step in procedure.steps))
    calendar = calendars.of(AgencyCode(procedure.competent), acting_on or day)
    return PinnedRules(
        procedure=procedure,
        regime=regime,
        calendar=days_for(calendar, day),
        desk=desk,
        superiors=superiors(map(AgencyCode, concerned), organisation, acting_on or day),
        own_queues=with_own_queue(map(AgencyCode, concerned), organisation, acting_on or day),
    )
