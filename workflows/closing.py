"""Closing: a dossier ends when nothing is owed any more."""

from __future__ import annotations

from datetime import datetime

from models.dossier import DossierState
from models.events import Tag
from models.lifecycle import Phase
from models.value import Json
from workflows.journal import tell
from workflows.outcomes import late_seconds

__all__ = ["close", "may_close"]


def may_close(state: DossierState) -> bool:
    """Whether it has ended and owes nothing: no apology, no effect, done or blocked."""
    return (
        state.phase is Phase.ENDED
        and state.closed_at is None
        and not state.apology_owed
        and not state.queue
        and not state.errands
        and not state.blocked
    )


def close(state: DossierState, now: datetime) -> None:
    """Tell its last event."""
    state.closed_at = now
    detail: dict[str, Json] = {
        "status": int(state.status),
        "late_seconds": late_seconds(state),
        "refused_acts": state.refused_acts,
    }
    tell(state, Tag.CLOSED, now, detail)
