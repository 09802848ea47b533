"""An act as Temporal took it in."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import NamedTuple

from pydantic import ValidationError
from temporalio.api.history.v1 import HistoryEvent

from models.acts import Act, Envelope

__all__ = ["Heard", "heard_in", "taken_in_at"]


class Heard(NamedTuple):
    """An act as it came over the wire."""

    act: Act
    envelope: Envelope
    by_signal: bool
    at: datetime
    """When Temporal took it in: unshifted time."""


def heard_in(event: HistoryEvent) -> Heard | None:
    """Return the act that came with an event; None if it is another event, or a stranger's message."""
    match event.WhichOneof("attributes"):
        case "workflow_execution_update_accepted_event_attributes":
            said = event.workflow_execution_update_accepted_event_attributes.accepted_request.input
            name, payloads, by_signal = said.name, said.args.payloads, False
        case "workflow_execution_signaled_event_attributes":
            signal = event.workflow_execution_signaled_event_attributes
            name, payloads, by_signal = signal.signal_name, signal.input.payloads, True
        case _:
            return None
    try:
        return Heard(Act(name), Envelope.model_validate(json.loads(payloads[0].data)), by_signal, taken_in_at(event))
    except (ValueError, ValidationError, IndexError):
        return None


def taken_in_at(event: HistoryEvent) -> datetime:
    """Return when Temporal took an event in."""
    return event.event_time.ToDatetime(tzinfo=UTC)
