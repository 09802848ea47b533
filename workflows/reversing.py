"""Undoing an act by a new event: what may be undone still, and how; nothing that was told is untold.

Only the last move may be undone, while its effect has not left the house: a supervisor sets the dossier back to where
it stood, time that somebody held it stays counted, and who wrongly became a handler is none (rulebook §1).
"""

from __future__ import annotations

from datetime import datetime

from models.acts import Act
from models.deeds import Deed
from models.dossier import DossierState
from models.holdings import HandOver
from models.identifiers import OfficerId
from models.lifecycle import Phase
from models.procedure import StepKind
from models.statuses import Status
from workflows.holding import hold, silent_after

__all__ = ["act_of", "hindrance", "moved", "nothing_to_undo", "undo"]

_KEPT = 3
"""So many moves in a row may be undone, the newest first."""
_OFFERS = frozenset({Act.HAND_OVER, Act.SEND_BACK, Act.RETURN_FOR_REWORK})


def moved(
    state: DossierState, act: Act, now: datetime, position: int, before: Status, noted: tuple[OfficerId, ...] = ()
) -> None:
    """Remember the move that was told just now; whose work the step before was has no more to be undone."""
    deed = Deed(seq=state.seq, act=act, at=now, position=position, status=before, noted=noted)
    state.moves = [*state.moves[1 - _KEPT :], deed]
    state.assignment = None


def nothing_to_undo(state: DossierState) -> None:
    """What was done cannot be undone any more, nor what came before it."""
    state.moves, state.assignment = [], None


def act_of(state: DossierState, seq: int) -> Act | None:
    """The act that an event tells, if a supervisor may undo it; None: it is none of those."""
    if seq in state.urges:
        return Act.URGE
    if state.assignment is not None and state.assignment.seq == seq:
        return state.assignment.act
    return next((deed.act for deed in state.moves if deed.seq == seq), None)


def hindrance(state: DossierState, seq: int) -> str | None:
    """Why an act cannot be undone, in a word; None: it can.

    `not_told`: there is no such event yet; `left_the_house`: it was never to be undone, or others have built on it;
    `told_elsewhere`: the receiving agency's own system knows it already.
    """
    if seq > state.seq:
        return "not_told"
    if seq in state.urges:
        return None
    if state.assignment is not None and state.assignment.seq == seq:
        return None if _is_at_work(state, state.assignment) else "left_the_house"
    if not state.moves or state.moves[-1].seq != seq:
        return "left_the_house"
    deed = state.moves[-1]
    if deed.act in _OFFERS and _was_told_elsewhere(state):
        return "told_elsewhere"
    return None if _stands(state, deed) else "left_the_house"


def undo(state: DossierState, seq: int, now: datetime) -> None:
    """Undo an act that nothing hinders from being undone."""
    if seq in state.urges:
        state.urges.remove(seq)
    elif state.assignment is not None and state.assignment.seq == seq:
        state.holdings[state.position].assigned = state.assignment.assigned_before
        state.assignment = None
    else:
        _move_back(state, state.moves.pop(), now)


def _stands(state: DossierState, deed: Deed) -> bool:
    """Whether the dossier is where the move left it, and nobody has done anything there since."""
    if deed.act in _OFFERS:
        return state.phase is Phase.HANDED_OVER
    if deed.act is Act.TAKE_OVER:
        asked = any(matter.opened_at >= deed.at for matter in state.matters)
        return _is_at_work(state, deed) and state.assigned is None and not asked
    opened = state.phase is Phase.IN_HAND and state.step is not None and state.step.kind is StepKind.SIGN
    return state.phase is Phase.TO_HAND_OVER or opened


def _is_at_work(state: DossierState, deed: Deed) -> bool:
    return state.phase is Phase.IN_HAND and state.position == deed.position


def _was_told_elsewhere(state: DossierState) -> bool:
    assert state.rules is not None
    return state.agency_at(state.position) in state.rules.own_queues


def _move_back(state: DossierState, deed: Deed, now: datetime) -> None:
    if deed.act in _OFFERS:
        offered = state.hand_overs[-1]
        offered.withdrawn, offered.taken_at = True, now
        forwards = offered.target > offered.source
        state.position = offered.target if forwards else offered.source
        state.phase = Phase.TO_HAND_OVER if forwards else Phase.IN_HAND
    elif deed.act is Act.TAKE_OVER:
        state.hand_overs[-1].withdrawn = True
        _offer_again(state, state.hand_overs[-1], now)
    else:
        hold(state, deed.position, now)
        state.position, state.phase = deed.position, Phase.IN_HAND
    state.status = deed.status
    state.handlers = [officer for officer in state.handlers if officer not in deed.noted]


def _offer_again(state: DossierState, taken: HandOver, now: datetime) -> None:
    """As it lay before somebody took it over: the sender holds it, the receiver has the usual time from now on."""
    assert state.rules is not None
    again = {"taken_by": None, "taken_at": None, "withdrawn": False, "silent_after": silent_after(state.rules, now)}
    state.hand_overs.append(taken.model_copy(update={**again, "given_at": now}))
    hold(state, taken.source, now)
    state.position, state.phase = taken.target, Phase.HANDED_OVER
