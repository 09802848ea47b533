"""Dossiers as Temporal runs them: start, act, ask, and whether they run (design §2.4, §2.8)."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowExecutionStatus,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import (
    Priority,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from models import attributes
from models.acts import Act, Answer, Envelope, digest_of
from models.error_texts import ERRORS
from models.errors import Broken, InvalidInput, MotcuaError, NotAllowed, Refused, Unavailable
from models.identifiers import DossierCode, StepKey
from models.journal import Snapshot
from models.lifecycle import AFTER_CLOSING
from models.opening import Opening
from models.policy import Standing
from models.start import AfterStart, Start
from models.statuses import Status
from motcua.engine.undated import UNDATED
from workflows.after import AfterWorkflow
from workflows.dossier import DossierWorkflow

__all__ = ["Foreseen", "TemporalDossiers", "as_error", "take_error", "unreachable"]

_NOT_ALLOWED = frozenset({
    "AGENCY_MAY_NOT", "OFFICER_MAY_NOT", "SEPARATION_OF_DUTIES", "PROOF_MISSING", "PROOF_FOREIGN", "PROOF_FORGED",
    "PROOF_STALE", "IDENTITY_TOO_WEAK", "ROOT_NOT_HANDED_ON",
})  # fmt: skip


_PAUSES_S = (0.05, 0.2, 1.0)
"""How long to wait before a question that came too early is asked again."""
_WHILE_SILENT = timedelta(seconds=2)
"""So long a receipt is waited for after the last one did not come: a batch goes on without a worker."""


class Foreseen(NamedTuple):
    """Where a dossier that is accepted at once will stand when it is received, by the rules of that day."""

    step: StepKey
    due: datetime | None


class TemporalDossiers:
    """The dossiers of one namespace."""

    def __init__(self, client: Client, task_queue: str, *, patience: timedelta = timedelta(seconds=20)) -> None:
        self.client = client
        self._task_queue = task_queue
        self._patience = patience
        self._silent = False

    async def open(self, opening: Opening, foreseen: Foreseen | None = None) -> Answer | None:
        """Start a dossier and wait for its receipt; None when no worker gave one in time, or it had closed already.

        `foreseen` says how it will stand once it is received, so that its search keys need not be written twice.
        Started it is in any case; repeating it finds the same dossier. Raises what the dossier refuses with, and
        Unavailable `TEMPORAL_UNREACHABLE`.
        """
        operation = WithStartWorkflowOperation(
            DossierWorkflow.run,
            Start(opening=opening),
            id=opening.body.code,
            task_queue=self._task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            **_at_start(opening, foreseen),
        )
        patience = min(self._patience, _WHILE_SILENT) if self._silent else self._patience
        try:
            answer = await self.client.execute_update_with_start_workflow(
                DossierWorkflow.received, start_workflow_operation=operation, rpc_timeout=patience
            )
        except (WorkflowUpdateRPCTimeoutOrCancelledError, WorkflowAlreadyStartedError) as error:
            self._silent = isinstance(error, WorkflowUpdateRPCTimeoutOrCancelledError)
            await take_error(operation)
            return None
        except WorkflowUpdateFailedError as failure:
            raise as_error(failure) from None
        except RPCError as error:
            await take_error(operation)
            raise unreachable(error, opening.body.code, self._address) from None
        self._silent = False
        return answer

    async def start(self, opening: Opening) -> bool:
        """Start a dossier without waiting; False if it runs or ran already."""
        try:
            await self.client.start_workflow(
                DossierWorkflow.run,
                Start(opening=opening),
                id=opening.body.code,
                task_queue=self._task_queue,
                id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                **_at_start(opening),
            )
        except WorkflowAlreadyStartedError:
            return False
        except RPCError as error:
            raise unreachable(error, opening.body.code, self._address) from None
        return True

    async def act(self, code: DossierCode, act: Act, envelope: Envelope) -> Answer:
        """Say a proven act to a dossier. Repeated with the same decision id it gets the first answer again.

        Raises what the dossier refuses with; Refused `DOSSIER_NOT_RUNNING`; Unavailable `TEMPORAL_UNREACHABLE`,
        `WORKER_SILENT`.
        """
        return await self._act(code, code, act, envelope)

    async def _act(self, workflow_id: str, code: DossierCode, act: Act, envelope: Envelope) -> Answer:
        try:
            answer: Answer = await self.client.get_workflow_handle(workflow_id).execute_update(
                act.value,
                envelope,
                # Temporal answers a known update id by itself, whatever is said under it: other content, other id.
                id=f"{envelope.decision_id}.{digest_of(code, act, envelope)[:16]}",
                result_type=Answer,
                rpc_timeout=self._patience,
            )
        except WorkflowUpdateFailedError as failure:
            raise as_error(failure) from None
        except WorkflowUpdateRPCTimeoutOrCancelledError:
            raise Unavailable("WORKER_SILENT", code=code) from None
        except RPCError as error:
            raise unreachable(error, code, self._address) from None
        return answer

    async def act_after(self, code: DossierCode, act: Act, envelope: Envelope) -> Answer:
        """Say a proven act to a closed dossier, in the workflow of what comes after its closing.

        Raises as `act`; Refused `DOSSIER_OPEN`.
        """
        for last in (False, True):
            if act in AFTER_CLOSING:
                await self._reopen(code)
            try:
                return await self._act(code.after, code, act, envelope)
            except Refused as error:
                if last or error.code != "DOSSIER_NOT_RUNNING":
                    raise  # it had ended in between, with what others said
        raise AssertionError

    async def _reopen(self, code: DossierCode) -> None:
        operation = WithStartWorkflowOperation(
            AfterWorkflow.run,
            AfterStart(code=code),
            id=code.after,
            task_queue=self._task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            static_summary=f"{code} · sau khi kết thúc",
            priority=Priority(fairness_key=code.agency),
        )
        try:
            await self.client.execute_update_with_start_workflow(
                AfterWorkflow.received, start_workflow_operation=operation, rpc_timeout=self._patience
            )
        except WorkflowUpdateFailedError as failure:
            raise as_error(failure) from None
        except WorkflowUpdateRPCTimeoutOrCancelledError:
            await take_error(operation)
            raise Unavailable("WORKER_SILENT", code=code) from None
        except RPCError as error:
            await take_error(operation)
            raise unreachable(error, code, self._address) from None

    async def go_on_after(self, code: DossierCode) -> bool:
        """Start what comes after a dossier's closing without saying anything to it; False if it runs."""
        try:
            await self.client.start_workflow(
                AfterWorkflow.run,
                AfterStart(code=code),
                id=code.after,
                task_queue=self._task_queue,
                id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            )
        except WorkflowAlreadyStartedError:
            return False
        except RPCError as error:
            raise unreachable(error, code, self._address) from None
        return True

    async def view(self, code: DossierCode) -> Snapshot:
        """Ask the workflow where it stands. Raises as `act`, and Broken `DOSSIER_FAILED`."""
        snapshot: Snapshot = await self._asked(code, DossierWorkflow.view)
        return snapshot

    async def standing(self, code: DossierCode) -> Standing:
        """Ask where it stands, as far as the policy asks. Raises as `view`."""
        standing: Standing = await self._asked(code, DossierWorkflow.standing)
        return standing

    async def _asked(self, code: DossierCode, question: Any) -> Any:
        pauses = iter(_PAUSES_S)
        while True:
            try:
                return await self._handle(code).query(question, rpc_timeout=self._patience)
            except WorkflowQueryFailedError as error:
                pause = next(pauses, None)
                if pause is None or UNDATED not in str(error):
                    raise Broken("DOSSIER_FAILED", code=code) from None  # its code cannot go on from its history
                await asyncio.sleep(pause)  # it came before the task that takes up what happened
            except RPCError as error:
                pause = next(pauses, None)
                if pause is None or error.status is not RPCStatusCode.FAILED_PRECONDITION:
                    raise unreachable(error, code, self._address) from None
                await asyncio.sleep(pause)  # a run that has just begun: its first task is still to come

    async def running(self) -> set[str]:
        """Return the codes of running dossiers, as visibility has them."""
        query = "WorkflowType = 'Dossier' AND ExecutionStatus = 'Running'"
        return {execution.id async for execution in self.client.list_workflows(query)}

    async def is_running(self, code: DossierCode) -> bool:
        """Whether a dossier's workflow runs, for certain."""
        try:
            description = await self._handle(code).describe()
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            raise unreachable(error, code, self._address) from None
        return description.status is WorkflowExecutionStatus.RUNNING

    @property
    def _address(self) -> str:
        return self.client.service_client.config.target_host

    def _handle(self, code: DossierCode) -> WorkflowHandle[DossierWorkflow, Any]:
        return self.client.get_workflow_handle_for(DossierWorkflow.run, code)


