"""One run replayed with today's code, heard: what it says to each activity, beside what the history has.

The SDK's replayer compares commands, not what is said with them; here the journal within them is compared too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from temporalio.api.common.v1 import Payload
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory
from temporalio.runtime import Runtime
from temporalio.worker import (
    Interceptor,
    Replayer,
    StartActivityInput,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
)
from temporalio.workflow import ActivityHandle

from activities.reception import ReceptionFacts
from models.dossier import DossierState
from models.events import DossierEvent
from models.rules import PinnedRules
from models.start import Start
from motcua.engine.converter import DATA_CONVERTER
from motcua.engine.sandbox import workflow_runner
from motcua.engine.workers import WORKFLOWS

__all__ = ["Order", "Reread", "reread"]


class Order(NamedTuple):
    """What was said to one activity."""

    activity: str
    told: tuple[DossierEvent, ...]
    """The journal within it, as the history has it."""
    today: tuple[DossierEvent, ...]
    """As today's code says it."""
    done: bool
    """Whether the activity ended well, so that the register surely has it."""


class Reread(NamedTuple):
    """One run, read and replayed."""

    orders: Sequence[Order]
    rules: Mapping[str | None, PinnedRules]
    """The rules that the run pinned, by the effect that did; under None those it went on with."""
    failure: str | None
    """Why today's code goes another way; the SDK's words, which hold no input."""


async def reread(history: WorkflowHistory, runtime: Runtime | None = None) -> Reread:
    """Replay a history with today's code and put what it says beside what the history has."""
    today: list[tuple[DossierEvent, ...]] = []
    replayer = Replayer(
        workflows=WORKFLOWS,
        workflow_runner=workflow_runner(sandboxed=False),
        data_converter=DATA_CONVERTER,
        interceptors=[_Ear(today)],
        runtime=runtime,
        debug_mode=True,  # no deadlock detection: a busy machine is no difference
    )
    result = await replayer.replay_workflow(history, raise_on_replay_failure=False)
    failure = result.replay_failure
    scheduled = _scheduled(history.events)
    done = {
        event.activity_task_completed_event_attributes.scheduled_event_id
        for event in history.events
        if event.HasField("activity_task_completed_event_attributes")
    }
    heard = [*today, *((),) * max(len(scheduled) - len(today), 0)]
    orders = [
        Order(name, told, said, number in done)
        for (number, name, told), said in zip(scheduled, heard, strict=False)  # past the history's end it may say more
    ]
    return Reread(orders, _rules(history.events), None if failure is None else str(failure).split("\n", 1)[0])


def _scheduled(events: Iterable[HistoryEvent]) -> list[tuple[int, str, tuple[DossierEvent, ...]]]:
    found = []
    for event in events:
        if event.HasField("activity_task_scheduled_event_attributes"):
            attributes = event.activity_task_scheduled_event_attributes
            found.append((event.event_id, attributes.activity_type.name, _told(attributes.input.payloads)))
    return found


def _told(payloads: Iterable[Payload]) -> tuple[DossierEvent, ...]:
    orders = [json.loads(payload.data) for payload in payloads]
    writes = [order.get("write", order) for order in orders if isinstance(order, dict)]
    return tuple(DossierEvent.model_validate(told) for write in writes for told in write.get("events", ()))


def _rules(events: Sequence[HistoryEvent]) -> dict[str | None, PinnedRules]:
    """What the reception gave back; a run that goes on, or began again, has the rules in its start."""
    started = events[0].workflow_execution_started_event_attributes.input.payloads
    told = events[0].workflow_execution_started_event_attributes.workflow_type.name
    state = Start.model_validate_json(started[0].data).state if told == "Dossier" else _read_closed(events)
    found: dict[str | None, PinnedRules] = {}
    if state is not None and state.rules is not None:
        found[None] = state.rules
    receiving: dict[int, str] = {}
    for event in events:
        scheduled, done = event.activity_task_scheduled_event_attributes, event.activity_task_completed_event_attributes
        if scheduled.activity_type.name == "receive":
            receiving[event.event_id] = json.loads(scheduled.input.payloads[0].data)["effect_id"]
        elif done.scheduled_event_id in receiving:
            found[receiving[done.scheduled_event_id]] = ReceptionFacts.model_validate_json(done.result.payloads[0].data)
    return found


def _read_closed(events: Sequence[HistoryEvent]) -> DossierState | None:
    """With what a run of what comes after closing began; None if it never read it."""
    asked: set[int] = set()
    for event in events:
        if event.activity_task_scheduled_event_attributes.activity_type.name == "read_closed":
            asked.add(event.event_id)
        done = event.activity_task_completed_event_attributes
        if done.scheduled_event_id in asked:
            return DossierState.model_validate_json(done.result.payloads[0].data)
    return None


class _Ear(Interceptor):
    def __init__(self, today: list[tuple[DossierEvent, ...]]) -> None:
        self._today = today

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002, ARG002 - the SDK's name
    ) -> type[WorkflowInboundInterceptor]:
        today = self._today

        class Outbound(WorkflowOutboundInterceptor):
            def start_activity(self, input: StartActivityInput) -> ActivityHandle[Any]:  # noqa: A002
                order = input.args[0]
                today.append(tuple(getattr(getattr(order, "write", order), "events", ())))
                return super().start_activity(input)

        class Inbound(WorkflowInboundInterceptor):
            def init(self, outbound: WorkflowOutboundInterceptor) -> None:
                super().init(Outbound(outbound))

        return Inbound
