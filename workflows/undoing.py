"""An early end: what a withdrawal or a stop undoes, in order, each as an effect of its own (rulebook §1).

The act only notes what is to be undone. The dossier's one loop decides the next thing when the one before is done, so
that nothing else is under way then, and a worker that dies between two of them repeats neither. Only then it closes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from models.dossier import DossierState
from models.effects import EffectKind
from models.holdings import HandOver
from models.identifiers import NoteId, ReasonCode
from models.lifecycle import Phase
from models.matter import MatterKind
from models.regime import FormKind
from models.remembered import Undoing
from models.statuses import Status
from models.tags import Tag
from models.undoing import Undo, UndoKind
from models.value import Json
from models.words import Word
from workflows.fees import decide_refund
from workflows.holding import release
from workflows.journal import tell
from workflows.notices import decide_notice
from workflows.pausing import Dates, resume
from workflows.words import decide_word

__all__ = ["TOLD_BY_UNDOING", "end_early", "plan", "undo_next", "waits_for_undoing"]

TOLD_BY_UNDOING: Final = frozenset({Tag.SENDING_CANCELLED, Tag.STOP_FINAL, Tag.UNDONE})
"""What undoing tells beside the effects that it decides."""
_NOT_OUT_YET: Final = frozenset({EffectKind.TRANSFER, EffectKind.NOTICE})
"""What is no longer sent. An apology that is owed stays owed, and who was late stays late."""


def end_early(state: DossierState, status: Status, outcome: str, now: datetime) -> Dates:
    """The promise is kept at this instant, also of a dossier that stands aside; what is asked of the applicant ends.

    Returns what the event tells of the dates by which that is judged, if it stood aside until now.
    """
    for matter in state.matters:
        if matter.closed_at is None and matter.kind not in (MatterKind.CONSULTATION, MatterKind.ATTRIBUTION):
            matter.closed_at, matter.outcome = now, outcome
    dates: Dates = resume(state, now) if state.aside is not None else {}
    release(state, now)
    state.status, state.phase, state.finished_at = status, Phase.ENDED, now
    return dates


def plan(state: DossierState, first: list[Undo], last: list[Undo], reason: ReasonCode, note: NoteId | None) -> None:
    """Note what is to be undone: what is open now, between what comes first and last."""
    asked = [Undo(kind=UndoKind.CONSULTATION, number=m.number) for m in state.open_matters(MatterKind.CONSULTATION)]
    offered = [Undo(kind=UndoKind.HAND_OVER, number=len(state.hand_overs))] if _offered(state) else []
    between = [Undo(kind=UndoKind.SENDING), *asked, *offered, Undo(kind=UndoKind.REFUND)]
    state.undoing = Undoing(left=[*first, *between, *last], reason_code=reason, note_id=note)


def waits_for_undoing(state: DossierState) -> bool:
    """Whether the next thing can be undone now: there is one, and the one before is done."""
    if state.undoing is None:
        return False
    effects = [*state.queue, *(blocked.effect for blocked in state.blocked)]
    return state.undoing.under_way not in {effect.effect_id for effect in effects}


def undo_next(state: DossierState, now: datetime) -> None:
    """Undo up to the next effect, or tell that all is undone; to be called while no effect is under way."""
    undoing = state.undoing
    assert undoing is not None
    known, decided = {effect.effect_id for effect in state.queue}, None
    while undoing.left and decided is None:
        undo = undoing.left.pop(0)
        _HOW[undo.kind](state, undo, now)
        decided = next((effect.effect_id for effect in state.queue if effect.effect_id not in known), None)
    undoing.under_way = decided
    if decided is None:
        tell(state, Tag.UNDONE, now)
        state.undoing = None


def _notice(state: DossierState, _: Undo, now: datetime) -> None:
    assert state.undoing is not None
    decide_notice(
        state, FormKind.STOP_NOTICE, now, agency=state.competent,
        reason_code=state.undoing.reason_code, note_id=state.undoing.note_id,
    )  # fmt: skip


def _stop(state: DossierState, _: Undo, now: datetime) -> None:
    """Status 8 is final from here on (rulebook §1, "Statuses")."""
    dates = end_early(state, Status.STOPPED, "stopped", now)
    tell(state, Tag.STOP_FINAL, now, {"due_after": dates.get("due_after"), "new_due_after": dates.get("new_due_after")})


def _sending(state: DossierState, _: Undo, now: datetime) -> None:
    waiting = [effect for effect in state.queue if effect.kind in _NOT_OUT_YET]
    waiting += [blocked.effect for blocked in state.blocked if blocked.effect.kind in _NOT_OUT_YET]
    if not waiting:
        return
    ids = {effect.effect_id for effect in waiting}
    state.queue = [effect for effect in state.queue if effect.effect_id not in ids]
    state.blocked = [blocked for blocked in state.blocked if blocked.effect.effect_id not in ids]
    effects: list[Json] = [*sorted(ids)]
    tell(state, Tag.SENDING_CANCELLED, now, {"effects": effects})


def _consultation(state: DossierState, undo: Undo, now: datetime) -> None:
    matter = state.matters[undo.number - 1]
    assert matter.agency is not None
    matter.closed_at, matter.outcome = now, "recalled"
    decide_word(state, now, matter.agency, Word.CONSULTATION_RECALLED, matter=matter.number)


def _hand_over(state: DossierState, undo: Undo, now: datetime) -> None:
    """An offer that nobody took ends, taken back."""
    offered = state.hand_overs[undo.number - 1]
    offered.withdrawn, offered.taken_at = True, now
    decide_word(
        state, now, state.agency_at(offered.target), Word.HAND_OVER_RECALLED, step=state.key_at(offered.target)
    )  # fmt: skip


def _refund(state: DossierState, _: Undo, now: datetime) -> None:
    assert state.undoing is not None
    decide_refund(state, now, state.undoing.reason_code)


def _offered(state: DossierState) -> HandOver | None:
    last = state.hand_overs[-1] if state.hand_overs else None
    return last if last is not None and last.taken_at is None else None


_HOW: Final[dict[UndoKind, Callable[[DossierState, Undo, datetime], None]]] = {
    UndoKind.NOTICE: _notice,
    UndoKind.STOP: _stop,
    UndoKind.SENDING: _sending,
    UndoKind.CONSULTATION: _consultation,
    UndoKind.HAND_OVER: _hand_over,
    UndoKind.REFUND: _refund,
}
