"""Exported histories, as the stock tools write them: JSON, payloads in base64."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

__all__ = ["RunTold", "told_by"]

Key = tuple[str, int, int]
_COMPLETED: Final = "EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED"
_ENDS: Final = (_COMPLETED, "EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW")


@dataclass
class RunTold:
    """What one run's history tells."""

    run_id: str
    events: dict[Key, str] = field(default_factory=dict)
    """The journal as the run handed it to its activities: key and hash."""
    answered: list[str] = field(default_factory=list)
    """The decisions of updates that were done, each as often as it was answered."""
    end: str | None = None
    """The type of its last event, where it ended the run."""

    @property
    def completed(self) -> bool:
        """Whether the dossier came to its end in it."""
        return self.end == _COMPLETED


def told_by(history: Mapping[str, Any]) -> RunTold:
    """Read one history of a dossier."""
    events = history["events"]
    told = RunTold(events[0]["workflowExecutionStartedEventAttributes"]["originalExecutionRunId"])
    accepted: dict[str, str] = {}
    for event in events:
        _journal(told, event.get("activityTaskScheduledEventAttributes", {}).get("input", {}).get("payloads", ()))
        _updates(told, accepted, event)
    if events[-1]["eventType"] in _ENDS:
        told.end = events[-1]["eventType"]
    return told


def _journal(told: RunTold, payloads: Iterable[Mapping[str, str]]) -> None:
    for payload in payloads:
        order = _json(payload)
        if not isinstance(order, dict):
            continue
        write = order.get("write", order)
        for event in write.get("events", ()) if isinstance(write, dict) else ():
            told.events[event["code"], event["branch"], event["seq"]] = event["hash"]


def _updates(told: RunTold, accepted: dict[str, str], event: Mapping[str, Any]) -> None:
    if (said := event.get("workflowExecutionUpdateAcceptedEventAttributes")) is not None:
        payloads = said["acceptedRequest"]["input"].get("args", {}).get("payloads", ())
        envelope = _json(payloads[0]) if payloads else None
        if isinstance(envelope, dict) and "decision_id" in envelope:
            accepted[said["protocolInstanceId"]] = envelope["decision_id"]
    elif (done := event.get("workflowExecutionUpdateCompletedEventAttributes")) is not None:
        decision = accepted.get(done["meta"]["updateId"])
        if decision is not None and "success" in done["outcome"]:
            told.answered.append(decision)


def _json(payload: Mapping[str, str]) -> Any:
    return json.loads(base64.b64decode(payload["data"])) if "data" in payload else None
