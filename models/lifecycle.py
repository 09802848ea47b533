"""What may follow what: in which phase, at which kind of step an act fits (design §3)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

from models.acts import Act
from models.procedure import StepKind

__all__ = ["AFTER_CLOSING", "WHEN", "Phase", "When"]


class Phase(StrEnum):
    """Where a dossier stands between two acts."""

    REGISTERED = "registered"
    """Submitted online; a reception officer is to accept or refuse it."""
    RECEIVING = "receiving"
    """Accepted; the register is pinning the rules and the promise."""
    COORDINATING = "coordinating"
    """Accepted, but no agency is competent by the rules: a superior is to name one."""
    TO_HAND_OVER = "to_hand_over"
    """The sender holds it and is to hand it over to the current step."""
    HANDED_OVER = "handed_over"
    """Offered to the current step's agency; the sender's clock still runs."""
    IN_HAND = "in_hand"
    """The current step's officers work on it."""
    SUSPENDED = "suspended"
    """Its clock stands: a supplement, a payment or a stop is waited for (tạm dừng xử lý)."""
    RELEASING = "releasing"
    """Approved; the result is being signed and sealed."""
    ENDED = "ended"
    """Returned, or not accepted: no act moves it any more."""
    AFTER = "after"
    """Closed, and under way again in `CODE/after`: a rating, a correction, a cancellation (design §2.16)."""

    @property
    def vi(self) -> str:
        """What a person calls it."""
        return _PHASE_VI[self]


_PHASE_VI = {
    Phase.REGISTERED: "chờ tiếp nhận",
    Phase.RECEIVING: "đang ghi sổ",
    Phase.COORDINATING: "chờ điều phối",
    Phase.TO_HAND_OVER: "chờ chuyển",
    Phase.HANDED_OVER: "chờ nhận bàn giao",
    Phase.IN_HAND: "đang thực hiện",
    Phase.SUSPENDED: "tạm dừng",
    Phase.RELEASING: "đang ký số",
    Phase.ENDED: "đã kết thúc",
    Phase.AFTER: "sau khi kết thúc",
}


class When(NamedTuple):
    """In which phases and at which kinds of step an act fits; None: at any, or at none."""

    phases: frozenset[Phase]
    kinds: frozenset[StepKind] | None = None


_WORK = frozenset({StepKind.HANDLE, StepKind.CONSULT})
_EVER = frozenset(Phase)
_ANY = _EVER - {Phase.AFTER}
_OVER = frozenset({Phase.ENDED, Phase.AFTER})
_PINNED = _ANY - {Phase.REGISTERED, Phase.RECEIVING, Phase.COORDINATING}
_MOVING = frozenset({Phase.TO_HAND_OVER, Phase.HANDED_OVER, Phase.IN_HAND})

WHEN: Final[dict[Act, When]] = {
    Act.ACCEPT_DOSSIER: When(frozenset({Phase.REGISTERED})),
    Act.REFUSE_DOSSIER: When(frozenset({Phase.REGISTERED})),
    Act.ASSIGN_COMPETENT: When(frozenset({Phase.COORDINATING})),
    Act.DIGITISE: When(_PINNED - {Phase.ENDED}),
    Act.HAND_OVER: When(frozenset({Phase.TO_HAND_OVER})),
    Act.TAKE_OVER: When(frozenset({Phase.HANDED_OVER})),
    Act.DECLINE_HAND_OVER: When(frozenset({Phase.HANDED_OVER})),
    Act.COMPLETE_STEP: When(frozenset({Phase.IN_HAND}), _WORK),
    Act.SEND_BACK: When(frozenset({Phase.IN_HAND}), _WORK),
    Act.APPROVE: When(frozenset({Phase.IN_HAND}), frozenset({StepKind.SIGN})),
    Act.RETURN_FOR_REWORK: When(frozenset({Phase.IN_HAND}), frozenset({StepKind.SIGN})),
    Act.RETURN_RESULT: When(frozenset({Phase.IN_HAND}), frozenset({StepKind.RETURN})),
    Act.CONFIRM_DELIVERY: When(_ANY),
    Act.RETRY: When(_EVER),
    Act.ADOPT_RESET: When(_EVER),
    Act.ROTATE_ROOT: When(_EVER),
    Act.CONSULT: When(frozenset({Phase.IN_HAND}), _WORK),
    Act.ANSWER_CONSULTATION: When(_MOVING | {Phase.SUSPENDED, Phase.RELEASING}),
    Act.CANCEL_CONSULTATION: When(frozenset({Phase.IN_HAND}), _WORK),
    Act.PROPOSE_REFUSAL: When(frozenset({Phase.IN_HAND}), frozenset({StepKind.HANDLE})),
    Act.WITHDRAW: When(_MOVING | {Phase.REGISTERED, Phase.COORDINATING, Phase.SUSPENDED}),
    Act.STOP: When(_MOVING),
    Act.LIFT_STOP: When(frozenset({Phase.SUSPENDED})),
    Act.CONCLUDE_STOP: When(frozenset({Phase.SUSPENDED})),
    Act.REQUEST_SUPPLEMENT: When(frozenset({Phase.REGISTERED, Phase.TO_HAND_OVER, Phase.IN_HAND})),
    Act.ANSWER_SUPPLEMENT: When(frozenset({Phase.SUSPENDED})),
    Act.CLOSE_UNANSWERED: When(frozenset({Phase.SUSPENDED})),
    Act.REQUEST_PAYMENT: When(frozenset({Phase.TO_HAND_OVER, Phase.IN_HAND})),
    Act.PAY: When(frozenset({Phase.SUSPENDED})),
    Act.APPLY_CALENDAR: When((_PINNED - {Phase.ENDED}) | {Phase.REGISTERED, Phase.COORDINATING}),
    Act.MOVE_PROCEDURE: When(_PINNED - {Phase.RELEASING, Phase.ENDED}),
    Act.SUCCEED: When(_PINNED | {Phase.REGISTERED, Phase.COORDINATING}),
    Act.ASSIGN: When(frozenset({Phase.IN_HAND}), _WORK),
    Act.RELEASE: When(frozenset({Phase.IN_HAND}), _WORK),
    Act.REASSIGN: When(frozenset({Phase.IN_HAND}), _WORK),
    Act.EXTEND: When(_MOVING, _WORK | {StepKind.SIGN}),
    Act.URGE: When(_MOVING | {Phase.REGISTERED}),
    Act.CORRECT: When(_MOVING | {Phase.REGISTERED, Phase.SUSPENDED}),
    Act.REVERSE: When(_MOVING),
    Act.SEND_APOLOGY: When(_MOVING | {Phase.RELEASING}),
    Act.SIGN_APOLOGY: When(_PINNED),
    Act.CONTEST_ATTRIBUTION: When(_PINNED),
    Act.SETTLE_ATTRIBUTION: When(_PINNED),
    Act.RATE: When(_OVER),
    Act.CORRECT_RESULT: When(_OVER),
    Act.CANCEL_RESULT: When(_OVER),
}
"""Every act but `submit` and `start_again`, with which a dossier's run begins."""

AFTER_CLOSING: Final = frozenset(act for act, when in WHEN.items() if when.phases == _OVER)
"""The acts with which a run of what comes after closing begins."""
