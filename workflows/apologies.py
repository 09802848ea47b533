"""The apology of a late dossier: who is accountable, why, and the one new date (rulebook §1, "Late dossiers")."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from models.deadline import new_date as promised_anew
from models.deeds import Draft
from models.dossier import DossierState
from models.effects import Effect, EffectKind
from models.holdings import RECEPTION_DESK
from models.identifiers import AgencyCode, OfficerId, StepKey
from models.lifecycle import Phase
from models.procedure import StepKind
from models.reasons import LateReason
from models.remembered import Apology
from models.statuses import Origin
from models.tags import Tag
from models.value import Json, stamp, unstamp
from workflows.consulting import above, waited, waited_longest_for
from workflows.holding import silent_after
from workflows.journal import decide_effect, tell
from workflows.succession import shares
from workflows.watch import Watch

__all__ = [
    "OVERDUE_AGAIN", "Fault", "decide_apology", "decide_escalation", "draft_apology", "fall_back", "fault_of",
    "new_date", "queue_letter",
]  # fmt: skip


def draft_apology(state: DossierState, due: datetime, now: datetime) -> None:
    """Before the breach: a letter waits for the head of whoever would be at fault now (rulebook §1).

    A dossier that an older system apologised for has its letter and its date.
    """
    stated = state.opening.stated
    if state.apology is not None or (stated is not None and stated.apology is not None):
        return
    fault = fault_of(state, now)
    state.draft = Draft(
        promise=state.promises,
        agency=fault.agency,
        officer=fault.officer,
        step=fault.step,
        excess_minutes=int(fault.excess.total_seconds() // 60),
    )
    earliest = {"due": stamp(due), "earliest_new_due": stamp(new_date(state, now))}
    tell(state, Tag.APOLOGY_DRAFTED, now, {**earliest, **_fault_detail(fault), "reason_code": fault.reason.value})


def decide_apology(state: DossierState, due: datetime, now: datetime) -> None:
    """Queue the letter, with one new date; a dossier that an older system apologised for keeps that date.

    `due_original` stays as it is: the new date stands beside it.
    """
    stated = state.opening.stated
    if stated is not None and stated.apology is not None:
        state.apology = Apology(new_due=stated.apology.new_due, stated_on=stated.apology.issued_on)
        return
    _decide_letter(state, due, now, new_date(state, now))


def fall_back(state: DossierState, now: datetime) -> None:
    """Past due, the timer's letter takes the place of one that its head sent and that could not be signed.

    It promises the head's date: there is one. What may still come of an outage is waited for, or two letters were out.
    Who answers for the delay stays settled, if that was contested meanwhile.
    """
    late = state.due is not None and now >= state.due and state.finished_at is None
    stuck = [blocked for blocked in state.blocked if _is_personal(blocked.effect) and blocked.retry_at is None]
    if late and stuck and state.apology is not None and state.due is not None:
        state.blocked = [blocked for blocked in state.blocked if blocked not in stuck]
        first, withdrawn = state.apology, stuck[0].effect.effect_id
        _decide_letter(state, state.due, now, first.new_due, withdrawn=withdrawn, settled=first.settled)
        state.apology.settled, state.apology.promised_at = first.settled, first.promised_at


def _is_personal(effect: Effect) -> bool:
    return effect.kind is EffectKind.APOLOGY and "signer" in effect.detail


def _decide_letter(
    state: DossierState, due: datetime, now: datetime, promised: datetime, *, withdrawn: str | None = None,
    settled: AgencyCode | None = None,
) -> None:  # fmt: skip
    """Queue the letter that the timer issues: sealed, marked automatic, its reason from the facts."""
    fault = fault_of(state, now)
    if settled is not None:
        fault = fault._replace(agency=settled, officer=None, step=None)
    queue_letter(state, now, {
        "due": stamp(due),
        "new_due": stamp(promised),
        **_fault_detail(fault),
        "reason_code": fault.reason.value,
        "automatic": True,
        "withdrawn": withdrawn,
    })  # fmt: skip


def queue_letter(state: DossierState, now: datetime, detail: dict[str, Json]) -> None:
    """Queue the one letter; from its decision on its date is the one new date."""
    decide_effect(state, EffectKind.APOLOGY, now, detail)
    told = state.queue[-1].detail
    state.apology = Apology(new_due=unstamp(told["new_due"]), promised_at=now, told=told)


def _fault_detail(fault: Fault) -> dict[str, Json]:
    return {
        "accountable_agency": fault.agency,
        "accountable_officer": fault.officer,
        "accountable_step": fault.step,
        "excess_minutes": int(fault.excess.total_seconds() // 60),
    }


def decide_escalation(state: DossierState, now: datetime) -> None:
    """Late again: no second date; the superior of the accountable agency is told."""
    at_fault = fault_of(state, now).agency
    state.escalated = True
    detail: dict[str, Json] = {"to_agency": above(state, at_fault), "accountable_agency": at_fault}
    decide_effect(state, EffectKind.ESCALATION, now, detail)


class Fault(NamedTuple):
    """Who is accountable for a late dossier, by the facts of the hand-over contract."""

    agency: AgencyCode
    officer: OfficerId | None
    step: StepKey | None
    excess: timedelta
    reason: LateReason


def fault_of(state: DossierState, now: datetime) -> Fault:
    """The position with the largest excess of used over allotted time, ties to the current holder.

    What an older system let pass before the dossier came here is its competent agency's. The time for which holders
    waited for an agency that kept silent past its deadline is that agency's, and not theirs.
    """
    positions = sorted({RECEPTION_DESK, state.holder, *state.holdings})
    position = max(positions, key=lambda one: (_excess(state, one, now), one == state.holder))
    excess = _excess(state, position, now)
    silent = waited_longest_for(state, now)
    if silent is not None and silent.time > excess:
        return Fault(silent.agency, None, state.key_at(state.holder), silent.time, LateReason.CONSULTATION_SILENT)
    if not excess and state.opening.origin is Origin.MIGRATED:
        return Fault(state.competent, None, None, excess, LateReason.STATED_BY_OLDER_SYSTEM)
    # Of several agencies that had the position one after the other, the one that went over most; ties to the last.
    *former, last = shares(state, position, _allotted(state, position), now)
    share = max([last, *former], key=lambda one: one.excess)
    return Fault(
        agency=share.agency,
        officer=share.officer,
        step=state.key_at(position),
        excess=excess,
        reason=_reason(state, position, now),
    )


def _excess(state: DossierState, position: int, now: datetime) -> timedelta:
    own = state.used(position, now) - waited(state, position, now)
    return max(own - _allotted(state, position), timedelta(0))


def _allotted(state: DossierState, position: int) -> timedelta:
    """A step has its limit; the desk has until what it received is to be handed over (rulebook §1, "Handing over")."""
    if position != RECEPTION_DESK:
        return state.allotted(position)
    assert state.rules is not None
    return state.rules.calendar.between(state.desk_since, silent_after(state.rules, state.desk_since))


def _reason(state: DossierState, position: int, now: datetime) -> LateReason:
    waiting = state.hand_over
    if waiting is not None and waiting.source == position and now > waiting.silent_after:
        return LateReason.HAND_OVER_NOT_TAKEN
    if position == RECEPTION_DESK:
        return LateReason.RECEPTION_OVER_LIMIT
    if state.phase is Phase.TO_HAND_OVER and position == state.holder:
        return LateReason.NOT_HANDED_OVER
    return LateReason.STEP_OVER_LIMIT


def new_date(state: DossierState, now: datetime) -> datetime:
    """The full limit of the current step and all later ones from now, at a session's end, never under the minimum.

    The return step is not counted when it is the last: the promise is kept at the release of the result.
    """
    assert state.rules is not None
    left = [step for step in state.steps[max(state.position, 0) :] if step.kind is not StepKind.RETURN]
    minutes = 60 * sum(step.limit_hours for step in left)
    return promised_anew(
        state.rules.calendar, now, minutes, minimum_days=state.rules.regime.parameters.new_date_minimum_days
    )


def _new_due(state: DossierState) -> Iterator[tuple[datetime, int]]:
    if state.apology is not None and state.finished_at is None and state.aside is None:
        # Where a changed rule lifted the lateness, nothing is late again before the new due instant; nor is what its
        # head apologised for in advance, should the due instant move past the date that was promised then.
        yield max(state.apology.new_due, state.due or state.apology.new_due), state.lifted


def _escalate(state: DossierState, _: int, __: datetime, now: datetime) -> None:
    decide_escalation(state, now)


OVERDUE_AGAIN = Watch(Tag.OVERDUE_AGAIN, _new_due, then=_escalate)
