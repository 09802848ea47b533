"""Looking: where dossiers stand, whose move it is, papers written out through the gate. People: see `persons`."""

from __future__ import annotations

from collections.abc import Sequence

from models.errors import Refused
from models.identifiers import DossierCode, OfficerId
from models.journal import DossierRow, PaperKind, Snapshot
from models.looks import Look
from models.matter import Question
from models.procedure import Role
from motcua.documents import SealedStore
from motcua.register import PostgresRegister
from motcua.service.authority import Authority
from motcua.service.gate import Gate

__all__ = ["Looking"]


class Looking:
    """Reads the register for people."""

    def __init__(self, register: PostgresRegister, documents: SealedStore, authority: Authority, gate: Gate) -> None:
        self._register = register
        self._documents = documents
        self._authority = authority
        self._gate = gate

    def dossier(self, code: DossierCode) -> Snapshot:
        """Return where a dossier stands; codes only. Raises Refused `DOSSIER_UNKNOWN`."""
        snapshot = self._register.queries.dossier(code)
        if snapshot is None:
            raise Refused("DOSSIER_UNKNOWN", code=code)
        return snapshot

    def inbox(self, officer: OfficerId) -> Sequence[DossierRow]:
        """Return the dossiers whose move it is of this officer, the most urgent first."""
        standing = self._authority.standing(officer)
        return self._register.queries.inbox(standing.agency, standing.roles)

    def questions(self, officer: OfficerId) -> Sequence[Question]:
        """Return the open consultations that this officer's agency is to answer; none for who may not answer."""
        standing = self._authority.standing(officer)
        answers = {Role.HANDLER, Role.HEAD} & set(standing.roles)
        return self._register.queries.questions(standing.agency) if answers else ()

    def paper(self, code: DossierCode, kind: PaperKind, officer: OfficerId, reason: str) -> bytes:
        """Unseal a paper for an officer of an agency of the dossier, or an auditor; logged before it is given.

        Raises InvalidInput `REASON_REQUIRED`; Refused `PAPER_NOT_ISSUED`, `PERSON_ERASED`; NotAllowed
        `OFFICER_MAY_NOT`, `AGENCY_MAY_NOT`.
        """
        self._gate.admit(Look.PAPER, officer, reason, code, what=f"{Look.PAPER.value}:{kind.value}")
        papers = [paper for paper in self._register.queries.papers(code) if paper.kind is kind]
        if not papers:
            raise Refused("PAPER_NOT_ISSUED", code=code, kind=kind.value)
        return self._documents.get(code, papers[-1].sha256)
