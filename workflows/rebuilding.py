"""Rebuilding: the state of a dossier, made again from what the register keeps of it (design §2.13).

Nothing is copied from the journal that the rules can decide. Every act, every alarm and every outcome is decided anew
by the functions that decided it then, at the time it was told, and must tell the very event that is kept, hash for
hash. So a rebuilt state is at the same time the proof that the journal follows from the rules.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, NoReturn

from pydantic import ValidationError

from models.dossier import DossierState
from models.effects import Effect
from models.errors import Broken, MotcuaError
from models.events import DossierEvent
from models.lifecycle import Phase
from models.opening import Opening
from models.tags import Tag
from workflows.closing import close, may_close, reopen
from workflows.feeding import feed_group, owes_group
from workflows.hearing import count_refusal, enact
from workflows.journal import DECIDED, tell
from workflows.lapse import TOLD_BY_CLOCK, lapse
from workflows.opening import open_dossier
from workflows.outcomes import AFTER, FAILED, failed
from workflows.retelling import ACTS, said_again
from workflows.undoing import TOLD_BY_UNDOING, undo_next
from workflows.verbs.repair import start_again

__all__ = ["Kept", "rebuild"]

_DONE = {after.tag: kind for kind, after in AFTER.items()}
_FAILED = frozenset(FAILED.values())
_DECIDED = frozenset(DECIDED.values())
_TOLD_BY_LOOP = TOLD_BY_UNDOING | {Tag.FEEDING_DECIDED}
"""What is decided with nobody's act and at no alarm."""


class Kept(NamedTuple):
    """What the register keeps of a dossier."""

    opening: Opening
    events: Iterable[DossierEvent]
    """The journal of one branch and of those it came from, in order (models.branches.story_of)."""
    facts: Mapping[str, Mapping[str, Any]]
    """What each effect returned, by its id."""


def rebuild(kept: Kept) -> DossierState:
    """Return the state in which the last event left the dossier, everything written.

    Refused signals past the number that is told are not known: the count begins there again.
    Raises Broken (`REBUILD_DIVERGES`) with the seq of the first event that does not follow from those before it.
    """
    state, left = DossierState(opening=kept.opening.body), deque(kept.events)
    while left:
        event = left[0]
        state.branch = event.branch
        try:
            _decide(state, event, kept)
        except (MotcuaError, AssertionError, ValidationError, LookupError, ValueError) as error:
            # What cannot be decided again at all: a journal that no rule tells can break any of them.
            raise Broken("REBUILD_DIVERGES", code=event.code, branch=event.branch, seq=event.seq) from error
        _require_same(state, left)
    state.recorded = state.is_answered
    return state


def _require_same(state: DossierState, left: deque[DossierEvent]) -> None:
    """What was told just now must be what is kept there."""
    if not state.unwritten:
        _diverges(left[0])
    for told in state.unwritten:
        if not left or left[0].hash != told.hash:
            _diverges(left[0] if left else told)
        left.popleft()
    state.unwritten.clear()


def _diverges(event: DossierEvent) -> NoReturn:
    raise Broken("REBUILD_DIVERGES", code=event.code, branch=event.branch, seq=event.seq)


def _decide(state: DossierState, event: DossierEvent, kept: Kept) -> None:
    """Let the rules tell the event again, with whatever else they tell at that moment."""
    tag, now = event.tag, event.at
    if tag is Tag.SUBMITTED:
        open_dossier(state, kept.opening, now)
    elif tag in ACTS:
        lapse(state, now)
        enact(state, ACTS[tag], said_again(event, state), now)
    elif tag in TOLD_BY_CLOCK:
        lapse(state, now)
    elif tag in _TOLD_BY_LOOP or (state.undoing is not None and tag in _DECIDED):
        lapse(state, now)
        _go_on(state, tag, now)
    elif tag in _DONE:
        _follow(state, event, kept)
    elif tag in _FAILED:
        effect = _in_hand(state, event)
        failed(state, effect, event.detail["error"], now, outage=event.detail["attempts_over"])
        state.queue.remove(effect)
    elif tag is Tag.ACT_REFUSED:
        lapse(state, now)
        count_refusal(state, dict(event.detail), now)
    elif tag is Tag.REPAIRED:
        start_again(state, said_again(event, state), now)
    elif tag is Tag.CONTINUED:
        tell(state, tag, now, dict(event.detail))
    elif tag is Tag.AFTER_OPENED and state.closed_at is not None and state.phase is Phase.ENDED:
        reopen(state, now)
    elif tag in (Tag.CLOSED, Tag.AFTER_CLOSED) and may_close(state):
        state.refused_acts = event.detail["refused_acts"]
        close(state, now)


def _go_on(state: DossierState, tag: Tag, now: datetime) -> None:
    """What the dossier's one loop decides by itself: first what is left of an early end, then its group's turn."""
    if state.undoing is not None or tag is not Tag.FEEDING_DECIDED:
        undo_next(state, now)
    if tag is Tag.FEEDING_DECIDED and owes_group(state) is not None:
        feed_group(state, now)


def _follow(state: DossierState, event: DossierEvent, kept: Kept) -> None:
    effect, after = _in_hand(state, event), AFTER[_DONE[event.tag]]
    after.follow(state, effect, after.facts.model_validate(kept.facts[effect.effect_id]), event.at)
    state.queue.remove(effect)


def _in_hand(state: DossierState, event: DossierEvent) -> Effect:
    """The effect of which an event tells: in the queue, or put back there by the clock after an outage."""
    wanted = event.detail["effect"]
    for blocked in list(state.blocked):
        if blocked.effect.effect_id == wanted and blocked.retry_at is not None and blocked.retry_at <= event.at:
            state.blocked.remove(blocked)
            state.queue.append(blocked.effect)
    for errand in [errand for errand in state.errands if errand.effect_id == wanted]:
        state.errands.remove(errand)  # it had come back
        state.queue.append(errand)
    return next(effect for effect in state.queue if effect.effect_id == wanted)
