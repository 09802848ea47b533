"""Which procedure version a day has, and the same version with its agencies' codes filled in, to be pinned."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date

from models.errors import Refused
from models.identifiers import AgencyCode, ProcedureCode
from models.organisation import Organisation
from models.procedure import COMPETENT, PARENT, PLACES, RECEIVING, Abolition, Procedure
from models.regime import Regime

__all__ = ["competent_agency", "pin", "procedure_in_force", "regime_in_force", "superiors", "with_own_queue"]


def procedure_in_force(chain: Iterable[Procedure | Abolition], code: ProcedureCode, day: date) -> Procedure:
    """Return the version of a procedure that may be received on `day`: the highest one that had begun.

    Raises Refused: `PROCEDURE_UNKNOWN`; `PROCEDURE_NOT_IN_FORCE` (not yet issued, replaced or abolished by then).
    """
    versions = [version for version in chain if version.code == code]
    if not versions:
        raise Refused("PROCEDURE_UNKNOWN", procedure=code)
    begun = [version for version in versions if version.valid_from <= day]
    latest = max(begun, key=lambda version: version.version, default=None)
    if not isinstance(latest, Procedure) or not latest.in_force(day):
        raise Refused("PROCEDURE_NOT_IN_FORCE", procedure=code, day=day.isoformat())
    return latest


def regime_in_force(regimes: Iterable[Regime], day: date) -> Regime:
    """Return the regime's version by which a dossier received on `day` is judged.

    Raises Refused (`REGIME_NOT_IN_FORCE`) for a day before the first one known.
    """
    held = [regime for regime in regimes if regime.in_force(day)]
    latest = max(held, key=lambda regime: (regime.valid_from, regime.version), default=None)
    if latest is None:
        raise Refused("REGIME_NOT_IN_FORCE", day=day.isoformat())
    return latest


def competent_agency(procedure: Procedure, receiving: AgencyCode, organisation: Organisation, day: date) -> AgencyCode:
    """Return the agency that the procedure names as competent for what `receiving` received on `day`.

    Raises Refused (`AGENCY_UNKNOWN`, `AGENCY_NOT_IN_FORCE`, `COMPETENT_NOT_FOUND` for one whose parent is wanted and
    that has none).
    """
    if procedure.competent == RECEIVING:
        return receiving
    if procedure.competent == PARENT:
        return _parent(procedure, receiving, organisation, day)
    return AgencyCode(procedure.competent)


def pin(
    procedure: Procedure,
    receiving: AgencyCode,
    organisation: Organisation,
    day: date,
    competent: AgencyCode | None = None,
    acting_on: date | None = None,
    *,
    assigned: bool = False,
    inherited: bool = False,
) -> Procedure:
    """Return the procedure as pinned on one dossier: every place replaced by an agency's code.

    `day` is the legal day of reception. `competent` is given when the dossier was received elsewhere (phi địa giới
    hành chính); it must be an agency that is competent for one of the procedure's counters, unless it was `assigned`
    because none could be found. An agency that was abolished by then gives way to whoever has its duties. With
    `acting_on`, a later day, the steps and the competence fall to whoever has the agencies' duties then: a dossier
    received by a district is finished by its successor. `inherited`: `receiving` has the duties of the agency that
    received it and need be no counter of the procedure itself. Raises Refused: `AGENCY_NOT_RECEIVING`,
    `AGENCY_NOT_COMPETENT`, `AGENCY_UNKNOWN`, `AGENCY_NOT_IN_FORCE`, `COMPETENT_NOT_FOUND` if nobody is competent.
    """
    counter = _counter_of(receiving, procedure, organisation, day) if inherited else receiving
    if not inherited and receiving not in procedure.received_by:
        raise Refused("AGENCY_NOT_RECEIVING", agency=receiving, procedure=procedure.code)
    organisation.agency(receiving, day)
    owner = competent or competent_agency(procedure, counter, organisation, day)
    if not assigned and not _may_be_competent(owner, procedure, organisation, day):
        if not inherited:
            raise Refused("AGENCY_NOT_COMPETENT", agency=owner, procedure=procedure.code)
        owner = competent_agency(procedure, counter, organisation, day)
    owner = _in_office(procedure, owner, organisation, acting_on or day)
    codes = {RECEIVING: receiving, COMPETENT: owner}
    if any(step.agency == PARENT for step in procedure.steps):
        codes[PARENT] = _parent(procedure, counter, organisation, day)

    def fill(place: str) -> str:
        if place == COMPETENT or (place == procedure.competent and place not in PLACES):
            return owner
        code = organisation.agency(AgencyCode(codes.get(place, place)), day).code
        return str(code if acting_on is None else organisation.acting(code, acting_on).code)

    steps = tuple(step.model_copy(update={"agency": fill(step.agency)}) for step in procedure.steps)
    return procedure.model_copy(update={"competent": owner, "steps": steps})


def _counter_of(heir: AgencyCode, procedure: Procedure, organisation: Organisation, day: date) -> AgencyCode:
    """The procedure's counter at an agency or right beneath it; itself if there is none."""
    beneath = (
        agency.code for agency in organisation.agencies
        if agency.parent == heir and agency.in_force(day) and agency.code in procedure.received_by
    )  # fmt: skip
    return heir if heir in procedure.received_by else next(beneath, heir)


def _may_be_competent(agency: AgencyCode, procedure: Procedure, organisation: Organisation, day: date) -> bool:
    """Whether an agency is competent for one of the procedure's counters, or has the duties of one that was."""
    for counter in procedure.received_by:
        with suppress(Refused):  # of a counter for which nobody is competent
            named = competent_agency(procedure, counter, organisation, day)
            if agency == named or agency == organisation.acting(named, day).code:
                return True
    return False


def _in_office(procedure: Procedure, agency: AgencyCode, organisation: Organisation, day: date) -> AgencyCode:
    try:
        return organisation.acting(agency, day).code
    except Refused:
        raise Refused("COMPETENT_NOT_FOUND", procedure=procedure.code, agency=agency) from None


def with_own_queue(agencies: Iterable[AgencyCode], organisation: Organisation, day: date) -> tuple[AgencyCode, ...]:
    """Return which of these agencies have a queue of their own on `day`. Raises as `superiors` does."""
    return tuple(sorted({agency for agency in agencies if organisation.agency(agency, day).own_queue}))


def superiors(
    agencies: Iterable[AgencyCode], organisation: Organisation, day: date
) -> dict[AgencyCode, AgencyCode | None]:
    """Return, for each of these agencies and each above one, to whom lateness is escalated on `day`; None at the top.

    Raises Refused (`AGENCY_UNKNOWN`, `AGENCY_NOT_IN_FORCE`).
    """
    found: dict[AgencyCode, AgencyCode | None] = {}
    for agency in agencies:
        code: AgencyCode | None = agency
        while code is not None and code not in found:
            superior = organisation.superior_of(code, day)
            found[code] = None if superior is None else superior.code
            code = found[code]
    return found


def _parent(procedure: Procedure, receiving: AgencyCode, organisation: Organisation, day: date) -> AgencyCode:
    parent = organisation.agency(receiving, day).parent
    if parent is None:
        raise Refused("COMPETENT_NOT_FOUND", procedure=procedure.code, agency=receiving)
    return parent
