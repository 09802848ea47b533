"""Histories of closed runs, in the form that Temporal itself exports (activities.archive.Histories)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Final

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHistory
from temporalio.runtime import Runtime
from temporalio.service import RPCError, RPCStatusCode

from activities.archive import Absent, RunHistory
from models.archive import Ending
from models.errors import Unavailable
from models.identifiers import DossierCode

__all__ = ["TemporalHistories"]

_ENDINGS: Final = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED: Ending.COMPLETED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED: Ending.FAILED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT: Ending.TIMED_OUT,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED: Ending.CANCELED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED: Ending.TERMINATED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW: Ending.CONTINUED,
}


class TemporalHistories:
    """The histories of one namespace."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @property
    def runtime(self) -> Runtime | None:
        """The SDK's runtime of the connection, for whoever replays."""
        return self._client.service_client.config.runtime

    async def closed(self, code: DossierCode, run_id: str) -> RunHistory | Absent:
        """See activities.archive.Histories."""
        absent: RunHistory | Absent = Absent.GONE
        for workflow in (code, code.after):
            absent = await self._closed(workflow, run_id)
            if absent is not Absent.GONE:
                break
        return absent

    async def _closed(self, workflow: str, run_id: str) -> RunHistory | Absent:
        handle = self._client.get_workflow_handle(workflow, run_id=run_id)
        try:
            if (await handle.describe()).status is WorkflowExecutionStatus.RUNNING:
                return Absent.RUNNING
            history = await handle.fetch_history()
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return Absent.GONE
            raise self._unreachable() from None
        return _exported(history)

    async def history(self, code: DossierCode, run_id: str | None) -> WorkflowHistory | None:
        """Return a run's history, closed or not, of the newest run if none is named; None if it is gone.

        Raises Unavailable `TEMPORAL_UNREACHABLE`.
        """
        history = await self._fetch(code, run_id)
        return history if history is not None or run_id is None else await self._fetch(code.after, run_id)

    async def _fetch(self, workflow: str, run_id: str | None) -> WorkflowHistory | None:
        try:
            return await self._client.get_workflow_handle(workflow, run_id=run_id).fetch_history()
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise self._unreachable() from None

    def _unreachable(self) -> Unavailable:
        return Unavailable("TEMPORAL_UNREACHABLE", address=self._client.service_client.config.target_host)


def _exported(history: WorkflowHistory) -> RunHistory:
    # The exporter writes the entries of a map in any order: sorted, one history is always the same bytes.
    first, last = history.events[0], history.events[-1]
    return RunHistory(
        json=json.dumps(history.to_json_dict(), sort_keys=True, separators=(",", ":")).encode(),
        events=len(history.events),
        ending=_ENDINGS[last.event_type],
        started_at=_time(first),
        closed_at=_time(last),
    )


def _time(event: HistoryEvent) -> datetime:
    return event.event_time.ToDatetime(tzinfo=UTC)