async def take_error(operation: WithStartWorkflowOperation[Any, Any]) -> None:
    """Take the start's own error, which is its update's too, else the SDK complains that nobody took it."""
    with suppress(RPCError, WorkflowUpdateRPCTimeoutOrCancelledError, WorkflowAlreadyStartedError):
        await operation.workflow_handle()


def _at_start(opening: Opening, foreseen: Foreseen | None = None) -> dict[str, Any]:
    """What is shown of a dossier from its first instant; the workflow upserts what is not so, or no longer."""
    body = opening.body
    status = Status.REGISTERED if foreseen is None else Status.ACCEPTED
    keys: list[SearchAttributePair[Any]] = [
        SearchAttributePair(attributes.PROCEDURE_CODE, body.procedure),
        SearchAttributePair(attributes.RECEIVING_AGENCY, body.receiving),
        SearchAttributePair(attributes.HOLDING_AGENCY, body.receiving),
        SearchAttributePair(attributes.DOSSIER_STATUS, str(int(status))),
        SearchAttributePair(attributes.CHANNEL, body.channel.value),
        SearchAttributePair(attributes.OVERDUE, False),
    ]
    if foreseen is not None:
        keys.append(SearchAttributePair(attributes.STEP, foreseen.step))
        if foreseen.due is not None:
            keys.append(SearchAttributePair(attributes.DUE_AT, foreseen.due))
    return {
        "static_summary": f"{body.procedure} · {body.receiving}",
        "priority": Priority(fairness_key=body.receiving),
        "search_attributes": TypedSearchAttributes(keys),
    }


