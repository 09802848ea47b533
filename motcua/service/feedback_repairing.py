"""A register that was restored from an older copy learns its feedbacks again from what Temporal knows that it wrote.

What was said, sealed, lies in the register alone: a feedback that it does not know at all does not come back. Its
number is passed over, so that no other bears it. A feedback that Temporal lost is told; its journal stays readable.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import structlog

from activities.feedback import Feedbacks
from models.errors import Broken, Refused
from models.feedback import FeedbackCode
from models.feedback_state import FeedbackWrite, ReportFacts, ReportOrder
from motcua.audit.written import Write, writes_of
from motcua.engine.feedbacks import TemporalFeedbacks
from motcua.register import PostgresRegister
from motcua.service.repaired import Deed, Repaired, Trouble

__all__ = ["FeedbackRepairing"]

log = structlog.get_logger(__name__)
_RECORD, _REPORT = Feedbacks.record_feedback.__name__, Feedbacks.report_feedback.__name__


class _Found(NamedTuple):
    code: FeedbackCode
    trouble: Trouble
    writes: list[Write]


class FeedbackRepairing:
    """Compares feedbacks with their runs, and writes again what was written."""

    def __init__(self, register: PostgresRegister, temporal: TemporalFeedbacks) -> None:
        self._register = register.feedback
        self._temporal = temporal

    async def survey(self) -> list[Repaired]:
        """Find what does not fit, in the order of codes, and change nothing. Raises Unavailable."""
        deeds = {Trouble.REGISTER_BEHIND: Deed.REFILLED}
        return [
            Repaired(code=one.code, trouble=one.trouble, deed=deeds.get(one.trouble, Deed.NOTHING))
            async for one in self._found()
        ]

    async def repair(self) -> list[Repaired]:
        """Write again what histories tell that was written. Repeated it repeats nothing. Raises Unavailable."""
        return [await asyncio.to_thread(self._do, found) async for found in self._found()]

    def _do(self, found: _Found) -> Repaired:
        deed, error = Deed.NOTHING, None
        try:
            if found.trouble is Trouble.UNKNOWN:
                self._register.pass_over(found.code)
            elif found.trouble is Trouble.REGISTER_BEHIND:
                for write in found.writes:
                    self._write(write)
                deed = Deed.REFILLED
        except (Broken, Refused) as refused:
            error = refused.code
        log.info("feedback_repair", code=found.code, trouble=found.trouble.value, deed=deed.value, error=error)
        return Repaired(code=found.code, trouble=found.trouble, deed=deed, error=error)

    def _write(self, write: Write) -> None:
        if write.activity == _RECORD:
            self._register.record(FeedbackWrite.model_validate(write.said))
        else:
            order, facts = ReportOrder.model_validate(write.said), ReportFacts.model_validate(write.facts)
            self._register.report(order, facts)

    async def _found(self) -> AsyncIterator[_Found]:
        there = await self._temporal.runs()
        known, unfinished = await asyncio.to_thread(self._register.reserved), set[FeedbackCode]()
        unfinished.update(await asyncio.to_thread(self._register.unfinished))
        for code in sorted({*there, *unfinished}):
            writes = [
                write
                for run_id in there.get(code, ())
                for write in writes_of(await self._temporal.history(code, run_id))
                if write.done and write.activity in (_RECORD, _REPORT)
            ]
            trouble = await asyncio.to_thread(self._trouble, code, writes, known=code in known, there=code in there)
            if trouble is not None:
                yield _Found(code, trouble, writes)

    def _trouble(self, code: FeedbackCode, writes: list[Write], *, known: bool, there: bool) -> Trouble | None:
        if not known:
            return Trouble.UNKNOWN if writes else None
        kept = {event.hash for event in self._register.queries.events(code)}
        if not there:
            return Trouble.LOST if kept else None  # else nobody ever heard of it: it is begun by the reconciliation
        told: list[dict[str, Any]] = [event for write in writes for event in write.said.get("events", ())]
        return Trouble.REGISTER_BEHIND if any(event["hash"] not in kept for event in told) else None
