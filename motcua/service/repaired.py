"""What a repair finds and does, dossier by dossier (motcua/service/repairing.py)."""

from __future__ import annotations

from enum import StrEnum

from models.feedback import FeedbackCode
from models.identifiers import DossierCode
from models.value import Value

__all__ = ["Deed", "Repaired", "Repairs", "Trouble"]


class Trouble(StrEnum):
    """How a dossier's register and its runs do not fit."""

    NOT_STARTED = "not_started"
    """Reserved, and never begun."""
    LOST = "lost"
    """Open in the register; nothing runs it."""
    BEHIND = "behind"
    """A run goes on from an event that the register has left behind."""
    RESET = "reset"
    """As BEHIND, because stock tools reset it: an operator decides which of the two goes on."""
    REGISTER_BEHIND = "register_behind"
    """Temporal knows that events were written which the register does not have any more."""
    CUT_OFF = "cut_off"
    """Closed in the register, and its last run was ended before that: its end is in no history."""
    STOPPED = "stopped"
    """The run stands still at a journal error, and the register fits it again."""
    UNKNOWN = "unknown"
    """Temporal has it, and the register has not so much as its reservation."""

    @property
    def vi(self) -> str:
        """What a person calls it."""
        return _TROUBLE_VI[self]


_TROUBLE_VI = {
    Trouble.NOT_STARTED: "đã giữ mã mà chưa chạy",
    Trouble.LOST: "đang mở mà Temporal không chạy",
    Trouble.BEHIND: "lượt chạy lạc hậu so với sổ",
    Trouble.RESET: "lượt chạy bị đặt lại",
    Trouble.REGISTER_BEHIND: "sổ thiếu sự kiện mà Temporal đã ghi",
    Trouble.CUT_OFF: "đã đóng, nhưng lịch sử dừng trước đó",
    Trouble.STOPPED: "lượt chạy dừng vì nhật ký, nay đã khớp",
    Trouble.UNKNOWN: "Temporal có mà sổ không biết",
}


class Deed(StrEnum):
    """What is done about a trouble."""

    STARTED = "started"
    STARTED_AGAIN = "started_again"
    ENDED = "ended"
    REFILLED = "refilled"
    RESERVED_AGAIN = "reserved_again"
    """A part of linked procedures has its code again: what it was submitted with lies with the group's first one."""
    WOKEN = "woken"
    NOTHING = "nothing"

    @property
    def vi(self) -> str:
        """What a person calls it."""
        return _DEED_VI[self]


_DEED_VI = {
    Deed.STARTED: "đã bắt đầu",
    Deed.STARTED_AGAIN: "đã khởi động lại từ sổ",
    Deed.ENDED: "đã kết thúc lượt chạy lạc hậu",
    Deed.REFILLED: "đã ghi lại vào sổ từ lịch sử",
    Deed.RESERVED_AGAIN: "đã giữ lại mã của phần liên thông",
    Deed.WOKEN: "đã cho chạy tiếp",
    Deed.NOTHING: "chưa sửa",
}


class Repaired(Value):
    """One trouble of one dossier or feedback, and what was done, or would be."""

    code: DossierCode | FeedbackCode
    trouble: Trouble
    deed: Deed
    gone: tuple[str, ...] = ()
    """What does not come back: notes and papers by name, acts by decision id."""
    error: str | None = None
    """Why it could not be done."""


class Repairs(Value):
    """All that was found."""

    found: tuple[Repaired, ...]
    repaired: bool
    """Whether it was to be repaired, or only looked for."""

    @property
    def left(self) -> int:
        """How many troubles stand as they were."""
        return sum(not self.repaired or one.deed is Deed.NOTHING for one in self.found)
