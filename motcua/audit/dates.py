"""The dates of a journal, recomputed by today's clock from the rules that were pinned (rulebook §1, §2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from models.deadline import Deadline
from models.events import DossierEvent
from models.rules import PinnedRules
from models.tags import Tag
from models.value import stamp, unstamp
from motcua.audit.clocking import Clocked

__all__ = ["DateFound", "dates_of"]

_HANDS_OVER = frozenset({Tag.HANDED_OVER, Tag.SENT_BACK, Tag.REWORK})


class DateFound(NamedTuple):
    """A date as the journal has it, and as it should be."""

    event: DossierEvent
    field: str
    recorded: object
    expected: object


def dates_of(events: Sequence[DossierEvent], rules: PinnedRules) -> Iterator[DateFound]:
    """Yield every date of a journal that follows from the rules, or from what was told before.

    `events`: one branch from its beginning, with what it branched off from.
    """
    clocked = Clocked(rules)
    new_due: str | None = next((e.detail["stated_new_due"] for e in events if "stated_new_due" in e.detail), None)
    silent_after: str | None = None
    for event in events:
        clocked = clocked.after(event)
        if event.tag in _HANDS_OVER or "silent_after" in event.detail:
            silent_after = event.detail["silent_after"]
        if event.tag is Tag.APOLOGY_DECIDED:
            new_due = event.detail["new_due"]
        new_due = event.detail.get("new_due_after", new_due)
        if event.detail.get("lifted") and new_due is not None and clocked.deadline is not None:
            # Nothing is late again before the new due instant.
            new_due = max(new_due, _stamped(clocked.deadline.due) or new_due)
        for field, expected in _expected(event, clocked.deadline, new_due, silent_after):
            yield DateFound(event, field, event.detail.get(field), expected)
        if "fired" in event.detail:
            late = unstamp(event.detail["fired"]) - unstamp(event.detail["due"])
            yield DateFound(event, "lateness_seconds", event.detail["lateness_seconds"], int(late.total_seconds()))


def _expected(
    event: DossierEvent, deadline: Deadline | None, new_due: str | None, silent_after: str | None
) -> Iterator[tuple[str, object]]:
    if event.tag is Tag.HAND_OVER_SILENT:
        yield "due", silent_after
    elif event.tag is Tag.OVERDUE_AGAIN:
        yield "due", new_due
    elif deadline is None:
        return
    elif event.tag in {Tag.RECEPTION_DONE, Tag.OVERDUE, Tag.APOLOGY_DRAFTED, Tag.APOLOGY_DECIDED}:
        yield "due", _stamped(deadline.due)
    elif event.tag is Tag.EXTENDED:
        yield "extended_due", _stamped(deadline.due)
    elif event.tag is Tag.DUE_SOON:
        yield "due", _stamped(deadline.due_soon_at)
        yield "promise", _stamped(deadline.due)
    elif event.tag is Tag.RELEASED and deadline.due is not None:
        yield "late_seconds", max(int((event.at - deadline.due).total_seconds()), 0)


def _stamped(moment: datetime | None) -> str | None:
    return stamp(moment) if moment else None
