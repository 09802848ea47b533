"""Closing: a dossier ends when nothing is owed any more."""

from __future__ import annotations

from datetime import datetime

from models.dossier import DossierState
from models.effects import Blocked, EffectKind
from models.lifecycle import Phase
from models.tags import Tag
from models.value import Json
from workflows.feeding import owes_group
from workflows.journal import tell
from workflows.outcomes import late_seconds

__all__ = ["close", "last_known", "may_close", "reopen"]


def may_close(state: DossierState) -> bool:
    """Whether it has ended and owes nothing: no apology, no effect, done or blocked."""
    return (
        (state.phase is Phase.AFTER or (state.phase is Phase.ENDED and state.closed_at is None))
        and not state.apology_owed
        and not state.queue
        and not state.errands
        and all(_is_given_up(blocked) for blocked in state.blocked)
        and state.undoing is None
        and not state.contested
        and owes_group(state) is None
    )


def _is_given_up(blocked: Blocked) -> bool:
    """A notice that no further try will bring: it was told, and holds nothing back."""
    return blocked.effect.kind is EffectKind.NOTICE and blocked.retry_at is None


def close(state: DossierState, now: datetime) -> None:
    """Tell its last event; of what came after, its last."""
    if state.phase is Phase.AFTER:
        state.phase, state.blocked = Phase.ENDED, []
        tell(state, Tag.AFTER_CLOSED, now, {"refused_acts": state.refused_acts})
        return
    state.closed_at, state.blocked = now, []
    detail: dict[str, Json] = {
        "status": int(state.status),
        "late_seconds": late_seconds(state),
        "refused_acts": state.refused_acts,
    }
    tell(state, Tag.CLOSED, now, detail)


def last_known(state: DossierState) -> datetime:
    """The last instant of which a closed dossier knows."""
    assert state.closed_at is not None
    rated = state.rating.rated_at if state.rating else None
    signed = state.result.signed_at if state.result else None
    return max(filter(None, (state.closed_at, state.result_cancelled_at, rated, signed)))


def reopen(state: DossierState, now: datetime) -> None:
    """Let acts that come after closing be said to a closed dossier; its date of closing stays."""
    state.phase = Phase.AFTER
    tell(state, Tag.AFTER_OPENED, now)
