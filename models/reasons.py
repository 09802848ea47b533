"""Why a dossier is late, told from the facts of the hand-over contract (rulebook §1, "Reason")."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["LateReason"]


class LateReason(StrEnum):
    """The reasons that an apology letter can state."""

    STEP_OVER_LIMIT = "STEP_OVER_LIMIT"
    HAND_OVER_NOT_TAKEN = "HAND_OVER_NOT_TAKEN"
    NOT_HANDED_OVER = "NOT_HANDED_OVER"
    RECEPTION_OVER_LIMIT = "RECEPTION_OVER_LIMIT"
    STATED_BY_OLDER_SYSTEM = "STATED_BY_OLDER_SYSTEM"

    @property
    def vi(self) -> str:
        """The words that the letter prints."""
        return _REASON_VI[self]


_REASON_VI = {
    LateReason.STEP_OVER_LIMIT: "bước xử lý kéo dài hơn thời gian được giao trong quy trình nội bộ",
    LateReason.HAND_OVER_NOT_TAKEN: "hồ sơ đã được chuyển nhưng cơ quan nhận chưa nhận bàn giao",
    LateReason.NOT_HANDED_OVER: "hồ sơ đã xử lý xong ở một bước nhưng chưa được chuyển sang bước tiếp theo",
    LateReason.RECEPTION_OVER_LIMIT: "hồ sơ được giữ lại tại bộ phận tiếp nhận",
    LateReason.STATED_BY_OLDER_SYSTEM: "hồ sơ được chuyển từ hệ thống cũ sang khi đã đến hạn trả kết quả",
}
