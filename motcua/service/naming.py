"""Naming an officer in an act: the dossier knows its steps alone, who could do them only the catalogue can say."""

from __future__ import annotations

from models.errors import Refused
from models.identifiers import DossierCode, OfficerId
from models.procedure import StepKind
from motcua.register import PostgresRegister
from motcua.security import Standing
from motcua.service.authority import Authority

__all__ = ["require_assignable"]

_WORK = (StepKind.HANDLE, StepKind.CONSULT)


def require_assignable(
    register: PostgresRegister, authority: Authority, code: DossierCode, officer: OfficerId, by: Standing
) -> None:
    """Return silently if a step of the assigning agency could be this officer's work today.

    Of a step that another agency has in hand nothing is asked here: the dossier itself refuses that.
    Raises Refused `ASSIGNEE_NOT_OF_STEP`, `OFFICER_UNKNOWN`, `OFFICER_NOT_IN_OFFICE`.
    """
    snapshot = register.queries.dossier(code)
    if snapshot is None or snapshot.dossier.holding != by.agency:
        return
    roles = {step.role for step in snapshot.steps if step.agency == by.agency and step.kind in _WORK}
    assignee = authority.standing(officer)
    if assignee.agency != by.agency or not roles & set(assignee.roles):
        wanted = ", ".join(sorted(role.value for role in roles)) or "-"
        raise Refused("ASSIGNEE_NOT_OF_STEP", officer=officer, agency=by.agency, role=wanted)
