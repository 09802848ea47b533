"""Rooting: dossiers that were opened under an earlier root key are told of the one of now (design §2.9).

The act carries the chain of hand-overs and is said in the name of the operator who ordered the last one. Telling a
dossier again changes nothing, so whatever breaks off is simply begun anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from enum import StrEnum
from typing import Final, NamedTuple

import structlog

from models.acts import Act, Envelope
from models.contents.repair import RotateRoot
from models.errors import MotcuaError, Unavailable
from models.identifiers import DecisionId, DossierCode, OfficerId
from models.value import sha256_hex
from motcua.engine.dossiers import TemporalDossiers
from motcua.register import PostgresRegister
from motcua.service.authority import Authority

__all__ = ["RootTelling", "Rooting", "Told"]

log = structlog.get_logger(__name__)

CONCURRENCY: Final = 16


class RootTelling(StrEnum):
    """What became of telling one dossier."""

    TOLD = "told"
    KNEW = "knew"
    """It was under the new root already."""
    WAITS = "waits"
    """It does not run, or no worker answered: to be told again."""
    REFUSED = "refused"


class Told(NamedTuple):
    """One dossier, told or not."""

    code: DossierCode
    outcome: RootTelling
    error: str | None = None


class Rooting:
    """Tells dossiers of the root key of now."""

    def __init__(self, authority: Authority, register: PostgresRegister, dossiers: TemporalDossiers) -> None:
        self._authority = authority
        self._register = register
        self._dossiers = dossiers

    def left(self) -> list[DossierCode]:
        """Return the dossiers that are still under an earlier root, by the register."""
        return self._register.under_other_root(self._authority.root_key)

    async def tell_all(self, codes: list[DossierCode]) -> AsyncIterator[Told]:
        """Tell these dossiers, so many at a time, and yield what became of each as it comes."""
        free = asyncio.Semaphore(CONCURRENCY)

        async def one(code: DossierCode) -> Told:
            async with free:
                return await self.tell(code)

        for told in asyncio.as_completed([one(code) for code in codes]):
            yield await told

    async def tell(self, code: DossierCode, *, after: bool = False) -> Told:
        """Tell one dossier, or what comes after its closing; never raises a refusal, but says it."""
        operator = self._register.keystore.roots.ordered_by
        if operator is None:
            return Told(code, RootTelling.KNEW)
        try:
            envelope = await asyncio.to_thread(self._proven, code, operator)
            say = self._dossiers.act_after if after else self._dossiers.act
            await say(code, Act.ROTATE_ROOT, envelope)
        except MotcuaError as error:
            return Told(code, _outcome(error), error.code)
        log.info("root_told", code=code)
        return Told(code, RootTelling.TOLD)

    def proven(self, code: DossierCode) -> Envelope | None:
        """Return the act by which a dossier that does not run is told when it does; None if no root was handed on."""
        operator = self._register.keystore.roots.ordered_by
        return None if operator is None else self._proven(code, operator)

    def _proven(self, code: DossierCode, operator: OfficerId) -> Envelope:
        content = RotateRoot(chain=self._register.keystore.roots.chain)
        decision = sha256_hex(f"{self._authority.root_key} {operator}".encode())
        envelope = Envelope(
            decision_id=DecisionId(f"root-{decision[:40]}"),
            actor=operator,
            content=content.model_dump(mode="json"),
        )
        return self._authority.prove(code, Act.ROTATE_ROOT, envelope)


def _outcome(error: MotcuaError) -> RootTelling:
    if error.code == "ROOT_IS_CURRENT":
        return RootTelling.KNEW
    waits = isinstance(error, Unavailable) or error.code == "DOSSIER_NOT_RUNNING"
    return RootTelling.WAITS if waits else RootTelling.REFUSED
