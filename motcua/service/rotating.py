"""Rotating the master key: an operator, with a reason, in the log (rulebook §6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from models.identifiers import OfficerId
from models.looks import Look
from motcua.register import PostgresRegister
from motcua.register.rotation import Rotated
from motcua.security.masters import KeyId
from motcua.service.gate import Gate

__all__ = ["Rotating"]

log = structlog.get_logger(__name__)


class Rotating:
    """Rotates the master key."""

    def __init__(self, register: PostgresRegister, gate: Gate, clock: Callable[[], datetime]) -> None:
        self._register = register
        self._gate = gate
        self._clock = clock

    def prepare(self, officer: OfficerId, reason: str) -> KeyId:
        """Lay the new key into the keystore and stop. Raises as `rotate`."""
        self._admit(officer, reason)
        return self._register.rotation.prepare()

    def rotate(self, officer: OfficerId, reason: str) -> Rotated:
        """Rotate, or go on with what was interrupted. Raises InvalidInput `REASON_REQUIRED`, NotAllowed
        `OFFICER_MAY_NOT`, and as motcua.register.rotation.
        """
        self._admit(officer, reason)
        done = self._register.rotation.rotate(self._clock())
        log.warning("master_key_rotated", current=done.current, rewrapped=done.rewrapped, officer=officer)
        return done

    def _admit(self, officer: OfficerId, reason: str) -> None:
        self._gate.judge(Look.ROTATE_MASTER, officer, reason)
        self._gate.note(Look.ROTATE_MASTER.value, officer, reason, [None])
