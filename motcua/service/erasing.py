"""Erasing the person of a dossier: asked for by its agency, confirmed by an operator, for good (rulebook §6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from models.errors import NotAllowed, Refused
from models.identifiers import DossierCode, OfficerId
from models.journal import DossierRow, Snapshot
from models.looks import Look
from models.value import UtcTime, Value
from motcua.register import PostgresRegister
from motcua.register.erasing import ErasureRow
from motcua.service.gate import Gate

__all__ = ["Erasing", "Erasure"]

log = structlog.get_logger(__name__)


class Erasure(Value):
    """How far an erasure is."""

    code: DossierCode
    ordered: bool
    asked_by: OfficerId
    asked_at: UtcTime
    confirmed_by: OfficerId | None
    confirmed_at: UtcTime | None
    """None: it waits for the second person."""
    cleaned: bool | None = None
    """Whether the database's own files hold the key no more; None: nothing was destroyed yet."""


class Erasing:
    """Erases people."""

    def __init__(self, register: PostgresRegister, gate: Gate, clock: Callable[[], datetime]) -> None:
        self._register = register
        self._gate = gate
        self._clock = clock

    def erase(self, code: DossierCode, officer: OfficerId, reason: str, *, ordered: bool = False) -> Erasure:
        """Ask for an erasure, or confirm and do what another asked for. Said again, it changes nothing.

        `ordered`: a court or an authority imposes it, so that an open dossier is erased too; both must say so.
        Raises Refused `DOSSIER_UNKNOWN`, `ERASURE_WHILE_OPEN`, `ERASURE_NOT_ASKED`; NotAllowed `OFFICER_MAY_NOT`,
        `AGENCY_MAY_NOT`, `SEPARATION_OF_DUTIES`; InvalidInput `REASON_REQUIRED`.
        """
        snapshot = self._register.queries.dossier(code)
        if snapshot is None:
            raise Refused("DOSSIER_UNKNOWN", code=code)
        asked = self._register.erasures.of(code)
        if self._gate.is_for_anywhere(Look.CONFIRM_ERASURE, officer):
            self._confirm(snapshot, asked, officer, reason, ordered=ordered)
        else:
            self._ask(snapshot, asked, officer, reason, ordered=ordered)
        return self._state(code)

    def _ask(
        self, snapshot: Snapshot, asked: ErasureRow | None, officer: OfficerId, reason: str, *, ordered: bool
    ) -> None:
        code, dossier = snapshot.dossier.code, snapshot.dossier
        self._gate.judge(Look.ASK_ERASURE, officer, reason, {dossier.receiving, dossier.competent})
        if asked is not None and asked.confirmed_at is not None:
            return
        self._require_over(dossier, ordered=ordered)
        self._gate.note(Look.ASK_ERASURE.value, officer, reason, [code])
        self._register.erasures.ask(code, officer, self._clock(), ordered=ordered)

    def _confirm(
        self, snapshot: Snapshot, asked: ErasureRow | None, officer: OfficerId, reason: str, *, ordered: bool
    ) -> None:
        code = snapshot.dossier.code
        self._gate.judge(Look.CONFIRM_ERASURE, officer, reason)
        if asked is None:
            raise Refused("ERASURE_NOT_ASKED", code=code)
        if asked.asked_by == officer:
            raise NotAllowed("SEPARATION_OF_DUTIES", act=Look.CONFIRM_ERASURE.value)
        if asked.confirmed_at is None:
            self._require_over(snapshot.dossier, ordered=asked.ordered and ordered)
            self._gate.note(Look.CONFIRM_ERASURE.value, officer, reason, [code])
            self._register.erasures.destroy(code, officer, self._clock())
            log.warning("person_erased", code=code, asked_by=asked.asked_by, confirmed_by=officer)

    def _state(self, code: DossierCode) -> Erasure:
        row = self._register.erasures.of(code)
        assert row is not None
        cleaned = self._register.erasures.clean() if row.confirmed_at else None
        return Erasure(**row._asdict(), cleaned=cleaned)

    def _require_over(self, dossier: DossierRow, *, ordered: bool) -> None:
        """The promise is over: closed, or kept with nothing owed and nothing left to do that needs the person.

        Of linked procedures, also of the parts that wait: what was submitted for them is sealed with the first.
        """
        kept = dossier.finished_at is not None and not dossier.apology_owed and not dossier.blocked
        over = kept or dossier.closed_at is not None
        if not ordered and (not over or self._register.linked.waits_on(dossier.code)):
            raise Refused("ERASURE_WHILE_OPEN", code=dossier.code)
