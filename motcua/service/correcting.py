"""Correcting a stated fact: both values are sealed first, then the dossier is told their digests (rulebook §6)."""

from __future__ import annotations

import asyncio
from typing import NamedTuple
from uuid import uuid4

from models.acts import Act, Answer
from models.contents.correcting import CorrectableField
from models.identifiers import DecisionId, DossierCode, OfficerId, ReasonCode
from motcua.register import PostgresRegister
from motcua.service.acting import Acting, Saying

__all__ = ["Correcting", "Correction"]


class Correction(NamedTuple):
    """What an officer wants to correct."""

    officer: OfficerId
    field: CorrectableField
    value: str | None
    """What stands from now on; None: nothing was stated."""
    reason_code: ReasonCode
    note: str | None = None
    decision_id: DecisionId | None = None
    """None: a new decision. Given, repeating it repeats nothing."""


class Correcting:
    """Says corrections to dossiers; no value travels with the act."""

    def __init__(self, register: PostgresRegister, acting: Acting) -> None:
        self._register = register
        self._acting = acting

    async def correct(self, code: DossierCode, correction: Correction) -> Answer:
        """Seal, then say it. A correction that the dossier refuses stays sealed and changes nothing.

        Raises InvalidInput `FACT_MALFORMED`; Refused `FACT_UNCHANGED`, `FACT_CHANGED_MEANWHILE`, `PERSON_ERASED`; and
        as `Acting.act`.
        """
        decision_id = correction.decision_id or DecisionId(str(uuid4()))
        content = await asyncio.to_thread(
            self._register.people.propose_correction, code, decision_id, correction.field, correction.value
        )
        saying = Saying(
            Act.CORRECT,
            correction.officer,
            reason_code=correction.reason_code,
            note=correction.note,
            content=content.model_dump(mode="json"),
            decision_id=decision_id,
        )
        return await self._acting.act(code, saying)
