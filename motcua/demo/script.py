"""The demo's script: which dossier takes which turn; a function of the file's line alone, the same in every run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.acts import Act
from models.lifecycle import Phase
from models.policy import Standing
from models.procedure import StepKind

__all__ = ["Script", "Turn", "script_of"]


class Turn(StrEnum):
    """Where a dossier leaves the straight road."""

    STRAIGHT = "straight"
    DECLINED = "declined"
    """The first hand-over is declined once."""
    SENT_BACK = "sent_back"
    REWORK = "rework"
    REFUSED = "refused"
    """An online dossier is not accepted."""
    WAITS_AT_DESK = "waits_at_desk"
    WAITS_IN_HAND = "waits_in_hand"
    WAITS_FOR_SIGNATURE = "waits_for_signature"
    WAITS_TO_RETURN = "waits_to_return"


_EVERY_TWELVE = {
    2: Turn.DECLINED, 3: Turn.WAITS_IN_HAND, 5: Turn.REWORK, 6: Turn.WAITS_FOR_SIGNATURE, 8: Turn.SENT_BACK,
    9: Turn.WAITS_TO_RETURN, 11: Turn.WAITS_AT_DESK,
}  # fmt: skip
_REFUSED_LINES = {17, 31}

_ROAD = {
    Phase.REGISTERED: Act.ACCEPT_DOSSIER,
    Phase.TO_HAND_OVER: Act.HAND_OVER,
    Phase.HANDED_OVER: Act.TAKE_OVER,
}
_WORK = {
    StepKind.HANDLE: Act.COMPLETE_STEP, StepKind.CONSULT: Act.COMPLETE_STEP, StepKind.SIGN: Act.APPROVE,
    StepKind.RETURN: Act.RETURN_RESULT,
}  # fmt: skip


@dataclass
class Script:
    """One dossier's script; `turned` once it has left the road and come back."""

    turn: Turn
    turned: bool = False

    def next_act(self, standing: Standing) -> Act | None:
        """Return what happens next, None when the dossier is left as it stands."""
        if self._stays(standing):
            return None
        if not self.turned and (detour := self._detour(standing)) is not None:
            self.turned = True
            return detour
        if standing.phase is Phase.IN_HAND and standing.kind is not None:
            return _WORK[standing.kind]
        return _ROAD.get(standing.phase)

    def _detour(self, standing: Standing) -> Act | None:
        at = (standing.phase, standing.kind)
        if self.turn is Turn.REFUSED and standing.phase is Phase.REGISTERED:
            return Act.REFUSE_DOSSIER
        if self.turn is Turn.DECLINED and standing.phase is Phase.HANDED_OVER:
            return Act.DECLINE_HAND_OVER
        if self.turn is Turn.SENT_BACK and at == (Phase.IN_HAND, StepKind.HANDLE) and standing.can_go_back:
            return Act.SEND_BACK
        if self.turn is Turn.REWORK and at == (Phase.IN_HAND, StepKind.SIGN):
            return Act.RETURN_FOR_REWORK
        return None

    def _stays(self, standing: Standing) -> bool:
        in_hand = standing.phase is Phase.IN_HAND
        match self.turn:
            case Turn.WAITS_AT_DESK:
                return standing.phase is Phase.TO_HAND_OVER
            case Turn.WAITS_IN_HAND:
                return in_hand and standing.kind is StepKind.HANDLE
            case Turn.WAITS_FOR_SIGNATURE:
                return in_hand and standing.kind is StepKind.SIGN
            case Turn.WAITS_TO_RETURN:
                return in_hand and standing.kind is StepKind.RETURN
            case _:
                return False


def script_of(line: int, *, online: bool) -> Script:
    """Return the script of a line of the file."""
    if online and line in _REFUSED_LINES:
        return Script(Turn.REFUSED)
    return Script(_EVERY_TWELVE.get(line % 12, Turn.STRAIGHT))
