"""Who may do what with a feedback, and who may know of it; pure, the same for workflow, service and CLI.

Nobody answers for themselves: the official concerned does nothing with a feedback about them, nor in whose name they
act, nor who acts in theirs. Where it was asked to be hidden, they do not learn that it is there.
"""

from __future__ import annotations

from typing import Final

from models.errors import NotAllowed, Refused
from models.feedback import FeedbackAct, FeedbackStatus
from models.feedback_state import FeedbackRow
from models.identifiers import AgencyCode, OfficerId
from models.procedure import Role
from models.proof import Authentication, Claims

__all__ = ["check_feedback", "is_hidden_from", "may_see"]

_DOES: Final = {FeedbackAct.ANSWER: FeedbackStatus.RECEIVED, FeedbackAct.JUDGE: FeedbackStatus.ANSWERED}
_ANSWERING: Final = frozenset({Role.HEAD, Role.SUPERVISOR, Role.HANDLER})
_STAFF: Final = _ANSWERING | {Role.RECEPTION}


def check_feedback(act: FeedbackAct, claims: Claims, row: FeedbackRow, least: Authentication) -> None:
    """Return silently if the act fits where the feedback stands and the officer may do it.

    Raises Refused `STATE_FORBIDS_ACT`; NotAllowed `AGENCY_MAY_NOT`, `OFFICER_MAY_NOT`, `SEPARATION_OF_DUTIES`,
    `IDENTITY_TOO_WEAK`.
    """
    if act is not FeedbackAct.SUBMIT and row.status is not _DOES[act]:
        raise Refused("STATE_FORBIDS_ACT", act=act.value, status=row.status.value, phase=row.status.value)
    if row.concerned is not None and row.concerned in (claims.officer, claims.on_behalf_of):
        raise NotAllowed("SEPARATION_OF_DUTIES", act=act.value)
    roles = set(claims.roles)
    if roles & {Role.AUDITOR, Role.OPERATOR}:
        raise NotAllowed("OFFICER_MAY_NOT", act=act.value)
    if act is FeedbackAct.ANSWER:
        _require(act, claims, row.assigned, _ANSWERING)
        if not claims.authenticated.at_least(least):
            raise NotAllowed("IDENTITY_TOO_WEAK", act=act.value, wanted=least.value)
    elif Role.PORTAL not in roles:
        _require(act, claims, row.receiving, frozenset({Role.RECEPTION}))


def _require(act: FeedbackAct, claims: Claims, agency: AgencyCode, roles: frozenset[Role]) -> None:
    if claims.agency != agency:
        raise NotAllowed("AGENCY_MAY_NOT", act=act.value, agency=claims.agency)
    if not roles & set(claims.roles):
        raise NotAllowed("OFFICER_MAY_NOT", act=act.value)


def is_hidden_from(row: FeedbackRow, officer: OfficerId, on_behalf_of: OfficerId | None = None) -> bool:
    """Whether this officer is not to learn that the feedback is there."""
    return row.hidden and row.concerned in (officer, on_behalf_of)


def may_see(row: FeedbackRow, claims: Claims) -> bool:
    """Whether an officer may see it: of the receiving, the assigned or the superior agency, or an auditor anywhere."""
    if is_hidden_from(row, claims.officer, claims.on_behalf_of):
        return False
    if Role.AUDITOR in claims.roles or Role.PORTAL in claims.roles:
        return True
    return claims.agency in (row.receiving, row.assigned, row.superior) and bool(_STAFF & set(claims.roles))
