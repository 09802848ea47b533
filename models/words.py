"""Words to other agencies: what they are told of a dossier beside the line of steps."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Word"]


class Word(StrEnum):
    """What an agency is told. No text travels: it reads the dossier by its code."""

    CONSULTATION_ASKED = "CONSULTATION_ASKED"
    """Its opinion is asked for."""
    CONSULTATION_SILENT = "CONSULTATION_SILENT"
    """Its head: the deadline of a consultation passed without an answer, and the delay is theirs (rulebook §1)."""
    CONSULTATION_RECALLED = "CONSULTATION_RECALLED"
    """Nobody waits for its opinion any more."""
    HAND_OVER_RECALLED = "HAND_OVER_RECALLED"
    """What was offered to it and not taken over is taken back."""

    URGED = "URGED"
    """A supervisor urges it to go on with what it holds (đôn đốc)."""
    ATTRIBUTION_CONTESTED = "ATTRIBUTION_CONTESTED"
    """An agency below it contests that it answers for a delay, and it is to settle that."""

    @property
    def vi(self) -> str:
        """What the officer who passes it on is to say, with `{code}` for the dossier."""
        return _VI[self]


_VI = {
    Word.CONSULTATION_ASKED: "hồ sơ {code} cần lấy ý kiến của cơ quan. Xem: motcua inbox",
    Word.CONSULTATION_SILENT: (
        "báo thủ trưởng cơ quan: đã hết thời hạn lấy ý kiến về hồ sơ {code} mà cơ quan chưa trả lời; "
        "thời gian chậm được tính cho cơ quan. Xem: motcua inbox"
    ),
    Word.CONSULTATION_RECALLED: "không cần cho ý kiến về hồ sơ {code} nữa",
    Word.URGED: "cấp giám sát đôn đốc giải quyết hồ sơ {code}. Xem: motcua inbox",
    Word.ATTRIBUTION_CONTESTED: (
        "trách nhiệm chậm trễ hồ sơ {code} bị khiếu nại, đề nghị kết luận. Xem: motcua dossier show {code}"
    ),
    Word.HAND_OVER_RECALLED: "hồ sơ {code} đã chuyển tới nay được rút lại, không phải nhận bàn giao nữa",
}
