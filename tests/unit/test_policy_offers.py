"""What the policy offers an officer is what it would let them do."""

from __future__ import annotations

from datetime import UTC, datetime

from models.acts import Act
from models.errors import MotcuaError
from models.identifiers import AgencyCode, OfficerId, ReasonCode, StepKey
from models.lifecycle import Phase
from models.policy import RULES, Standing, check, offered
from models.procedure import Role, StepKind
from models.proof import Authentication, Claims

DESK, COMMUNE = AgencyCode("H24.31.1"), AgencyCode("H24.31")
NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)


def claims(role: Role, agency: AgencyCode = COMMUNE, officer: str = "cv.h24-31") -> Claims:
    return Claims(
        officer=OfficerId(officer), agency=agency, roles=(role,), authenticated=Authentication.ASSERTED,
        issued_at=NOW, valid_until=NOW,
    )  # fmt: skip


def standing(phase: Phase, kind: StepKind, role: Role, handlers: tuple[OfficerId, ...] = ()) -> Standing:
    return Standing(
        status=4, phase=phase, step=StepKey("buoc"), kind=kind, step_agency=COMMUNE, step_role=role,
        sender_agency=DESK, sender_role=Role.RECEPTION, receiving=DESK, competent=COMMUNE, handlers=handlers,
        letter_owed=False, blocked=False, can_go_back=True,
    )  # fmt: skip


def test_a_handler_who_has_it_in_hand_may_complete_or_send_back() -> None:
    at = standing(Phase.IN_HAND, StepKind.HANDLE, Role.HANDLER)
    assert offered(claims(Role.HANDLER), at) == (
        Act.COMPLETE_STEP, Act.SEND_BACK, Act.CONSULT, Act.PROPOSE_REFUSAL, Act.REQUEST_SUPPLEMENT,
        Act.REQUEST_PAYMENT, Act.DIGITISE, Act.CORRECT,
    )  # fmt: skip


def test_a_head_who_handled_it_is_not_offered_to_approve() -> None:
    head = OfficerId("ld.h24-31")
    fresh = standing(Phase.IN_HAND, StepKind.SIGN, Role.HEAD)
    handled = standing(Phase.IN_HAND, StepKind.SIGN, Role.HEAD, (head,))
    assert Act.APPROVE in offered(claims(Role.HEAD, officer=head), fresh)
    assert Act.APPROVE not in offered(claims(Role.HEAD, officer=head), handled)


HIDDEN = {Act.ROTATE_ROOT, Act.ADOPT_RESET, Act.APPLY_CALENDAR, Act.MOVE_PROCEDURE, Act.SUCCEED}
"""Said by commands of their own; a reset is offered where it is known."""


def test_exactly_what_is_offered_passes_the_check() -> None:
    """For every role, phase, kind of step and act: offered or refused, never both, never neither."""
    for role in Role:
        for phase in Phase:
            for kind in StepKind:
                at, who = standing(phase, kind, Role.HANDLER), claims(role)
                allowed = {act for act in RULES if _passes(act, who, at)} - HIDDEN
                assert set(offered(who, at)) == allowed


def _passes(act: Act, who: Claims, at: Standing) -> bool:
    try:
        check(act, who, at, at_step=None, reason=ReasonCode("LY_DO"))
    except MotcuaError:
        return False
    return True
