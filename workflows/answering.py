"""Answering an online dossier: when the counter is to accept it, ask for a supplement, or refuse (rulebook §1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from models.dossier import DossierState
from models.lifecycle import Phase
from models.matter import MatterKind
from models.tags import Tag
from workflows.watch import Watch

__all__ = ["ANSWER_LATE"]


def _unanswered(state: DossierState) -> Iterator[tuple[datetime, int]]:
    """A request for a supplement is an answer; the dossier that comes back with it was not left without one."""
    asked = any(matter.kind is MatterKind.SUPPLEMENT for matter in state.matters)
    answer_by = state.waiting.answer_by if state.waiting is not None else state.opening.answer_by
    if state.phase is Phase.REGISTERED and answer_by is not None and not asked:
        yield answer_by, 0


ANSWER_LATE = Watch(Tag.ANSWER_LATE, _unanswered)
"""An alarm of its own: the dossier goes on, and may be accepted as before."""
