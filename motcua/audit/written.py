"""What a run wrote: each write that it handed to an activity, what came of it, and how the run began and ended.

Read from Temporal's history alone, for whoever must fill a register again that was restored from an older copy.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import WorkflowTaskFailedCause
from temporalio.api.history.v1 import HistoryEvent

from models.acts import Act
from models.events import GENESIS, DossierEvent
from models.opening import Opening, OpeningBody
from models.start import Start
from models.value import Hash
from workflows.performing import JOURNAL_ERRORS

__all__ = ["RunWritten", "Write", "read_writes", "writes_of"]

Place = tuple[int, Hash]
"""An event's seq and hash: no two events of a dossier share them."""


@dataclass
class Write:
    """One write, bare or with an effect."""

    activity: str
    said: dict[str, Any]
    """The order, or the bare journal, as JSON."""
    facts: Any = None
    """What it returned."""
    done: bool = False
    refused: str | None = None
    """The journal error it ended with."""

    @property
    def journal(self) -> list[dict[str, Any]] | None:
        """The events that it carried, as JSON; None: it writes nothing here, as an errand to an agency."""
        told: list[dict[str, Any]] | None = self.said.get("write", self.said).get("events")
        return told

    @property
    def events(self) -> list[DossierEvent]:
        """The events that it carried."""
        return [DossierEvent.model_validate(told) for told in self.journal or ()]


@dataclass
class RunWritten:
    """What one run wrote."""

    run_id: str
    opening: OpeningBody
    start: Opening | None
    """The start message of a new dossier; None for a run that goes on."""
    begun: Place
    """The event after which it began; seq 0 for a new dossier."""
    continues: str | None
    """The run that it goes on from."""
    writes: list[Write] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    """Decision ids of the acts that it accepted, in order."""
    reset: bool = False
    """Whether stock tools made it by a reset."""

    @property
    def kept(self) -> list[Place]:
        """What it knows to stand in the register, in order."""
        done = [(event.seq, event.hash) for write in self.writes if write.done for event in write.events]
        return [self.begun, *done]

    @property
    def told(self) -> set[Place]:
        """What it handed to the register and was not refused."""
        handed = (write for write in self.writes if write.refused is None)
        return {self.begun, *((event.seq, event.hash) for write in handed for event in write.events)}

    @property
    def stopped_by(self) -> str | None:
        """The journal error at which it stands still."""
        return self.writes[-1].refused if self.writes else None


def read_writes(run_id: str, history: Iterable[HistoryEvent]) -> RunWritten:
    """Read one run's history, from its first event on."""
    events = iter(history)
    run, scheduled = _begun(run_id, next(events)), dict[int, Write]()
    for event in events:
        match event.WhichOneof("attributes"):
            case "activity_task_scheduled_event_attributes":
                asked = event.activity_task_scheduled_event_attributes
                scheduled[event.event_id] = Write(asked.activity_type.name, _json(asked.input.payloads[0]))
                if scheduled[event.event_id].journal is not None:
                    run.writes.append(scheduled[event.event_id])
            case "activity_task_completed_event_attributes":
                answer = event.activity_task_completed_event_attributes
                write, payloads = scheduled[answer.scheduled_event_id], answer.result.payloads
                write.done, write.facts = True, _json(payloads[0]) if payloads else None
            case "activity_task_failed_event_attributes":
                failed = event.activity_task_failed_event_attributes
                error = failed.failure.application_failure_info.type
                scheduled[failed.scheduled_event_id].refused = error if error in JOURNAL_ERRORS else None
            case "workflow_execution_update_accepted_event_attributes":
                said = event.workflow_execution_update_accepted_event_attributes.accepted_request.input
                if said.name == Act.ADOPT_RESET:
                    run.reset = False  # from there on it is a run as any other
                if said.name in set(Act):
                    run.heard.append(str(_json(said.args.payloads[0])["decision_id"]))
            case "workflow_task_failed_event_attributes":
                cause = event.workflow_task_failed_event_attributes.cause
                run.reset |= cause == WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW
    return run


def writes_of(history: Iterable[HistoryEvent]) -> list[Write]:
    """Read what a run of any kind handed to its activities, whatever it began with, and what came of it."""
    scheduled: dict[int, Write] = {}
    for event in history:
        match event.WhichOneof("attributes"):
            case "activity_task_scheduled_event_attributes":
                asked = event.activity_task_scheduled_event_attributes
                scheduled[event.event_id] = Write(asked.activity_type.name, _json(asked.input.payloads[0]))
            case "activity_task_completed_event_attributes":
                answer = event.activity_task_completed_event_attributes
                write, payloads = scheduled[answer.scheduled_event_id], answer.result.payloads
                write.done, write.facts = True, _json(payloads[0]) if payloads else None
    return list(scheduled.values())


def _begun(run_id: str, first: HistoryEvent) -> RunWritten:
    told = first.workflow_execution_started_event_attributes
    start = Start.model_validate(_json(told.input.payloads[0]))
    state = start.state
    if state is None:
        assert start.opening is not None
        return RunWritten(run_id, start.opening.body, start.opening, (0, GENESIS), None)
    return RunWritten(run_id, state.opening, None, (state.seq, state.head), told.continued_execution_run_id or None)


def _json(payload: Payload) -> Any:
    return json.loads(payload.data) if payload.data else None
