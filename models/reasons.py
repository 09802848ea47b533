"""Reasons: why a dossier is late, and for what one may be refused after appraisal (rulebook §1)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from models.errors import InvalidInput
from models.identifiers import ReasonCode

__all__ = ["REFUSED_FOR", "LateReason", "late_words", "require_reason_but_lateness"]


class LateReason(StrEnum):
    """The reasons that an apology letter can state."""

    STEP_OVER_LIMIT = "STEP_OVER_LIMIT"
    CONSULTATION_SILENT = "CONSULTATION_SILENT"
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
    LateReason.CONSULTATION_SILENT: "cơ quan được lấy ý kiến không trả lời trong thời hạn",
    LateReason.HAND_OVER_NOT_TAKEN: "hồ sơ đã được chuyển nhưng cơ quan nhận chưa nhận bàn giao",
    LateReason.NOT_HANDED_OVER: "hồ sơ đã xử lý xong ở một bước nhưng chưa được chuyển sang bước tiếp theo",
    LateReason.RECEPTION_OVER_LIMIT: "hồ sơ được giữ lại tại bộ phận tiếp nhận",
    LateReason.STATED_BY_OLDER_SYSTEM: "hồ sơ được chuyển từ hệ thống cũ sang khi đã đến hạn trả kết quả",
}


def late_words(code: str) -> str:
    """The words of a reason for being late; a code that the head stated in words of their own stands for itself."""
    return next((reason.vi for reason in LateReason if reason.value == code), code)


REFUSED_FOR: Final = {
    ReasonCode("KHONG_DU_DIEU_KIEN"): "không đủ điều kiện theo quy định của pháp luật về thủ tục này",
    ReasonCode("KHONG_DUNG_DOI_TUONG"): "người đề nghị không thuộc đối tượng được giải quyết thủ tục này",
    ReasonCode("THONG_TIN_KHONG_DUNG"): "thông tin trong hồ sơ không đúng với kết quả thẩm định, xác minh",
    ReasonCode("KHONG_PHU_HOP_QUY_HOACH"): "nội dung đề nghị không phù hợp với quy hoạch đã được phê duyệt",
    ReasonCode("DANG_TRANH_CHAP"): "đối tượng của hồ sơ đang có tranh chấp được cơ quan có thẩm quyền thụ lý",
}
"""The words that a refusal prints for a reason's code; of any other code the officer's own words are needed."""

_LATENESS: Final = frozenset({reason.value for reason in LateReason} | {"OVERDUE", "LATE", "QUA_HAN", "CHAM_HAN"})


def require_reason_but_lateness(reason: ReasonCode | None) -> None:
    """Being late is never a reason to refuse or drop a dossier. Raises InvalidInput (`LATENESS_IS_NO_REASON`)."""
    if reason in _LATENESS:
        raise InvalidInput("LATENESS_IS_NO_REASON", reason=reason)
