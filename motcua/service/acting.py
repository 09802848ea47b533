"""Acting: a person's act, its note sealed, its envelope proven, said to the dossier (design §2.8)."""

from __future__ import annotations

import asyncio
from typing import Any, NamedTuple
from uuid import uuid4

import structlog

from models.acts import Act, Answer, Envelope
from models.calendar import legal_day
from models.contents import content_of
from models.contents.asking import Pay
from models.contents.consulting import Consult
from models.contents.working import Assign
from models.errors import MotcuaError, NotAllowed, Refused, Unavailable
from models.identifiers import DecisionId, DossierCode, NoteId, OfficerId, ReasonCode, StepKey
from models.lifecycle import WHEN, Phase
from models.refusal import Refusal
from models.resolution import superiors
from motcua.engine.dossiers import TemporalDossiers
from motcua.register import PostgresRegister
from motcua.service.authority import Authority
from motcua.service.naming import require_assignable
from motcua.service.paying import Paying
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


class _Prepared(NamedTuple):
    """An act, proven."""

    envelope: Envelope
    taken: Pay | None
    """The payment whose reference was taken for it; None: none was, or it was the dossier's already."""


class Acting:
    """Says acts to dossiers."""

    def __init__(self, authority: Authority, register: PostgresRegister, dossiers: TemporalDossiers) -> None:
        self._authority = authority
        self._register = register
        self._dossiers = dossiers
        self._rooting = Rooting(authority, register, dossiers)
        self._paying = Paying(register, authority)

    def envelope(self, code: DossierCode, saying: Saying) -> Envelope:
        """Return the proven act as it travels. The note is sealed in the register and named by its keyed hash.

        Raises InvalidInput `ACT_CONTENT_MALFORMED`, Refused `NOT_RESERVED`, `AGENCY_UNKNOWN`, `PAYMENT_USED`,
        NotAllowed `OFFICER_UNKNOWN`, `OFFICER_NOT_IN_OFFICE`, `DELEGATION_ABSENT`.
        """
        return self._prepared(code, saying).envelope

    def _prepared(self, code: DossierCode, saying: Saying) -> _Prepared:
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
        content = content_of(saying.act, envelope)
        if isinstance(content, Consult):
            envelope = envelope.model_copy(update={"content": self._with_superiors(content)})
        if isinstance(content, Assign):
            require_assignable(self._register, self._authority, code, content.officer, standing)
        pays = isinstance(content, Pay) and self._paying.may(standing)
        taken = content if isinstance(content, Pay) and pays and self._paying.claim(code, content) else None
        return _Prepared(self._authority.prove(code, saying.act, envelope, standing), taken)

    def _with_superiors(self, content: Consult) -> dict[str, Any]:
        """A dossier knows its own agencies alone: whom else it may ask, and who is above, the catalogue says."""
        organisation, day = self._register.catalogue.kept().organisation, legal_day(self._authority.legal_now())
        known = superiors((asked.agency for asked in content.agencies), organisation, day)
        return content.model_dump(mode="json", exclude_none=True) | {"superiors": known}

    async def act(self, code: DossierCode, saying: Saying) -> Answer:
        """Say it, and return the dossier's answer. Raises as `envelope` and `TemporalDossiers.act` do."""
        with structlog.contextvars.bound_contextvars(code=code, act=saying.act.value, officer=saying.officer):
            prepared: _Prepared | None = None
            try:
                prepared = await asyncio.to_thread(self._prepared, code, saying)
                answer = await self.say(code, saying.act, prepared.envelope)
            except MotcuaError as error:
                if prepared is not None and prepared.taken is not None and not isinstance(error, Unavailable):
                    await asyncio.to_thread(self._paying.release, code, prepared.taken)
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
        """Say what is proven to the dossier; once it is closed, to the workflow of what comes after (design §2.16)."""
        try:
            return await self._say(code, act, envelope)
        except Refused as error:
            if error.code != "DOSSIER_NOT_RUNNING" or Phase.AFTER not in WHEN[act].phases:
                raise
        return await self._say(code, act, envelope, after=True)

    async def _say(self, code: DossierCode, act: Act, envelope: Envelope, *, after: bool = False) -> Answer:
        """A dossier that does not know the root of now yet is told of it first."""
        say = self._dossiers.act_after if after else self._dossiers.act
        try:
            return await say(code, act, envelope)
        except NotAllowed as error:
            foreign = (error.code, error.facts.get("what")) == ("PROOF_FOREIGN", "root")
            if not foreign or (await self._rooting.tell(code, after=after)).outcome is not RootTelling.TOLD:
                raise
        return await say(code, act, envelope)
