"""The dossier's promise as a durable workflow: receive → hand over → sign → return, with the clock beside it all.

Handlers decide and never wait; the clock tells what is past and never acts; the one loop below does the effects.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ActivityError, ApplicationError, CancelledError, FailureError

from models import attributes
from models.acts import Act, Answer, Envelope
from models.dossier import DossierState
from models.effects import Effect, EffectKind
from models.errors import MotcuaError, Refused
from models.events import DossierEvent
from models.journal import Snapshot
from models.lifecycle import Phase
from models.opening import Opening
from models.policy import Standing
from models.start import Closing, Start
from models.tags import Tag
from models.value import stamp
from workflows.closing import close, may_close
from workflows.details import blocked_of, details_of, search_keys_of
from workflows.errands import Outgoing
from workflows.feeding import feed_group, owes_group
from workflows.hearing import as_failure, begin_again, decide, judge, measure_refusal, read, refuse_signal
from workflows.journal import tell
from workflows.lapse import lapse, next_wake
from workflows.opening import open_dossier
from workflows.outcomes import failed, late_seconds
from workflows.performing import JOURNAL_ERRORS, perform, record
from workflows.snapshot import snapshot_of, whose_move
from workflows.undoing import undo_next, waits_for_undoing

__all__ = ["DossierWorkflow", "what_failed"]

_TICK = timedelta(milliseconds=1)
"""Added to a timer, so that it never fires before the instant it stands for."""


@workflow.defn(name="Dossier")
class DossierWorkflow:
    """One dossier; the workflow's id is its code. Started with a new dossier or a whole state."""

    @workflow.init
    def __init__(self, start: Start) -> None:
        self._rejected: MotcuaError | None = None
        self._prepare(start.state or DossierState(opening=_opening(start).body))
        try:
            self._begin(start)
        except MotcuaError as error:
            self._rejected = error

    def _prepare(self, state: DossierState) -> None:
        """Begin with a state."""
        self._state = state
        self._continuing = False
        self._cancel_refused = False
        self._outgoing = Outgoing(self._state, self._now)
        self._wake_at: tuple[tuple[int, int], datetime | None] | None = None
        self._shown: tuple[object, ...] | None = None
        self._blocked_shown: list[str] = workflow.memo_value("blocked", [], type_hint=list[str])
        self._keys = {pair.key.name: pair.value for pair in workflow.info().typed_search_attributes}

    @workflow.run
    async def run(self, start: Start) -> Closing:  # noqa: ARG002 - it was taken in by __init__
        """Keep the promise until the dossier is closed."""
        if self._rejected is not None:
            raise as_failure(self._rejected)
        return await self._keep()

    async def _keep(self) -> Closing:
        clock = asyncio.create_task(self._keep_clock())
        try:
            while not self._is_over():
                try:
                    await workflow.wait_condition(lambda: clock.done() or self._has_work())
                    if clock.done():
                        await clock  # it never ends but by a defect, which must stop the task and not pass in silence
                    await self._work()
                except asyncio.CancelledError:
                    if workflow.cancellation_reason() is None or self._cancel_refused:
                        raise  # evicted from the cache: nobody asked for an end
                    self._refuse_cancel()
        finally:
            clock.cancel()
            self._outgoing.cancel()
        state = self._state
        return Closing(
            code=state.opening.code,
            status=int(state.status),
            late_seconds=late_seconds(state),
            apologised=state.apology is not None,
            escalated=state.escalated,
        )

    def _refuse_cancel(self) -> None:
        """A stock `temporal workflow cancel` ends no promise: it is told and refused."""
        self._cancel_refused = True
        lapse(self._state, self._now())
        refuse_signal(self._state, "cancel", None, Refused("CANCEL_REFUSED"), self._now())

    # ── what is said to it ────────────────────────────────────────────────────────────────────────────────────────

    @workflow.update(dynamic=True)
    def hear(self, name: str, inputs: Sequence[RawValue]) -> Answer:
        """Every act of a person, by its name, with one `Envelope`."""
        try:
            act, envelope = read(name, inputs)
            return self._decide(act, envelope)
        except MotcuaError as error:
            raise as_failure(error) from None

    @hear.validator
    def _may_hear(self, name: str, inputs: Sequence[RawValue]) -> None:
        try:
            if self._rejected is not None:
                raise self._rejected
            act, envelope = read(name, inputs)
            judge(self._state, act, envelope, unshifted=self._unshifted())
        except MotcuaError as error:
            measure_refusal(name, error)
            raise as_failure(error) from None

    @workflow.signal(dynamic=True)
    def hear_signal(self, name: str, inputs: Sequence[RawValue]) -> None:
        """The same acts for bulk and for stock tools; it can never fail the dossier."""
        if self._rejected is not None:
            return
        envelope: Envelope | None = None
        try:
            act, envelope = read(name, inputs)
            self._decide(act, envelope)
        except MotcuaError as error:
            lapse(self._state, self._now())
            refuse_signal(self._state, name, envelope, error, self._now())

    @workflow.update
    async def received(self) -> Answer:
        """Sent with the start: answers code and due date once the receipt is recorded."""
        await workflow.wait_condition(self._can_be_told)
        if self._rejected is not None:
            raise as_failure(self._rejected)
        state = self._state
        if not state.recorded:
            error = self._hindrance()
            raise ApplicationError(error or "", type=error, non_retryable=True)
        return Answer(
            code=state.opening.code,
            seq=state.seq,
            status=int(state.status),
            step=state.step.key if state.step else None,
            holder=state.holding_agency,
            due=stamp(state.due) if state.due else None,
        )

    def _can_be_told(self) -> bool:
        return self._state.recorded or self._hindrance() is not None or self._rejected is not None

    def _hindrance(self) -> str | None:
        """What keeps the receipt from being recorded."""
        blocked = self._state.blocked
        return self._state.journal_blocked or (blocked[0].error if blocked else None)

    @received.validator
    def _may_wait(self) -> None:
        """Anybody may ask."""

    @workflow.query
    def view(self) -> Snapshot:
        """Where the dossier stands, as the register would show it."""
        return snapshot_of(self._state, self._now())

    @workflow.query
    def standing(self) -> Standing:
        """Where it stands, as far as the policy asks."""
        return self._state.standing

    @workflow.query
    def whole(self) -> DossierState:
        """Everything it knows: what a rebuilding from the register must come to."""
        return self._state

    @workflow.query
    def unwritten(self) -> list[DossierEvent]:
        """The journal that the register does not have yet."""
        return self._state.unwritten

    def _begin(self, start: Start) -> None:
        """Take in what the run begins with. Raises NotAllowed when whoever began it may not."""
        if start.state is None:
            open_dossier(self._state, _opening(start), self._now())
        elif workflow.info().continued_run_id is None:
            begin_again(self._state, start, self._now())

    # ── deciding ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _now(self) -> datetime:
        """Legal time (design §2.11)."""
        return workflow.now() + timedelta(seconds=self._state.opening.shift_seconds)

    def _decide(self, act: Act, envelope: Envelope) -> Answer:
        now = self._now()
        lapse(self._state, now)
        return decide(self._state, act, envelope, now, unshifted=self._unshifted())

    def _unshifted(self) -> datetime:
        """The time by which proofs are judged: the real one; of a rehearsed dossier no proof's age is judged."""
        return self._now() - timedelta(seconds=self._state.opening.shift_seconds)

    async def _keep_clock(self) -> None:
        """Wake at every instant at which the clock has something to tell."""
        while True:
            lapse(self._state, self._now())
            wake = self._next_wake()
            try:
                await workflow.wait_condition(
                    lambda wake=wake: self._next_wake() != wake,  # type: ignore[misc]
                    timeout=wake - self._now() + _TICK if wake is not None else None,
                    timeout_summary="Đồng hồ pháp lý",
                )
            except TimeoutError:
                continue

    def _next_wake(self) -> datetime | None:
        mark = (self._state.seq, len(self._state.blocked))
        if self._wake_at is None or self._wake_at[0] != mark:
            self._wake_at = (mark, next_wake(self._state))
        return self._wake_at[1]

    # ── doing ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _has_work(self) -> bool:
        state = self._state
        if state.journal_blocked is not None:
            return False
        waits = state.queue or state.unwritten or self._outgoing.has_news or waits_for_undoing(state)
        return bool(waits) or self._may_tell_group() or self._may_close() or self._should_continue()

    async def _work(self) -> None:
        state = self._state
        self._outgoing.take()
        while state.journal_blocked is None:
            self._undo()
            self._tell_group()
            if not state.queue:
                break
            if state.next_effect.kind in (EffectKind.NOTICE, EffectKind.FEEDING) and state.unwritten:
                await self._record()  # nothing holds back for a notice what others look at or wait for
                self._show()
            await self._perform(state.next_effect)
        if self._may_close():
            close(state, self._now())
        elif self._should_continue() and not self._continuing:
            self._continuing = True
            tell(state, Tag.CONTINUED, self._now(), {"events": workflow.info().get_current_history_length()})
        if state.unwritten and state.journal_blocked is None:
            await self._record()
        self._show()
        settled = not state.queue and not state.unwritten and workflow.all_handlers_finished()
        if self._continuing and settled and not self._is_over():  # a run that would only end leaves nothing to archive
            workflow.continue_as_new(Start(state=state))
        if not state.unwritten:
            self._outgoing.send()

    def _undo(self) -> None:
        """Decide what an early end undoes next, while nothing else is under way."""
        if waits_for_undoing(self._state):
            now = self._now()
            lapse(self._state, now)
            undo_next(self._state, now)

    def _may_tell_group(self) -> bool:
        """Whether the other parts of linked procedures are to be told; nobody waits for that with the receipt."""
        return self._state.recorded and owes_group(self._state) is not None

    def _tell_group(self) -> None:
        if self._may_tell_group():
            now = self._now()
            lapse(self._state, now)
            feed_group(self._state, now)

    async def _perform(self, effect: Effect) -> None:
        branch = self._state.branch
        try:
            await perform(self._state, effect, self._now(), self._now)
        except ActivityError as error:
            if isinstance(error.cause, CancelledError):
                self._refuse_cancel()  # it took the effect that was in flight, which stays in the queue
                return
            code, outage = what_failed(error)
            if code in JOURNAL_ERRORS:
                self._hold_journal(code, branch)
                return
            failed(self._state, effect, code, self._now(), outage=outage)
        self._state.queue.remove(effect)

    async def _record(self) -> None:
        state = self._state
        answered, branch = state.is_answered, state.branch
        try:
            await record(state, self._now())
        except ActivityError as error:
            if isinstance(error.cause, CancelledError):
                self._refuse_cancel()
                return
            code, outage = what_failed(error)
            if not outage:  # after one it stays unwritten and is tried again
                self._hold_journal(code, branch)
            return
        state.recorded = state.recorded or answered

    def _hold_journal(self, code: str, branch: int) -> None:
        """Write no more until a person decides; one who adopted a reset while the write was under way has decided."""
        if self._state.branch == branch:
            self._state.journal_blocked = code

    # ── ending ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _may_close(self) -> bool:
        return may_close(self._state)

    def _is_over(self) -> bool:
        state = self._state
        closed = state.closed_at is not None and state.phase is not Phase.AFTER
        return closed and not state.unwritten and not state.queue and workflow.all_handlers_finished()

    def _should_continue(self) -> bool:
        return self._continuing or (self._state.closed_at is None and workflow.info().is_continue_as_new_suggested())

    # ── showing ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _showing(self) -> tuple[object, ...]:
        agency, _ = whose_move(self._state)
        return self._state.status, agency, self._state.overdue_at(self._now())

    def _show(self) -> None:
        """Bring search keys and current details up to date; keys only when status, holder or lateness changed.

        Another step within one agency is told with the next of these: an upsert costs what an activity does.
        What a run starts with was given by whoever started it (motcua/engine/dossiers.py) or by the run before.
        """
        now = self._now()
        workflow.set_current_details(details_of(self._state, now))
        showing = self._showing()
        if showing != self._shown:
            keys = search_keys_of(self._state, now)
            changed = [
                key.value_unset() if key not in keys else key.value_set(keys[key])
                for key in attributes.ALL
                if keys.get(key) != self._keys.get(key.name)
            ]
            self._shown, self._keys = showing, {key.name: value for key, value in keys.items()}
            if changed:
                workflow.upsert_search_attributes(changed)
        self._show_blocked()

    def _show_blocked(self) -> None:
        """What is blocked stands in Temporal's lists too, where operators see it without opening each dossier.

        Runs from before `blocked-memo` have no such memo, and their histories stay as they are (docs/releases.md).
        """
        blocked = blocked_of(self._state)
        if blocked != self._blocked_shown and workflow.patched("blocked-memo"):
            self._blocked_shown = blocked
            workflow.upsert_memo({"blocked": blocked or None})  # None takes it away


def _opening(start: Start) -> Opening:
    assert start.opening is not None
    return start.opening


def what_failed(error: ActivityError) -> tuple[str, bool]:
    """Return the error's code, and whether it was an outage that outlasted the attempts."""
    cause = error.cause
    if isinstance(cause, ApplicationError) and cause.type:
        return cause.type, not cause.non_retryable
    return ("ACTIVITY_TIMEOUT", True) if isinstance(cause, FailureError) else ("ACTIVITY_FAILED", True)
