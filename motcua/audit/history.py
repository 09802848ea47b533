"""What Temporal's own history says of a dossier: the journal as its activities carried it, and every act as it came.

Histories are read as they are stored, without our workflow code: payloads are plain JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from temporalio.api.common.v1 import Payload
from temporalio.api.history.v1 import HistoryEvent

from models.acts import Act
from models.dossier import DossierState
from models.events import DossierEvent
from models.opening import OpeningBody
from models.rooting import HandedOn
from models.start import Start
from motcua.audit.heard import Heard, heard_in, taken_in_at
from workflows.performing import JOURNAL_ERRORS

__all__ = ["RunStory", "read_run"]

Key = tuple[str, int, int]


@dataclass
class RunStory:
    """What one run's history tells."""

    run_id: str
    opening: OpeningBody | None = None
    """The dossier that the run opened, or went on with."""
    started_at: datetime | None = None
    events: dict[Key, DossierEvent] = field(default_factory=dict)
    """The journal as the run handed it to its activities, but what the register refused: that was told otherwise."""
    heard: list[Heard] = field(default_factory=list)
    """Every act that came, also what was refused, in the order in which Temporal took them in."""
    rooted: tuple[HandedOn, ...] = ()
    """By what the root had been handed on before the run began."""
    attempts: int = 0
    """Tries of activities beyond the first: what outages cost."""
    length: int = 0


def read_run(run_id: str, events: Iterable[HistoryEvent]) -> RunStory:
    """Read one run's history. What cannot be read (a stranger's signal) is left out: it moved nothing."""
    story, handed, reads = RunStory(run_id), dict[int, list[DossierEvent]](), set[int]()
    for event in events:
        story.length += 1
        kind = event.WhichOneof("attributes")
        if kind == "workflow_execution_started_event_attributes":
            _started(story, event)
        elif kind == "activity_task_scheduled_event_attributes":
            asked = event.activity_task_scheduled_event_attributes
            if asked.activity_type.name == "read_closed":
                reads.add(event.event_id)
            else:
                handed[event.event_id] = list(_journal(asked.input.payloads))
        elif kind == "activity_task_completed_event_attributes":
            if event.activity_task_completed_event_attributes.scheduled_event_id in reads:
                _read(story, event)
        elif kind == "activity_task_started_event_attributes":
            story.attempts += max(event.activity_task_started_event_attributes.attempt - 1, 0)
        elif kind == "activity_task_failed_event_attributes":
            failed = event.activity_task_failed_event_attributes
            if failed.failure.application_failure_info.type in JOURNAL_ERRORS:
                del handed[failed.scheduled_event_id]
        elif (heard := heard_in(event)) is not None:
            story.heard.append(heard)
    story.events = {told.key: told for written in handed.values() for told in written}
    return story


def _read(story: RunStory, event: HistoryEvent) -> None:
    """What comes after closing begins with what the register keeps."""
    state = DossierState.model_validate(_json(event.activity_task_completed_event_attributes.result.payloads[0]))
    story.opening, story.rooted = state.opening, tuple(state.rooted)


def _started(story: RunStory, event: HistoryEvent) -> None:
    story.started_at = taken_in_at(event)
    started = event.workflow_execution_started_event_attributes
    if started.workflow_type.name != "Dossier":
        return
    start = Start.model_validate(_json(started.input.payloads[0]))
    if start.opening is not None:
        story.opening = start.opening.body
        story.heard.append(Heard(Act.SUBMIT, start.opening.envelope, by_signal=False, at=taken_in_at(event)))
    elif start.state is not None:
        story.opening, story.rooted = start.state.opening, tuple(start.state.rooted)
    for act, envelope in ((Act.ROTATE_ROOT, start.rooted), (Act.START_AGAIN, start.again)):
        if envelope is not None:
            story.heard.append(Heard(act, envelope, by_signal=False, at=taken_in_at(event)))


def _journal(payloads: Iterable[Payload]) -> Iterator[DossierEvent]:
    for payload in payloads:
        order = _json(payload)
        write = order.get("write", order)
        for told in write.get("events", ()):
            yield DossierEvent.model_validate(told)


def _json(payload: Payload) -> Any:
    return json.loads(payload.data)
