"""What a workflow asks Temporal for, as its history recorded it and as the code at hand says it, in one form.

Patch markers, and the search key that the SDK writes beside each, are left to the SDK's own comparison: they may be
absent on either side.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.bridge.proto.workflow_commands import WorkflowCommand

__all__ = ["Command", "Told", "Wanting", "recorded"]

Begun = tuple[str, str]
"""What began a timer or an activity, and its number in the run."""

_EVENT_OF: Final = {
    "schedule_activity": "ActivityTaskScheduled",
    "request_cancel_activity": "ActivityTaskCancelRequested",
    "start_timer": "TimerStarted",
    "cancel_timer": "TimerCanceled",
    "upsert_workflow_search_attributes": "UpsertWorkflowSearchAttributes",
    "modify_workflow_properties": "WorkflowPropertiesModified",
    "start_child_workflow_execution": "StartChildWorkflowExecutionInitiated",
    "signal_external_workflow_execution": "SignalExternalWorkflowExecutionInitiated",
    "request_cancel_external_workflow_execution": "RequestCancelExternalWorkflowExecutionInitiated",
    "complete_workflow_execution": "WorkflowExecutionCompleted",
    "fail_workflow_execution": "WorkflowExecutionFailed",
    "cancel_workflow_execution": "WorkflowExecutionCanceled",
    "continue_as_new_workflow_execution": "WorkflowExecutionContinuedAsNew",
}
"""Which event each command becomes."""
_KNOWN: Final = {*_EVENT_OF.values(), "WorkflowExecutionUpdateAccepted", "WorkflowExecutionUpdateCompleted"}
_LAST: Final = ("Completed", "Failed", "Canceled", "ContinuedAsNew")
"""What ends a run stands last among the commands of its task, whenever the code said it."""
_WITHDRAWN_BY: Final = {"cancel_timer": "start_timer", "request_cancel_activity": "schedule_activity"}
_SETTLING: Final = tuple(f"activity_task_{how}_event_attributes" for how in ("completed", "failed", "timed_out"))
_PATCHES: Final = "TemporalChangeVersion"


class Told(NamedTuple):
    """An event of the journal as it was handed to an activity."""

    branch: int
    seq: int
    tag: str
    hash: str


class Command(NamedTuple):
    """One command: the kind of event it is, an activity's name, and the journal that it carries."""

    kind: str
    name: str = ""
    journal: tuple[Told, ...] | None = None
    """None: it carries nothing that could be read."""
    event_id: int = 0
    """Where it stands in the history; 0 for what the code wants."""

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".rstrip()


def recorded(events: Iterable[HistoryEvent]) -> Iterator[Command]:
    """Read the commands of a history, in order."""
    for event in events:
        kind = _camel(EventType.Name(event.event_type))
        if kind not in _KNOWN:
            continue
        name, journal = "", None
        if kind == "ActivityTaskScheduled":
            scheduled = event.activity_task_scheduled_event_attributes
            name, journal = scheduled.activity_type.name, _journal(scheduled.input.payloads)
        elif kind == "UpsertWorkflowSearchAttributes":
            keys = event.upsert_workflow_search_attributes_event_attributes.search_attributes.indexed_fields
            if list(keys) == [_PATCHES]:
                continue
        yield Command(kind, name, journal, event.event_id)


class Wanting:
    """Reads the commands that the code says, task by task, as the events that they become in this history."""

    def __init__(self, events: Iterable[HistoryEvent]) -> None:
        self._settled = dict(_settled(events))
        self._accepted: set[str] = set()

    def in_task(self, read: int, commands: Iterable[WorkflowCommand]) -> list[Command]:
        """Return what one task that had read so many events wants.

        What it withdraws again never becomes an event, nor does the withdrawal of what was settled by then.
        """
        said: list[tuple[Begun, Command]] = []
        for command in commands:
            variant = command.WhichOneof("variant") or ""
            content = getattr(command, variant)
            begun = (_WITHDRAWN_BY.get(variant, variant), str(getattr(content, "seq", "")))
            if variant in _WITHDRAWN_BY and any(one == begun for one, _ in said):
                said = [(one, before) for one, before in said if one != begun]
            elif variant in _WITHDRAWN_BY and self._settled.get(begun, read) < read:
                continue
            elif (kind := self._kind(variant, content)) is not None:
                said.append((begun, _command(kind, content)))
        return sorted((command for _, command in said), key=_ends_the_run)

    def _kind(self, variant: str, content: Any) -> str | None:
        if variant != "update_response":
            return _EVENT_OF.get(variant)
        update, response = content.protocol_instance_id, content.WhichOneof("response")
        if response == "accepted":
            self._accepted.add(update)
            return "WorkflowExecutionUpdateAccepted"
        return "WorkflowExecutionUpdateCompleted" if update in self._accepted else None  # refused: no event


def _command(kind: str, content: Any) -> Command:
    if kind == "ActivityTaskScheduled":
        return Command(kind, content.activity_type, _journal(content.arguments))
    return Command(kind)


def _settled(events: Iterable[HistoryEvent]) -> Iterator[tuple[Begun, int]]:
    """Say of every timer and activity that is over at which event it was."""
    scheduled: dict[int, str] = {}
    for event in events:
        name = event.WhichOneof("attributes") or ""
        content = getattr(event, name)
        if name == "timer_fired_event_attributes":
            yield ("start_timer", content.timer_id), event.event_id
        elif name == "activity_task_scheduled_event_attributes":
            scheduled[event.event_id] = content.activity_id
        elif name in _SETTLING:
            yield ("schedule_activity", scheduled[content.scheduled_event_id]), event.event_id


def _ends_the_run(command: Command) -> bool:
    return command.kind.removeprefix("WorkflowExecution") in _LAST


def _camel(name: str) -> str:
    """`EVENT_TYPE_TIMER_STARTED` → `TimerStarted`."""
    return name.removeprefix("EVENT_TYPE_").title().replace("_", "")


def _journal(payloads: Iterable[Payload]) -> tuple[Told, ...] | None:
    """The journal in an activity's order: payloads are plain JSON, read as they are, whatever models the code has."""
    told: tuple[Told, ...] | None = None
    for payload in payloads:
        order = json.loads(payload.data or b"null")
        write = order.get("write", order) if isinstance(order, dict) else None
        if isinstance(write, dict) and isinstance(events := write.get("events"), list):
            told = (*(told or ()), *(Told(e["branch"], e["seq"], e["tag"], e["hash"]) for e in events))
    return told
