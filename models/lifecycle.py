"""What may follow what: in which phase, at which kind of step an act fits (design §3)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

from models.acts import Act
from models.procedure import StepKind

__all__ = ["WHEN", "Phase", "When"]


class Phase(StrEnum):
    """Where a dossier stands between two acts."""

    REGISTERED = "registered"
    """Submitted online; a reception officer is to accept or refuse it."""
    RECEIVING = "receiving"
    """Accepted; the register is pinning the rules and the promise."""
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

    @property
    def vi(self) -> str:
        """What a person calls it."""
        return _PHASE_VI[self]


_PHASE_VI = {
    Phase.REGISTERED: "chờ tiếp nhận",
    Phase.RECEIVING: "đang ghi sổ",
    Phase.TO_HAND_OVER: "chờ chuyển",
    Phase.HANDED_OVER: "chờ nhận bàn giao",
    Phase.IN_HAND: "đang thực hiện",
    Phase.SUSPENDED: "tạm dừng",
    Phase.RELEASING: "đang ký số",
    Phase.ENDED: "đã kết thúc",
}


class When(NamedTuple):
    """In which phases and at which kinds of step an act fits; None: at any, or at none."""

    phases: frozenset[Phase]
    kinds: frozenset[StepKind] | None = None


_WORK = frozenset({StepKind.HANDLE, StepKind.CONSULT})
_ANY = frozenset(Phase)
_PINNED = _ANY - {Phase.REGISTERED, Phase.RECEIVING}

WHEN: Final[dict[Act, When]] = {
    Act.ACCEPT_DOSSIER: When(frozenset({Phase.REGISTERED})),
    Act.REFUSE_DOSSIER: When(frozenset({Phase.REGISTERED})),
    Act.HAND_OVER: When(frozenset({Phase.TO_HAND_OVER})),
    Act.TAKE_OVER: When(frozenset({Phase.HANDED_OVER})),
    Act.DECLINE_HAND_OVER: When(frozenset({Phase.HANDED_OVER})),
    Act.COMPLETE_STEP: When(frozenset({Phase.IN_HAND}), _WORK),
    Act.SEND_BACK: When(frozenset({Phase.IN_HAND}), _WORK),
    Act.APPROVE: When(frozenset({Phase.IN_HAND}), frozenset({StepKind.SIGN})),
    Act.RETURN_FOR_REWORK: When(frozenset({Phase.IN_HAND}), frozenset({StepKind.SIGN})),
    Act.RETURN_RESULT: When(frozenset({Phase.IN_HAND}), frozenset({StepKind.RETURN})),
    Act.CONFIRM_DELIVERY: When(_ANY),
    Act.RETRY: When(_ANY),
    Act.ADOPT_RESET: When(_ANY),
    Act.ROTATE_ROOT: When(_ANY),
    Act.REQUEST_SUPPLEMENT: When(frozenset({Phase.REGISTERED, Phase.TO_HAND_OVER, Phase.IN_HAND})),
    Act.ANSWER_SUPPLEMENT: When(frozenset({Phase.SUSPENDED})),
    Act.CLOSE_UNANSWERED: When(frozenset({Phase.SUSPENDED})),
    Act.REQUEST_PAYMENT: When(frozenset({Phase.TO_HAND_OVER, Phase.IN_HAND})),
    Act.PAY: When(frozenset({Phase.SUSPENDED})),
    Act.APPLY_CALENDAR: When(_PINNED - {Phase.ENDED}),
    Act.MOVE_PROCEDURE: When(_PINNED - {Phase.RELEASING, Phase.ENDED}),
    Act.SUCCEED: When(_PINNED),
}
"""Every act but `submit` and `start_again`, with which a dossier's run begins."""
