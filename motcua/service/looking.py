"""Looking: where dossiers stand, whose move it is, papers written out; every unsealing is logged with its reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from models.deadline import Deadline
from models.errors import InvalidInput, NotAllowed, Refused
from models.identifiers import CalendarVersion, DossierCode, OfficerId
from models.journal import DossierRow, PaperKind, Snapshot
from models.procedure import Role
from models.rules import PinnedRules
from models.submission import Person
from motcua.documents import SealedStore
from motcua.register import PostgresRegister
from motcua.register.access import View
from motcua.service.authority import Authority

__all__ = ["Looking"]

_READERS = (Role.RECEPTION, Role.HANDLER, Role.HEAD, Role.SUPERVISOR, Role.AUDITOR)


class Looking:
    """Reads the register for people."""

    def __init__(
        self,
        register: PostgresRegister,
        documents: SealedStore,
        authority: Authority,
        clock: Callable[[], datetime],
    ) -> None:
        self._register = register
        self._documents = documents
        self._authority = authority
        self._clock = clock

    def dossier(self, code: DossierCode) -> Snapshot:
        """Return where a dossier stands; codes only. Raises Refused `DOSSIER_UNKNOWN`."""
        snapshot = self._register.queries.dossier(code)
        if snapshot is None:
            raise Refused("DOSSIER_UNKNOWN", code=code)
        return snapshot

    def why(self, code: DossierCode) -> tuple[Deadline, CalendarVersion]:
        """Return the due instant's reading, from the rules that were pinned, and the calendar's version.

        Raises Refused `DOSSIER_UNKNOWN`, `PROMISE_NOT_MADE` (not received yet).
        """
        row = self.dossier(code).dossier
        pinned = [effect for effect in self._register.queries.effects(code) if effect.kind == "reception"]
        if not pinned or row.received_at is None:
            raise Refused("PROMISE_NOT_MADE", code=code)
        rules = PinnedRules.model_validate(pinned[0].facts)
        stated = self._register.people.submission(code).migrated
        clock = rules.clock(row.received_at, stated.due if stated else None)
        return clock.on(rules.calendar), rules.calendar.version

    def inbox(self, officer: OfficerId) -> Sequence[DossierRow]:
        """Return the dossiers whose move it is of this officer, the most urgent first."""
        standing = self._authority.standing(officer)
        return self._register.queries.inbox(standing.agency, standing.roles)

    def paper(self, code: DossierCode, kind: PaperKind, officer: OfficerId, reason: str) -> bytes:
        """Unseal a paper for an officer of an agency of the dossier, or an auditor; logged before it is given.

        Raises InvalidInput `REASON_REQUIRED`; Refused `PAPER_NOT_ISSUED`, `PERSON_ERASED`; NotAllowed
        `OFFICER_MAY_NOT`, `AGENCY_MAY_NOT`.
        """
        self._may_unseal(code, officer, reason, f"paper:{kind.value}")
        papers = [paper for paper in self._register.queries.papers(code) if paper.kind is kind]
        if not papers:
            raise Refused("PAPER_NOT_ISSUED", code=code, kind=kind.value)
        return self._documents.get(code, papers[-1].sha256)

    def applicant(self, code: DossierCode, officer: OfficerId, reason: str) -> Person:
        """Unseal the applicant, as `paper` does a paper."""
        self._may_unseal(code, officer, reason, "applicant")
        return self._register.people.applicant(code)

    def _may_unseal(self, code: DossierCode, officer: OfficerId, reason: str, what: str) -> None:
        if not reason.strip():
            raise InvalidInput("REASON_REQUIRED", act=what)
        row = self.dossier(code)
        standing = self._authority.require(officer, *_READERS)
        concerned = {row.dossier.receiving, row.dossier.competent, *(step.agency for step in row.steps)}
        if Role.AUDITOR not in standing.roles and standing.agency not in concerned:
            raise NotAllowed("AGENCY_MAY_NOT", act=what, agency=standing.agency)
        self._register.access.log(View(self._clock(), officer, self._authority.by, what, code, reason))
