"""The gate before everything that is a person's: who asks is judged, and the log has it before anything is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from models.errors import NotAllowed, Refused
from models.identifiers import AgencyCode, DossierCode, OfficerId
from models.journal import Snapshot
from models.looks import Look, Looker, check_look
from motcua.register import PostgresRegister
from motcua.register.access import View
from motcua.service.authority import Authority

__all__ = ["Gate"]

log = structlog.get_logger(__name__)


class Gate:
    """Lets officers look, each look authorised, reasoned and logged (rulebook §6)."""

    def __init__(self, register: PostgresRegister, authority: Authority, clock: Callable[[], datetime]) -> None:
        self._register = register
        self._authority = authority
        self._clock = clock

    def admit(self, look: Look, officer: OfficerId, reason: str, code: DossierCode, *, what: str | None = None) -> None:
        """Admit an officer to one dossier and log it, as `what` if the look is to be told more exactly.

        Raises InvalidInput `REASON_REQUIRED`; Refused `DOSSIER_UNKNOWN`, `OFFICER_UNKNOWN`, `OFFICER_NOT_IN_OFFICE`;
        NotAllowed `OFFICER_MAY_NOT`, `AGENCY_MAY_NOT`.
        """
        snapshot = self._register.queries.dossier(code)
        if snapshot is None:
            raise Refused("DOSSIER_UNKNOWN", code=code)
        self.judge(look, officer, reason, concerned_by(snapshot))
        self.note(what or look.value, officer, reason, [code])

    def judge(self, look: Look, officer: OfficerId, reason: str, concerned: set[AgencyCode] | None = None) -> Looker:
        """Judge without logging, for looks that are logged by what they found. Raises as `admit`."""
        standing = self._authority.standing(officer)
        looker = Looker(standing.agency, standing.roles)
        try:
            check_look(look, looker, concerned, reason)
        except NotAllowed as error:
            log.warning("look_refused", look=look.value, officer=officer, error=error.code)
            raise
        return looker

    def is_for_anywhere(self, look: Look, officer: OfficerId) -> bool:
        """Whether a look is for this officer whatever the agency. Raises Refused `OFFICER_…`."""
        standing = self._authority.standing(officer)
        return Looker(standing.agency, standing.roles).may_anywhere(look)

    def note(self, what: str, officer: OfficerId, reason: str, codes: Sequence[DossierCode | None]) -> None:
        """Log a look at these dossiers, or at none (`[None]`), all or nothing."""
        at, by = self._clock(), self._authority.by
        self._register.access.log(*(View(at, officer, by, what, code, reason) for code in codes))


def concerned_by(snapshot: Snapshot) -> set[AgencyCode]:
    """The agencies that receive a dossier, answer for it, work on it, or are asked for their opinion of it."""
    asked = {matter.agency for matter in snapshot.matters if matter.agency is not None}
    return {snapshot.dossier.receiving, snapshot.dossier.competent, *(step.agency for step in snapshot.steps), *asked}
