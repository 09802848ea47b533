"""What was done on branches that a dossier left when a reset was adopted: it stands in the world (design §2.6)."""

from __future__ import annotations

from typing import Any

from models.branches import story_of
from models.events import DossierEvent
from models.journal import JournalWrite
from motcua.register.queries import Queries

__all__ = ["left_behind"]


def left_behind(
    queries: Queries, write: JournalWrite, effect_id: str, *, once: bool
) -> tuple[str, dict[str, Any]] | None:
    """See activities.ports.Register; the newest of several."""
    kept = queries.events(write.code)
    known = {event.key: event for event in (*kept, *write.events)}
    decided = {f"{event.branch}-{event.seq}": event for event in known.values()}
    mine = decided[effect_id]
    own = {f"{event.branch}-{event.seq}" for event in story_of(known.values(), mine.branch)}
    for effect in reversed(queries.effects(write.code)):
        if effect.effect_id not in own and _same(decided[effect.effect_id], mine, once=once):
            return effect.effect_id, effect.facts
    return None


def _same(other: DossierEvent, mine: DossierEvent, *, once: bool) -> bool:
    return other.tag is mine.tag and (once or other.detail == mine.detail)
