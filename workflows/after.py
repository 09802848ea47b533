"""What comes after closing, as a short workflow that continues the dossier's chain; its id is `CODE/after`.

It begins with the first such act, knows what the register keeps of the dossier, and ends by itself when nothing is
under way (design §2.16). Of two runs with one id only one is ever there, so the chain has one writer as before.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

from activities.after import Closed
from models.acts import Act, Answer, Envelope
from models.errors import MotcuaError, Refused
from models.lifecycle import Phase
from models.start import AfterStart, Closing
from workflows.closing import last_known, reopen
from workflows.hearing import as_failure

with workflow.unsafe.imports_passed_through():  # as the parts of a workflow are (motcua/engine/sandbox.py)
    from workflows.dossier import DossierWorkflow, what_failed

__all__ = ["AfterWorkflow"]

_PATIENCE = timedelta(minutes=10)
"""So long it waits for the act that it was begun for, which its client says once it is ready."""


@workflow.defn(name="DossierAfter")
class AfterWorkflow(DossierWorkflow):
    """A closed dossier that something is said to."""

    @workflow.init
    def __init__(self, start: AfterStart) -> None:
        self._rejected: MotcuaError | None = Refused("DOSSIER_NOT_READ", code=start.code)
        self._read = False
        self._lingers = True
        self._ahead = timedelta(0)

    @workflow.run
    async def run(self, start: AfterStart) -> Closing:  # type: ignore[override]
        """Do what is said, then end."""
        try:
            state = await workflow.execute_activity_method(
                Closed.read_closed,
                start,
                start_to_close_timeout=timedelta(seconds=30),
                retry_policy=RetryPolicy(maximum_interval=timedelta(seconds=30)),
                summary="Đọc lại hồ sơ đã đóng",
            )
            if state.closed_at is None:
                raise ApplicationError("DOSSIER_OPEN", {"code": start.code}, type="DOSSIER_OPEN", non_retryable=True)
        except (ActivityError, ApplicationError) as error:
            code = what_failed(error)[0] if isinstance(error, ActivityError) else "DOSSIER_OPEN"
            self._rejected, self._read = Refused(code, code=start.code), True
            await workflow.wait_condition(workflow.all_handlers_finished)
            raise as_failure(self._rejected) from None
        self._prepare(state)
        if state.opening.shift_seconds:  # a rehearsed dossier skipped time: what comes after goes on from there
            self._ahead = max(last_known(state) - self._now(), timedelta(0))
        self._rejected = None
        if state.phase is not Phase.AFTER:  # else a run before this one was lost with something under way
            reopen(state, self._now())
        self._read = True
        lingering = asyncio.create_task(self._linger())
        try:
            return await self._keep()
        finally:
            lingering.cancel()

    def _now(self) -> datetime:
        return super()._now() + self._ahead

    def _can_be_told(self) -> bool:
        return self._read  # then acts can be said to it

    def _decide(self, act: Act, envelope: Envelope) -> Answer:
        self._lingers = False  # also for what was said before, and gets its first answer again
        return super()._decide(act, envelope)

    async def _linger(self) -> None:
        try:
            await workflow.wait_condition(lambda: not self._lingers, timeout=_PATIENCE)
        except TimeoutError:
            pass
        finally:
            self._lingers = False

    def _may_close(self) -> bool:
        return not self._lingers and super()._may_close()
