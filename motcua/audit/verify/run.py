"""What one run's history says, read as it is stored: no workflow code, no model of the journal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from temporalio.api.common.v1 import Payload
from temporalio.api.history.v1 import HistoryEvent

from models.acts import Act, Envelope
from models.opening import OpeningBody
from models.rooting import HandedOn
from motcua.audit.heard import Heard, heard_in, taken_in_at
from motcua.audit.verify.told import Told

__all__ = ["Run", "read_history"]

_CLOSED = (
    "workflow_execution_completed_event_attributes", "workflow_execution_continued_as_new_event_attributes",
    "workflow_execution_terminated_event_attributes", "workflow_execution_failed_event_attributes",
    "workflow_execution_canceled_event_attributes", "workflow_execution_timed_out_event_attributes",
)  # fmt: skip


@dataclass
class Run:
    """What one run's history says."""

    run_id: str
    code: str = ""
    """The workflow's id, as the history itself names it."""
    opening: OpeningBody | None = None
    """What the run opened, or went on with."""
    rooted: tuple[HandedOn, ...] = ()
    """By what the root had been handed on before it began."""
    carried: dict[tuple[int, int], Told] = field(default_factory=dict)
    """The journal as the run handed it to its activities, by branch and seq."""
    written: set[tuple[int, int]] = field(default_factory=set)
    """Which of it an activity that ended well has surely written."""
    done: dict[str, Any] = field(default_factory=dict)
    """What activities returned, by effect."""
    heard: dict[str, list[Heard]] = field(default_factory=dict)
    """Every act by decision id; one that came twice, or was forged first, stands there twice."""
    ended: str | None = None
    """How it ended: `completed`, `continued_as_new`, `terminated`, …; None while it runs."""
    orders: dict[int, tuple[str | None, list[Told]]] = field(default_factory=dict, repr=False)
    """Scheduled activities by the number of their event, while the history is read."""


def read_history(run_id: str, events: Iterable[HistoryEvent]) -> Run:
    """Read one run. What cannot be read (a stranger's signal, a start that is not ours) is passed over."""
    run = Run(run_id)
    for event in events:
        kind = event.WhichOneof("attributes")
        if kind == "workflow_execution_started_event_attributes":
            _started(run, event)
        elif kind == "activity_task_scheduled_event_attributes":
            _scheduled(run, event)
        elif kind == "activity_task_completed_event_attributes":
            _completed(run, event)
        elif kind in _CLOSED:
            run.ended = kind.removeprefix("workflow_execution_").removesuffix("_event_attributes")
        elif (heard := heard_in(event)) is not None:
            _keep(run, heard)
    return run


def _started(run: Run, event: HistoryEvent) -> None:
    attributes = event.workflow_execution_started_event_attributes
    start = next(_values(attributes.input.payloads), None)
    if not isinstance(start, dict):
        return
    run.code = str(start.get("code", ""))  # of what came after closing, which read the rest from the register
    opening, state, at = start.get("opening") or {}, start.get("state") or {}, taken_in_at(event)
    body = opening.get("body") or state.get("opening")
    try:
        run.opening = OpeningBody.model_validate(body)
        run.code = run.opening.code
        run.rooted = tuple(HandedOn.model_validate(link) for link in state.get("rooted", ()))
        if opening:
            _keep(run, Heard(Act.SUBMIT, Envelope.model_validate(opening["envelope"]), by_signal=False, at=at))
        elif start.get("again") is not None:
            _keep(run, Heard(Act.START_AGAIN, Envelope.model_validate(start["again"]), by_signal=False, at=at))
    except (ValidationError, KeyError):
        return


def _scheduled(run: Run, event: HistoryEvent) -> None:
    for order in _values(event.activity_task_scheduled_event_attributes.input.payloads):
        if not isinstance(order, dict):
            continue
        write = order.get("write", order)
        told = [Told.of(one) for one in write.get("events", ()) if isinstance(one, dict)]
        run.carried.update({(one.branch, one.seq): one for one in told})
        run.orders[event.event_id] = (order.get("effect_id"), told)


def _completed(run: Run, event: HistoryEvent) -> None:
    attributes = event.activity_task_completed_event_attributes
    effect, told = run.orders.pop(attributes.scheduled_event_id, (None, []))
    run.written.update((one.branch, one.seq) for one in told)
    if effect is not None:
        run.done[effect] = next(_values(attributes.result.payloads), None)


def _keep(run: Run, heard: Heard) -> None:
    run.heard.setdefault(heard.envelope.decision_id, []).append(heard)


def _values(payloads: Iterable[Payload]) -> Iterator[Any]:
    for payload in payloads:
        try:
            yield json.loads(payload.data)
        except ValueError:
            yield None
