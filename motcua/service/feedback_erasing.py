"""Erasing who gave feedback: asked for by an agency of it, confirmed by an operator, for good (rulebook §6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from models.errors import NotAllowed, Refused
from models.feedback import FeedbackCode
from models.identifiers import OfficerId
from models.looks import Look
from motcua.register import PostgresRegister
from motcua.register.feedback_erasing import FeedbackErasure
from motcua.service.gate import Gate

__all__ = ["FeedbackErasing"]

log = structlog.get_logger(__name__)


class FeedbackErasing:
    """Erases people."""

    def __init__(self, register: PostgresRegister, gate: Gate, clock: Callable[[], datetime]) -> None:
        self._queries, self._erasures = register.feedback.queries, register.feedback.erasures
        self._gate = gate
        self._clock = clock

    def erase(self, code: FeedbackCode, officer: OfficerId, reason: str) -> FeedbackErasure:
        """Ask for an erasure, or confirm and do what another asked for. Said again, it changes nothing.

        Raises Refused `FEEDBACK_UNKNOWN`, `ERASURE_WHILE_OPEN`, `ERASURE_NOT_ASKED`; NotAllowed `OFFICER_MAY_NOT` (also
        for whom it concerns), `AGENCY_MAY_NOT`, `SEPARATION_OF_DUTIES`; InvalidInput `REASON_REQUIRED`.
        """
        row, stands = self._queries.row(code), self._erasures.of(code)
        confirms = self._gate.is_for_anywhere(Look.CONFIRM_ERASURE, officer)
        look = Look.CONFIRM_ERASURE if confirms else Look.ASK_ERASURE
        self._gate.judge(look, officer, reason, None if confirms else {row.receiving, row.assigned})
        if row.concerned == officer:
            raise NotAllowed("OFFICER_MAY_NOT", act=look.value)
        if stands.erased_at is not None:
            return stands
        _require(stands, officer, closed=row.closed_at is not None, confirms=confirms)
        self._gate.note(f"{look.value}:{code}", officer, reason, [None])
        if confirms:
            self._destroy(stands, officer)
        else:
            self._erasures.ask(code, officer, self._clock())
        return self._erasures.of(code)

    def _destroy(self, stands: FeedbackErasure, officer: OfficerId) -> None:
        self._erasures.destroy(stands.code, officer, self._clock())
        if not self._erasures.clean():
            log.warning("key_left_in_files", code=stands.code)
        log.warning("person_erased", code=stands.code, asked_by=stands.asked_by, confirmed_by=officer)


def _require(stands: FeedbackErasure, officer: OfficerId, *, closed: bool, confirms: bool) -> None:
    if confirms and stands.asked_by is None:
        raise Refused("ERASURE_NOT_ASKED", code=stands.code)
    if confirms and stands.asked_by == officer:
        raise NotAllowed("SEPARATION_OF_DUTIES", act=Look.CONFIRM_ERASURE.value)
    if not closed:
        raise Refused("ERASURE_WHILE_OPEN", code=stands.code)
