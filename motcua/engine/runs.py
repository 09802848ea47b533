"""Runs of dossiers as Temporal keeps them: which there are, which runs now, ended and begun again by an operator."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHandle
from temporalio.common import (
    Priority,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from models.acts import Act, Envelope
from models.dossier import DossierState
from models.errors import Refused, Unavailable
from models.identifiers import DossierCode
from models.start import Start
from workflows.details import search_keys_of
from workflows.dossier import DossierWorkflow

__all__ = ["DossierRuns", "Newest"]

_PATIENCE = timedelta(seconds=20)


class Newest(NamedTuple):
    """The newest run of a dossier."""

    run_id: str
    running: bool


class DossierRuns:
    """The runs of one namespace. Every call raises Unavailable `TEMPORAL_UNREACHABLE`."""

    def __init__(self, client: Client, task_queue: str) -> None:
        self._client = client
        self._task_queue = task_queue

    async def codes(self, status: str | None = None) -> set[str]:
        """Return every dossier of which Temporal has a run, or one of a status, as visibility has them."""
        query = "WorkflowType = 'Dossier'" + (f" AND ExecutionStatus = '{status}'" if status else "")
        try:
            return {run.id async for run in self._client.list_workflows(query)}
        except RPCError:
            raise self._unreachable() from None

    async def after(self) -> list[tuple[DossierCode, str]]:
        """Return every run of what came after a dossier's closing, by dossier, the oldest first."""
        found = []
        try:
            async for run in self._client.list_workflows("WorkflowType = 'DossierAfter'"):
                found.append((DossierCode(run.id.removesuffix("/after")), run.start_time, run.run_id))
        except RPCError:
            raise self._unreachable() from None
        return [(code, run_id) for code, _, run_id in sorted(found)]

    async def newest(self, code: DossierCode) -> Newest | None:
        """Return the newest run of a dossier, for certain; None if Temporal has none."""
        try:
            told = await self._client.get_workflow_handle(code).describe()
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise self._unreachable() from None
        return Newest(told.run_id or "", told.status is WorkflowExecutionStatus.RUNNING)

    async def state(self, code: DossierCode) -> DossierState:
        """Ask a dossier for everything it knows. Raises also Unavailable `WORKER_SILENT`, Refused."""
        handle: WorkflowHandle[DossierWorkflow, Any] = self._client.get_workflow_handle_for(DossierWorkflow.run, code)
        try:
            return await handle.query(DossierWorkflow.whole, rpc_timeout=_PATIENCE)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                raise Refused("DOSSIER_NOT_RUNNING", code=code) from None
            raise Unavailable("WORKER_SILENT", code=code) from None

    async def end(self, code: DossierCode, run_id: str) -> None:
        """End a run that the register's journal left behind; one that has ended already stays as it is."""
        try:
            handle = self._client.get_workflow_handle(code, run_id=run_id)
            await handle.terminate(reason="motcua reconcile --repair")
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise self._unreachable() from None

    async def begin_again(self, start: Start, now: datetime) -> bool:
        """Begin a run with a state that was proven; False if a run of the dossier is under way."""
        assert start.state is not None
        opening, state = start.state.opening, start.state
        keys = search_keys_of(state, now).items()
        try:
            await self._client.start_workflow(
                DossierWorkflow.run,
                start,
                id=opening.code,
                task_queue=self._task_queue,
                id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                static_summary=f"{opening.procedure} · {opening.receiving}",
                priority=Priority(fairness_key=opening.receiving),
                search_attributes=TypedSearchAttributes([SearchAttributePair(key, value) for key, value in keys]),
            )
        except WorkflowAlreadyStartedError:
            return False
        except RPCError:
            raise self._unreachable() from None
        return True

    async def signal(self, code: DossierCode, act: Act, envelope: Envelope) -> None:
        """Say a proven act without waiting for a worker to hear it."""
        try:
            await self._client.get_workflow_handle(code).signal(act.value, envelope)
        except RPCError:
            raise self._unreachable() from None

    def _unreachable(self) -> Unavailable:
        return Unavailable("TEMPORAL_UNREACHABLE", address=self._client.service_client.config.target_host)
