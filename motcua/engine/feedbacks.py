"""Feedbacks as Temporal runs them: start, act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import Priority, WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from models.acts import Envelope, digest_of
from models.errors import MotcuaError, Refused, Unavailable
from models.feedback import FeedbackAct, FeedbackAnswer, FeedbackCode, FeedbackOpening
from models.feedback_state import FeedbackStart
from motcua.engine.dossiers import as_error, take_error, unreachable
from workflows.feedback import FeedbackWorkflow

__all__ = ["TemporalFeedbacks"]


class TemporalFeedbacks:
    """The feedbacks of one namespace."""

    def __init__(self, client: Client, task_queue: str, *, patience: timedelta = timedelta(seconds=20)) -> None:
        self._client = client
        self._task_queue = task_queue
        self._patience = patience

    async def open(self, opening: FeedbackOpening) -> FeedbackAnswer | None:
        """Start a feedback and wait until it is recorded; None when no worker answered in time, or it had closed.

        Started it is in any case; repeating it finds the same one. Raises what it refuses with; Unavailable
        `TEMPORAL_UNREACHABLE`.
        """
        body = opening.body
        operation: WithStartWorkflowOperation[FeedbackWorkflow, Any] = WithStartWorkflowOperation(
            FeedbackWorkflow.run,
            FeedbackStart(opening=opening),
            id=body.code,
            task_queue=self._task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            static_summary=f"Phản ánh, kiến nghị · {body.assigned}",
            priority=Priority(fairness_key=body.assigned),
        )
        try:
            return await self._client.execute_update_with_start_workflow(
                FeedbackWorkflow.received, start_workflow_operation=operation, rpc_timeout=self._patience
            )
        except (WorkflowUpdateRPCTimeoutOrCancelledError, WorkflowAlreadyStartedError):
            await take_error(operation)
            return None
        except WorkflowUpdateFailedError as failure:
            raise as_error(failure) from None
        except RPCError as error:
            await take_error(operation)
            raise self._unreachable(error, body.code) from None

    async def act(self, code: FeedbackCode, act: FeedbackAct, envelope: Envelope) -> FeedbackAnswer:
        """Say a proven act to a feedback. Repeated with the same decision id it gets the first answer again.

        Raises what it refuses with; Refused `FEEDBACK_CLOSED`; Unavailable `TEMPORAL_UNREACHABLE`, `WORKER_SILENT`.
        """
        try:
            answer: FeedbackAnswer = await self._client.get_workflow_handle(code).execute_update(
                act.value,
                envelope,
                id=f"{envelope.decision_id}.{digest_of(code, act, envelope)[:16]}",
                result_type=FeedbackAnswer,
                rpc_timeout=self._patience,
            )
        except WorkflowUpdateFailedError as failure:
            raise as_error(failure) from None
        except WorkflowUpdateRPCTimeoutOrCancelledError:
            raise Unavailable("WORKER_SILENT", code=code) from None
        except RPCError as error:
            raise self._unreachable(error, code) from None
        return answer

    async def runs(self) -> dict[FeedbackCode, list[str]]:
        """Return the runs of every feedback that Temporal has, each feedback's the oldest first. Raises Unavailable."""
        found: dict[FeedbackCode, list[tuple[datetime, str]]] = {}
        try:
            async for run in self._client.list_workflows("WorkflowType = 'Feedback'"):
                found.setdefault(FeedbackCode(run.id), []).append((run.start_time, run.run_id))
        except RPCError as error:
            raise unreachable(error, "-", self._client.service_client.config.target_host) from None
        return {code: [run_id for _, run_id in sorted(runs)] for code, runs in found.items()}

    async def history(self, code: FeedbackCode, run_id: str) -> Sequence[HistoryEvent]:
        """Return a run's history; empty if it is gone. Raises Unavailable `TEMPORAL_UNREACHABLE`."""
        try:
            return (await self._client.get_workflow_handle(code, run_id=run_id).fetch_history()).events
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return ()
            raise self._unreachable(error, code) from None

    def _unreachable(self, error: RPCError, code: FeedbackCode) -> MotcuaError:
        if error.status is RPCStatusCode.NOT_FOUND:
            return Refused("FEEDBACK_CLOSED", code=code)
        return unreachable(error, code, self._client.service_client.config.target_host)
