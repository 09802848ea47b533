"""The rules pinned on a dossier at reception: what was in force on that day, codes filled in (design §2.12)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from models.calendar import legal_day
from models.errors import Refused
from models.identifiers import AgencyCode, ProcedureCode
from models.opening import OpeningBody
from models.organisation import Organisation
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

    opened: bool = False
    """Agencies that ended since give way to whoever has their duties: what was opened stands still for none."""

    @classmethod
    def of(cls, opening: OpeningBody, assigned: AgencyCode | None = None, acting_on: date | None = None) -> Asked:
        """What an opening asks; `acting_on` as of `Register.pin_rules`."""
        acting_on = legal_day(opening.entered_at) if opening.origin is Origin.MIGRATED else acting_on
        competent, assigned_it = assigned or opening.competent, assigned is not None
        return cls(opening.procedure, opening.receiving, competent, acting_on, assigned=assigned_it, opened=True)


def competent_for(catalogue: Catalogue, procedure: ProcedureCode, receiving: AgencyCode, day: date) -> AgencyCode:
    """Return whom a procedure names as competent on `day`. Raises Refused as models.resolution does."""
    kept = catalogue.kept()
    return competent_agency(procedure_in_force(kept.procedures, procedure, day), receiving, kept.organisation, day)


def _heir(organisation: Organisation, agency: AgencyCode, day: date) -> AgencyCode:
    """Who has its duties; itself where nobody has, which is for `pin` to say."""
    try:
        return organisation.acting(agency, day).code
    except Refused:
        return agency


def pin_rules(catalogue: Catalogue, calendars: Calendars, asked: Asked, day: date) -> PinnedRules:
    """See activities.ports.Register. Raises Refused also as models.resolution does, and `CALENDAR_UNKNOWN`."""
    kept = catalogue.kept()
    organisation, acting_on = kept.organisation, asked.acting_on
    stated = procedure_in_force(kept.procedures, asked.procedure, day)
    receiving, competent = asked.receiving, asked.competent
    if asked.opened and acting_on is None:
        receiving = organisation.acting(receiving, day).code
        competent = competent and _heir(organisation, competent, day)
    procedure = pin(
        stated, receiving, organisation, day, competent, acting_on,
        assigned=asked.assigned, inherited=receiving != asked.receiving,
    )  # fmt: skip
    regime = regime_in_force([regime for regime in kept.regimes if regime.code == procedure.regime], day)
    desk = organisation.acting(receiving, acting_on or day).code
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
