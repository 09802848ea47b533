"""A feedback (phản ánh, kiến nghị) as a durable workflow: received → answered → judged, its clock beside it.

It is built as a dossier is: handlers decide and never wait, lateness is a fact of the clock, one loop writes the
journal. Its id is its code.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import Priority, RawValue, RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError, CancelledError

from activities.feedback import Feedbacks
from models.acts import Envelope
from models.errors import InvalidInput, MotcuaError, NotAllowed, Refused
from models.feedback import FeedbackAct, FeedbackAnswer, FeedbackStatus
from models.feedback_state import FeedbackRow, FeedbackStart, FeedbackWrite, Report, ReportOrder
from models.value import stamp
from workflows.feedback_rules import (
    close,
    decide,
    due_next,
    judge,
    lapse,
    may_close,
    not_reported,
    open_feedback,
    refuse,
    reported,
)
from workflows.hearing import as_failure, measure_refusal, read_envelope

__all__ = ["FeedbackWorkflow"]

_TICK = timedelta(milliseconds=1)
_START_TO_CLOSE = timedelta(seconds=30)
_RETRY = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30))
"""Without end: what is final comes as an error that is not retried."""
_SAID = frozenset({FeedbackAct.ANSWER, FeedbackAct.JUDGE})


@workflow.defn(name="Feedback")
class FeedbackWorkflow:
    """One feedback; started with a new one, or with the state of the run before."""

    @workflow.init
    def __init__(self, start: FeedbackStart) -> None:
        self._state = start.begun()
        self._rejected: MotcuaError | None = None
        self._cancel_refused = False
        self._reporting: asyncio.Task[None] | None = None
        try:
            if start.opening is not None:
                open_feedback(self._state, start.opening, self._now())
            elif workflow.info().continued_run_id is None:
                raise NotAllowed("PROOF_MISSING", act=FeedbackAct.SUBMIT.value)
        except MotcuaError as error:
            self._rejected = error

    @workflow.run
    async def run(self, start: FeedbackStart) -> FeedbackStatus:  # noqa: ARG002 - it was taken in by __init__
        """Keep it until it is judged, or nobody is waited for any more."""
        if self._rejected is not None:
            raise as_failure(self._rejected)
        while not self._is_over():
            try:
                await self._work()
                await self._pause()
            except asyncio.CancelledError:
                if workflow.cancellation_reason() is None or self._cancel_refused:
                    raise  # evicted from the cache: nobody asked for an end
                self._refuse_cancel()
        return self._state.status

    def _refuse_cancel(self) -> None:
        """A stock `temporal workflow cancel` ends no feedback: it is told and refused."""
        self._cancel_refused = True
        refuse(self._state, "cancel", None, Refused("CANCEL_REFUSED"), self._now())

    # ── what is said to it ────────────────────────────────────────────────────────────────────────────────────────

    @workflow.update(dynamic=True)
    def hear(self, name: str, inputs: Sequence[RawValue]) -> FeedbackAnswer:
        """Every act of a person, by its name, with one `Envelope`."""
        try:
            return self._decide(_act(name), read_envelope(name, inputs))
        except MotcuaError as error:
            raise as_failure(error) from None

    @hear.validator
    def _may_hear(self, name: str, inputs: Sequence[RawValue]) -> None:
        try:
            if self._rejected is not None:
                raise self._rejected
            judge(self._state, _act(name), read_envelope(name, inputs), unshifted=workflow.now())
        except MotcuaError as error:
            measure_refusal(name, error)
            raise as_failure(error) from None

    @workflow.signal(dynamic=True)
    def hear_signal(self, name: str, inputs: Sequence[RawValue]) -> None:
        """The same acts for bulk and for stock tools; it can never fail the feedback."""
        if self._rejected is not None:
            return
        envelope: Envelope | None = None
        try:
            envelope = read_envelope(name, inputs)
            self._decide(_act(name), envelope)
        except MotcuaError as error:
            measure_refusal(name, error)
            lapse(self._state, self._now())
            refuse(self._state, name, envelope, error, self._now())

    @workflow.update
    async def received(self) -> FeedbackAnswer:
        """Sent with the start: answers code and due date once it stands in the register."""
        state = self._state
        await workflow.wait_condition(lambda: state.recorded or bool(state.journal_blocked or self._rejected))
        if self._rejected is not None:
            raise as_failure(self._rejected)
        if not state.recorded:
            raise ApplicationError(state.journal_blocked or "", type=state.journal_blocked, non_retryable=True)
        return FeedbackAnswer(code=state.body.code, seq=state.seq, status=state.status, due=stamp(state.due))

    @received.validator
    def _may_wait(self) -> None:
        """Anybody may ask."""

    @workflow.query
    def view(self) -> FeedbackRow:
        """Where it stands, as the register would show it."""
        return self._state.row

    def _now(self) -> datetime:
        """Legal time (design §2.11)."""
        return workflow.now() + timedelta(seconds=self._state.body.shift_seconds)

    def _decide(self, act: FeedbackAct, envelope: Envelope) -> FeedbackAnswer:
        now = self._now()
        lapse(self._state, now)
        return decide(self._state, act, envelope, now, unshifted=workflow.now())

    # ── doing ─────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _work(self) -> None:
        """Tell what is past, close when nothing is waited for, and write it all."""
        state, now = self._state, self._now()
        lapse(state, now)
        if may_close(state, now):
            close(state, now)
        while state.unwritten and state.journal_blocked is None:
            await self._record()
        if state.queue and state.journal_blocked is None and self._reporting is None:
            self._reporting = asyncio.create_task(self._report(state.queue[0]))
        if workflow.info().is_continue_as_new_suggested() and self._is_quiet():
            workflow.continue_as_new(FeedbackStart(state=state))

    async def _pause(self) -> None:
        """Wait until something was said or done, or the clock has something to tell."""
        state, wake = self._state, due_next(self._state)
        try:
            await workflow.wait_condition(
                lambda: self._has_work() or due_next(state) != wake or self._is_over(),
                timeout=None if wake is None else max(wake - self._now() + _TICK, _TICK),
                timeout_summary="Đồng hồ pháp lý",
            )
        except TimeoutError:
            return

    def _has_work(self) -> bool:
        state = self._state
        if state.journal_blocked is not None:
            return False
        to_report = bool(state.queue) and self._reporting is None
        return bool(state.unwritten) or to_report or may_close(state, self._now())

    async def _record(self) -> None:
        state = self._state
        events = tuple(state.unwritten)
        write = FeedbackWrite(code=state.body.code, run_id=workflow.info().run_id, events=events, row=state.row)
        try:
            await workflow.execute_activity_method(
                Feedbacks.record_feedback,
                write,
                start_to_close_timeout=_START_TO_CLOSE,
                retry_policy=_RETRY,
                priority=Priority(fairness_key=state.body.assigned),
            )
        except ActivityError as error:
            if isinstance(error.cause, CancelledError):
                self._refuse_cancel()
                return
            state.journal_blocked = _code_of(error)
            return
        del state.unwritten[: len(events)]
        state.recorded = True

    async def _report(self, report: Report) -> None:
        state = self._state
        order = ReportOrder(
            code=state.body.code, effect_id=report.effect_id, at=report.at, to_agency=report.to_agency
        )  # fmt: skip
        try:
            facts = await workflow.execute_activity_method(
                Feedbacks.report_feedback,
                order,
                start_to_close_timeout=_START_TO_CLOSE,
                retry_policy=_RETRY,
                priority=Priority(fairness_key=report.to_agency),
                summary=f"Báo cáo cấp trên {report.to_agency}",
            )
            reported(state, report, facts, self._now())
        except ActivityError as error:
            not_reported(state, report, _code_of(error), self._now())
        self._reporting = None

    def _is_quiet(self) -> bool:
        return not self._state.unwritten and self._reporting is None and workflow.all_handlers_finished()

    def _is_over(self) -> bool:
        return self._state.closed_at is not None and self._is_quiet()


def _act(name: str) -> FeedbackAct:
    if name not in _SAID:
        raise InvalidInput("ACT_UNKNOWN", act=name[:40])
    return FeedbackAct(name)


def _code_of(error: ActivityError) -> str:
    cause = error.cause
    return cause.type if isinstance(cause, ApplicationError) and cause.type else "ACTIVITY_FAILED"
