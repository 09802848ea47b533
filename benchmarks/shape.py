"""What a dossier asks of Temporal, counted in the histories of this very run."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from temporalio.api.common.v1 import Payloads
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client

__all__ = ["Counted", "Shape", "Weight", "counted"]


@dataclass(frozen=True)
class Shape:
    """How many activities run before the first act, and after each: one number more than there are acts."""

    activities: tuple[int, ...]


@dataclass(frozen=True)
class Weight:
    """Bytes: mean per activity of its order and its facts, per act of what is said and answered."""

    order: int = 0
    facts: int = 0
    said: int = 0
    answer: int = 0


@dataclass(frozen=True)
class Counted:
    """What the histories of some dossiers hold: the middle dossier's shape, and means."""

    shape: Shape
    weight: Weight
    activities: float
    updates: float
    timers: float
    tasks: float
    """Workflow tasks that were completed."""
    events: float
    size: float
    """Bytes of the whole history."""


@dataclass
class _History:
    """The counts of one."""

    activities: list[int]
    updates: int = 0
    timers: int = 0
    tasks: int = 0
    events: int = 0
    size: int = 0
    order: int = 0
    facts: int = 0
    said: int = 0
    answer: int = 0

    def add(self, event: HistoryEvent) -> None:
        self.events += 1
        self.size += event.ByteSize()
        match event.event_type:
            case EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
                self.activities[-1] += 1
                self.order += _bytes(event.activity_task_scheduled_event_attributes.input)
            case EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
                self.facts += _bytes(event.activity_task_completed_event_attributes.result)
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
                said = event.workflow_execution_update_accepted_event_attributes.accepted_request.input
                self.updates += 1
                if said.name != "received":
                    self.activities.append(0)
                    self.said += _bytes(said.args)
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED:
                self.answer += _bytes(event.workflow_execution_update_completed_event_attributes.outcome.success)
            case EventType.EVENT_TYPE_TIMER_STARTED:
                self.timers += 1
            case EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED:
                self.tasks += 1


async def counted(client: Client, ids: Sequence[str]) -> Counted:
    """Read the histories of closed workflows and count."""
    histories = [await _history(client, one) for one in ids]
    acts = sum(history.updates - 1 for history in histories)
    activities = sum(sum(history.activities) for history in histories)
    by_activities = sorted(histories, key=lambda history: sum(history.activities))
    return Counted(
        shape=Shape(tuple(by_activities[len(histories) // 2].activities)),
        weight=Weight(
            order=sum(history.order for history in histories) // activities,
            facts=sum(history.facts for history in histories) // activities,
            said=sum(history.said for history in histories) // acts,
            answer=sum(history.answer for history in histories) // (acts + len(histories)),
        ),
        activities=activities / len(histories),
        updates=statistics.fmean(history.updates for history in histories),
        timers=statistics.fmean(history.timers for history in histories),
        tasks=statistics.fmean(history.tasks for history in histories),
        events=statistics.fmean(history.events for history in histories),
        size=statistics.fmean(history.size for history in histories),
    )


async def _history(client: Client, workflow_id: str) -> _History:
    history = _History(activities=[0])
    async for event in client.get_workflow_handle(workflow_id).fetch_history_events():
        history.add(event)
    return history


def _bytes(payloads: Payloads) -> int:
    return sum(len(payload.data) for payload in payloads.payloads)
