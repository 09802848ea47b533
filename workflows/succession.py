"""An agency that ceases hands what it has of a dossier to its successor; what it did stays its own (rulebook §0)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import NamedTuple

from models.calendar import VIETNAM
from models.contents.ruling import Succession
from models.dossier import DossierState
from models.holdings import HandOver, Tenure
from models.identifiers import AgencyCode, OfficerId
from models.procedure import Procedure
from models.rules import PinnedRules

__all__ = ["Share", "concerned", "hand_on", "shares"]


def concerned(state: DossierState) -> tuple[AgencyCode, ...]:
    """Every agency that has a duty in the dossier: desk, competence, a step, an open matter."""
    asked = [matter.agency for matter in state.matters if matter.closed_at is None and matter.agency is not None]
    return tuple(dict.fromkeys([state.desk, state.competent, *(AgencyCode(one.agency) for one in state.steps), *asked]))


def hand_on(state: DossierState, succession: Succession) -> None:
    """Put the successors in their places: steps, desk, competence, open matters. No clock is touched.

    Before reception nothing is pinned: the desk and whoever coordinates are all there is to pass on.
    """
    duties = succession.duties
    if state.rules is not None:
        _keep_who_did_it(state, duties, datetime.combine(succession.day, time(), VIETNAM))
        state.rules = _in_rules(state.rules, succession)
    state.duties |= duties
    for matter in state.matters:
        if matter.closed_at is None and matter.agency is not None:
            matter.agency = duties.get(matter.agency, matter.agency)


def _in_rules(rules: PinnedRules, succession: Succession) -> PinnedRules:
    duties = succession.duties
    return rules.model_copy(update={
        "procedure": _with_successors(rules.procedure, duties),
        "desk": duties.get(rules.desk, rules.desk),
        "superiors": rules.superiors | succession.superiors
        | {old: succession.superiors.get(new) for old, new in sorted(duties.items())},
        "own_queues": tuple(sorted({*rules.own_queues, *succession.own_queues} - duties.keys())),
    })  # fmt: skip


def _keep_who_did_it(state: DossierState, duties: dict[AgencyCode, AgencyCode], ends: datetime) -> None:
    for hand_over in state.hand_overs:
        _keep_parties(state, hand_over, duties)
    for position, holding in state.holdings.items():
        agency = state.agency_at(position)
        if agency in duties:
            holding.former.append(Tenure(agency=agency, until=ends, officer=holding.officer))
            if holding.open_since is not None:
                holding.officer = None  # nobody of the successor has taken it in hand yet


def _keep_parties(state: DossierState, given: HandOver, duties: dict[AgencyCode, AgencyCode]) -> None:
    """What is over was between the agencies of then; an offer that waits is the successor's to take."""
    source, target = state.agency_at(given.source), state.agency_at(given.target)
    if given.source_agency is None and source in duties:
        given.source_agency = source
    if given.target_agency is None and target in duties and given.taken_at is not None:
        given.target_agency = target


def _with_successors(procedure: Procedure, duties: dict[AgencyCode, AgencyCode]) -> Procedure:
    def now(place: str) -> str:
        code = AgencyCode(place)
        return str(duties.get(code, code))

    steps = tuple(step.model_copy(update={"agency": now(step.agency)}) for step in procedure.steps)
    return procedure.model_copy(update={"steps": steps, "competent": now(procedure.competent)})


class Share(NamedTuple):
    """What one agency used of a position's time, and by how much it went over what was allotted."""

    agency: AgencyCode
    officer: OfficerId | None
    excess: timedelta


def shares(state: DossierState, position: int, allotted: timedelta, now: datetime) -> Iterator[Share]:
    """Yield the agencies that had a position, in order, each with its own excess: the later inherits no fault."""
    holding = state.holdings.get(position)
    used = timedelta(0)
    since: datetime | None = None
    for tenure in holding.former if holding else ():
        spent = _used(state, position, since, tenure.until, now)
        yield Share(tenure.agency, tenure.officer, _over(used + spent, allotted) - _over(used, allotted))
        used, since = used + spent, tenure.until
    spent = _used(state, position, since, now, now)
    officer = holding.officer if holding else None
    yield Share(state.agency_at(position), officer, _over(used + spent, allotted) - _over(used, allotted))


def _used(state: DossierState, position: int, since: datetime | None, until: datetime, now: datetime) -> timedelta:
    assert state.rules is not None
    holding = state.holdings.get(position)
    between = state.rules.calendar.between
    return sum(
        (
            between(max(one.start, since) if since else one.start, min(one.end or now, until))
            for one in (holding.stretches if holding else ())
        ),
        timedelta(0),
    )


def _over(used: timedelta, allotted: timedelta) -> timedelta:
    return max(used - allotted, timedelta(0))
