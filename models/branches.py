"""Branches: which journal is a branch's story, when a reset made one part from another (design §2.6)."""

from __future__ import annotations

from collections.abc import Iterable

from models.events import DossierEvent

__all__ = ["story_of"]


def story_of(events: Iterable[DossierEvent], branch: int | None = None) -> list[DossierEvent]:
    """Return the events of a branch, after those of the branches it came from; None: the newest branch.

    A branch begins after the event whose hash its first event bears as `prev`.
    """
    kept: dict[int, list[DossierEvent]] = {}
    for event in sorted(events, key=lambda event: (event.branch, event.seq)):
        kept.setdefault(event.branch, []).append(event)
    if not kept:
        return []
    story = kept[max(kept) if branch is None else branch]
    while story[0].seq > 1:
        before = _before(story[0], kept)
        if before is None:
            break  # a gap, which whoever checks the chain finds
        story = [*before, *story]
    return story


def _before(first: DossierEvent, kept: dict[int, list[DossierEvent]]) -> list[DossierEvent] | None:
    for branch in sorted(kept, reverse=True):
        for place, event in enumerate(kept[branch]):
            if branch < first.branch and event.seq == first.seq - 1 and event.hash == first.prev:
                return kept[branch][: place + 1]
    return None
