"""Acting: a person's act, its note sealed, its envelope proven, said to the dossier (design §2.8)."""

from __future__ import annotations

import asyncio
from typing import Any, NamedTuple
from uuid import uuid4

import structlog

from models.acts import Act, Answer, Envelope
from models.contents import content_of
from models.errors import MotcuaError, NotAllowed, Unavailable
from models.identifiers import DecisionId, DossierCode, NoteId, OfficerId, ReasonCode, StepKey
from models.refusal import Refusal
from motcua.engine.dossiers import TemporalDossiers
from motcua.register import PostgresRegister
from motcua.service.authority import Authority
from motcua.service.rooting import Rooting, RootTelling

__all__ = ["Acting", "Saying"]

log = structlog.get_logger(__name__)


class Saying(NamedTuple):
    """What an officer wants to say to a dossier, before it is proven."""

    act: Act
    officer: OfficerId
    at_step: StepKey | None = None
    reason_code: ReasonCode | None = None
    note: str | None = None
    content: dict[str, Any] | None = None
    decision_id: DecisionId | None = None
    """None: a new decision. Given, repeating it repeats nothing."""
    on_behalf_of: OfficerId | None = None
    """Who delegated it; None: in the officer's own right."""


class Acting:
    """Says acts to dossiers."""

    def __init__(self, authority: Authority, register: PostgresRegister, dossiers: TemporalDossiers) -> None:
        self._authority = authority
        self._register = register
        self._dossiers = dossiers
        self._rooting = Rooting(authority, register, dossiers)

    def envelope(self, code: DossierCode, saying: Saying) -> Envelope:
        """Return the proven act as it travels. The note is sealed in the register and named by its keyed hash.

        Raises InvalidInput `ACT_CONTENT_MALFORMED`, Refused `NOT_RESERVED`, NotAllowed `OFFICER_UNKNOWN`,
        `OFFICER_NOT_IN_OFFICE`, `DELEGATION_ABSENT`.
        """
        standing = self._authority.standing(saying.officer, saying.on_behalf_of, saying.act)
        note_id: NoteId | None = self._register.people.put_note(code, saying.note) if saying.note else None
        envelope = Envelope(
            decision_id=saying.decision_id or DecisionId(str(uuid4())),
            actor=saying.officer,
            at_step=saying.at_step,
            reason_code=saying.reason_code,
            note_id=note_id,
            content=saying.content,
        )
        content_of(saying.act, envelope)
        return self._authority.prove(code, saying.act, envelope, standing)

    async def act(self, code: DossierCode, saying: Saying) -> Answer:
        """Say it, and return the dossier's answer. Raises as `envelope` and `TemporalDossiers.act` do."""
        with structlog.contextvars.bound_contextvars(code=code, act=saying.act.value, officer=saying.officer):
            try:
                envelope = await asyncio.to_thread(self.envelope, code, saying)
                answer = await self.say(code, saying.act, envelope)
            except MotcuaError as error:
                log.info("act_refused", error=error.code)
                if isinstance(error, NotAllowed) or error.code == "OFFICER_NOT_IN_OFFICE":
                    await asyncio.to_thread(self._note, code, saying, error)
                raise
            log.info("act_done", seq=answer.seq, status=answer.status)
            return answer

    def _note(self, code: DossierCode, saying: Saying, error: MotcuaError) -> None:
        """Keep who tried what they might not. Where that cannot be kept the refusal itself stands."""
        refusal = Refusal(
            at=self._authority.now(), code=code, act=saying.act, error=error.code, officer=saying.officer,
            on_behalf_of=saying.on_behalf_of, decision_id=saying.decision_id,
        )  # fmt: skip
        try:
            self._register.refusals.note(refusal)
        except Unavailable as outage:
            log.warning("refusal_not_kept", error=outage.code)

    async def say(self, code: DossierCode, act: Act, envelope: Envelope) -> Answer:
        """Say what is proven; a dossier that does not know the root of now yet is told of it first."""
        try:
            return await self._dossiers.act(code, act, envelope)
        except NotAllowed as error:
            foreign = (error.code, error.facts.get("what")) == ("PROOF_FOREIGN", "root")
            if not foreign or (await self._rooting.tell(code)).outcome is not RootTelling.TOLD:
                raise
        return await self._dossiers.act(code, act, envelope)
