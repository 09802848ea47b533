"""The apology of a late dossier: who is accountable, why, and the one new date (rulebook §1, "Late dossiers")."""

from __future__ import annotations

from datetime import datetime, timedelta

from models.deadline import new_date as promised_anew
from models.dossier import RECEPTION_DESK, Apology, DossierState, EffectKind
from models.lifecycle import Phase
from models.procedure import StepKind
from models.reasons import LateReason
from models.value import Json, stamp
from workflows.journal import decide_effect

__all__ = ["accountable", "decide_apology", "decide_escalation", "late_reason", "new_date"]


def decide_apology(state: DossierState, due: datetime, now: datetime) -> None:
    """Queue the letter, with one new date; a dossier that an older system apologised for keeps that date.

    `due_original` stays as it is: the new date stands beside it.
    """
    assert state.rules is not None
    stated = state.opening.stated
    if stated is not None and stated.apology is not None:
        state.apology = Apology(new_due=stated.apology.new_due, stated_on=stated.apology.issued_on)
        return
    position = accountable(state, now)
    holding = state.holdings.get(position)
    state.apology = Apology(new_due=new_date(state, now))
    detail: dict[str, Json] = {
        "due": stamp(due),
        "new_due": stamp(state.apology.new_due),
        "accountable_agency": state.agency_at(position),
        "accountable_officer": holding.officer if holding else None,
        "accountable_step": state.key_at(position),
        "excess_minutes": int(excess(state, position, now).total_seconds() // 60),
        "reason_code": late_reason(state, position, now).value,
        "automatic": True,
    }
    decide_effect(state, EffectKind.APOLOGY, now, detail)


def decide_escalation(state: DossierState, now: datetime) -> None:
    """Late again: no second date; the superior of the accountable agency is told."""
    assert state.rules is not None
    at_fault = state.agency_at(accountable(state, now))
    superior = state.rules.superiors.get(at_fault) or at_fault
    state.escalated = True
    decide_effect(state, EffectKind.ESCALATION, now, {"to_agency": superior, "accountable_agency": at_fault})


def excess(state: DossierState, position: int, now: datetime) -> timedelta:
    """By how much a position has used more working time than it was allotted; never under zero."""
    return max(state.used(position, now) - state.allotted(position), timedelta(0))


def accountable(state: DossierState, now: datetime) -> int:
    """The position with the largest excess of used over allotted time, ties to the current holder."""
    candidates = sorted({RECEPTION_DESK, state.holder, *state.holdings})
    return max(candidates, key=lambda position: (excess(state, position, now), position == state.holder))


def late_reason(state: DossierState, position: int, now: datetime) -> LateReason:
    """The reason that the facts of the hand-over contract give."""
    if state.opening.stated is not None and not excess(state, position, now):
        return LateReason.STATED_BY_OLDER_SYSTEM
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
