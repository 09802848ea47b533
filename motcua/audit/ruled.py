"""What new rules made of an open dossier, in words: a calendar, a version of its procedure, successors of agencies."""

from __future__ import annotations

from typing import Any

from models.calendar import VIETNAM
from models.events import DossierEvent
from models.tags import Tag
from models.value import unstamp

__all__ = ["rules_changed"]


def rules_changed(event: DossierEvent) -> str:
    """Return which version came, what the due date was and is, and what became of a lateness."""
    told = event.detail
    if event.tag is Tag.DUTIES_PASSED:
        succession = told["succession"]
        passed = ", ".join(f"{old} → {new}" for old, new in sorted(succession["duties"].items()))
        return f"từ {succession['day']}: {passed}"
    what = "lịch" if event.tag is Tag.CALENDAR_CHANGED else "phiên bản"
    return f"{what} {told['old_version']} → {told['new_version']}, {_promise(told)}{_matters(told)}"


def _matters(told: dict[str, Any]) -> str:
    return "".join(
        f"; việc {one['matter']} đến hạn {_time(one['old_due'])} → {_time(one['new_due'])}"
        for one in told.get("matters", ())
    )


def _promise(told: dict[str, Any]) -> str:
    if told.get("waits"):
        if "new_answer_by" not in told:
            return "chưa có hạn trả"
        return f"hạn trả lời {_time(told['old_answer_by'])} → {_time(told['new_answer_by'])}"
    old, new = told.get("old_due"), told.get("new_due")
    if old == new:
        return "hạn không đổi" if new else "đồng hồ đang dừng"
    moved = f"hạn {_time(old)} → {_time(new)}"
    if told.get("lifted"):
        return moved + ", không còn quá hạn"
    return moved + (", thành quá hạn" if told.get("newly_late") else "")


def _time(stamped: str | None) -> str:
    return unstamp(stamped).astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y") if stamped else "đang dừng"
