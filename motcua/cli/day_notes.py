"""What happened to a limit on which day, in a few words beside that day's line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from models.calendar import VIETNAM
from models.deadline import Deadline
from models.procedure import Unit

__all__ = ["UNITS", "notes_of"]

UNITS: Final = {
    Unit.WORKING_HOURS: "giờ làm việc",
    Unit.WORKING_DAYS: "ngày làm việc",
    Unit.CALENDAR_DAYS: "ngày",
    Unit.MONTHS: "tháng",
}


def notes_of(deadline: Deadline) -> dict[date, list[str]]:
    """Pauses, extensions, and where the limit and each of its extensions ends, in the order of time."""
    notes: dict[date, list[str]] = defaultdict(list)
    for moment, said in sorted(_happened(deadline)):
        notes[moment.date()].append(f"{moment:%H:%M} {said}")
    return notes


def _happened(deadline: Deadline) -> Iterator[tuple[datetime, str]]:
    for pause in deadline.clock.suspensions:
        yield pause.paused_at.astimezone(VIETNAM), "tạm dừng"
        if pause.resumed_at is not None:
            yield pause.resumed_at.astimezone(VIETNAM), "tính lại từ đầu" if pause.restarts else "tiếp tục tính"
    for extension in deadline.clock.extensions:
        limit = extension.limit
        yield extension.at.astimezone(VIETNAM), f"gia hạn thêm {limit.amount} {UNITS[limit.unit]}"
    *before, last = deadline.stages
    for stage in before:
        yield stage.due.astimezone(VIETNAM), "hết thời hạn, từ đây tính phần gia hạn"
    if deadline.due is not None:
        yield last.due.astimezone(VIETNAM), "đến hạn"
