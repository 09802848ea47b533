"""Digitising: a component's file is sealed and stored first, and only then named by the act (design §2.5)."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any, NamedTuple

from models.acts import Act, Answer
from models.contents.reception import PaperSource
from models.errors import InvalidInput
from models.identifiers import DossierCode, OfficerId, StepKey
from models.policy import check
from motcua.documents import SealedStore
from motcua.engine.dossiers import TemporalDossiers
from motcua.service.acting import Acting, Saying
from motcua.service.authority import Authority

__all__ = ["Digitising", "Scan"]


class Scan(NamedTuple):
    """A component that an officer digitised."""

    component: StepKey
    source: PaperSource
    content: bytes
    valid_until: date | None = None


class Digitising:
    """Brings digitised components into dossiers."""

    def __init__(
        self, authority: Authority, documents: SealedStore, dossiers: TemporalDossiers, acting: Acting
    ) -> None:
        self._authority = authority
        self._documents = documents
        self._dossiers = dossiers
        self._acting = acting

    async def digitise(self, code: DossierCode, officer: OfficerId, scan: Scan) -> Answer:
        """Seal the file and say the act; the same file again is stored once.

        Raises InvalidInput `FILE_EMPTY`; what the policy refuses with, before anything is stored; what `Acting.act`
        and the store of papers raise.
        """
        if not scan.content:
            raise InvalidInput("FILE_EMPTY")
        claims = self._authority.claims(await asyncio.to_thread(self._authority.standing, officer))
        check(Act.DIGITISE, claims, await self._dossiers.standing(code), at_step=None, reason=None)
        stored = await asyncio.to_thread(self._documents.put, code, scan.content)
        content: dict[str, Any] = {
            "component": scan.component, "source": scan.source.value, "paper": stored.sha256,
            "sealed_file": stored.sealed_sha256, "size": stored.size,
        }  # fmt: skip
        if scan.valid_until is not None:
            content["valid_until"] = scan.valid_until.isoformat()
        return await self._acting.act(code, Saying(Act.DIGITISE, officer, content=content))
