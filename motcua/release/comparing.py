"""The first place at which the code at hand leaves a history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, zip_longest
from typing import Literal

from temporalio.api.history.v1 import HistoryEvent

from models.value import Value
from motcua.release.commands import Command, Told, Wanting, recorded
from motcua.release.listening import Heard

__all__ = ["Difference", "first_difference"]

NOTHING = "—"


class Difference(Value):
    """Where they part. What is named are kinds, activities and tags, never what was said."""

    kind: Literal["command", "journal", "error"]
    """Another command; the same command with another journal, which would fork the register's chain; or code that
    fails where the history went on."""
    event_id: int
    """The first event that differs; 0 if the code failed before any."""
    event_type: str
    recorded: str
    wanted: str


def first_difference(
    events: Sequence[HistoryEvent], heard: Sequence[Heard], failure: Exception | None
) -> Difference | None:
    """Compare a run's history with what the code said, in order; None when it goes the same way.

    `failure` is what the SDK's replayer found. What the code wants in a task that the history has not completed is
    still open, and no difference.
    """
    read, completed = _last_completed(events)
    failed = next((once.failure for once in heard if once.failure is not None), None)
    for theirs, mine in zip_longest(recorded(events), _wanted(events, heard, read)):
        if theirs is None:
            return _of("command", completed, "WorkflowTaskCompleted", NOTHING, str(mine))
        if mine is None and failed is not None:
            return _of("error", theirs.event_id, theirs.kind, str(theirs), failed)
        if found := _difference(theirs, mine):
            return found
    if failure is None:
        return None
    return _of("error", completed, "WorkflowTaskCompleted", NOTHING, failed or str(failure).split("\n", 1)[0])


def _wanted(events: Sequence[HistoryEvent], heard: Sequence[Heard], read: int) -> Iterator[Command]:
    """What the code wants, task by task, as far as the history goes."""
    wanting = Wanting(events)
    for at, task in groupby(heard, key=lambda once: once.read):
        if at <= read:
            yield from wanting.in_task(at, (command for once in task for command in once.commands))


def _last_completed(events: Sequence[HistoryEvent]) -> tuple[int, int]:
    """The start of the last completed task, and its completion."""
    for event in reversed(events):
        if event.HasField("workflow_task_completed_event_attributes"):
            return event.workflow_task_completed_event_attributes.started_event_id, event.event_id
    return 0, 0


def _difference(theirs: Command, mine: Command | None) -> Difference | None:
    if mine is None or (theirs.kind, theirs.name) != (mine.kind, mine.name):
        return _of("command", theirs.event_id, theirs.kind, str(theirs), str(mine or NOTHING))
    if theirs.journal is not None and mine.journal is not None and theirs.journal != mine.journal:
        old, new = next(pair for pair in zip_longest(theirs.journal, mine.journal) if pair[0] != pair[1])
        return _of("journal", theirs.event_id, theirs.kind, _name(old), _name(new))
    return None


def _name(told: Told | None) -> str:
    return f"{told.tag} ({told.branch}, {told.seq}, {told.hash[:12]})" if told else NOTHING


def _of(kind: Literal["command", "journal", "error"], at: int, event_type: str, there: str, here: str) -> Difference:
    return Difference(kind=kind, event_id=at, event_type=event_type, recorded=there, wanted=here)