def as_error(failure: WorkflowUpdateFailedError) -> MotcuaError:
    """Return the dossier's refusal as our own error again."""
    cause = failure.cause
    code = cause.type if isinstance(cause, ApplicationError) and cause.type in ERRORS else "DOSSIER_FAILED"
    details = cause.details if isinstance(cause, ApplicationError) else ()
    facts = details[0] if details and isinstance(details[0], dict) else {}
    if code in _NOT_ALLOWED:
        return NotAllowed(code, **facts)
    if code in {"ACT_MALFORMED", "ACT_UNKNOWN", "ACT_CONTENT_MALFORMED", "REASON_REQUIRED"}:
        return InvalidInput(code, **facts)
    return Broken(code, **facts) if code == "DOSSIER_FAILED" else Refused(code, **facts)


def unreachable(error: RPCError, code: str, address: str) -> MotcuaError:
    """Return why Temporal could not be asked, as our own error."""
    match error.status:
        case RPCStatusCode.NOT_FOUND:
            return Refused("DOSSIER_NOT_RUNNING", code=code)
        case RPCStatusCode.DEADLINE_EXCEEDED | RPCStatusCode.CANCELLED | RPCStatusCode.FAILED_PRECONDITION:
            return Unavailable("WORKER_SILENT", code=code)
        case RPCStatusCode.PERMISSION_DENIED | RPCStatusCode.UNAUTHENTICATED:
            return Unavailable("TEMPORAL_REFUSED", address=address)
        case _:
            return Unavailable("TEMPORAL_UNREACHABLE", address=address)
