"""A dossier's clock as lines for a clerk: what stopped or lengthened the limit, and each alarm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from models.calendar import VIETNAM
from models.deadline import Deadline
from models.ledger import Extension, Suspension, ledger
from motcua.cli.calendar_text import UNITS
from motcua.cli.dossier_text import vietnam
from motcua.service.clockbook import ClockEntry

__all__ = ["alarm_lines", "belief_lines"]


def belief_lines(deadline: Deadline, new_due: datetime | None, at: datetime | None) -> Iterator[str]:
    """What happened to the promise beside the counting of days."""
    if at is not None:
        yield f"Theo những gì đã biết đến trước {vietnam(at)}."
    if deadline.due_original is not None and deadline.due_original != deadline.due:
        yield f"Hẹn ban đầu: {vietnam(deadline.due_original)}"
    for entry in ledger(deadline.clock.suspensions, deadline.clock.extensions):
        yield _extension(entry) if isinstance(entry, Extension) else _suspension(entry)
    if new_due is not None:
        yield f"Đã xin lỗi và hẹn lại: {vietnam(new_due)}; hẹn ban đầu không thay đổi."


def alarm_lines(entries: Iterable[ClockEntry]) -> Iterator[str]:
    """Each alarm: what for, when due, planned and told, how late, and why."""
    for entry in entries:
        yield entry.what
        yield f"    đến hạn {_seconds(entry.due)} · định báo {_seconds(entry.planned)} · đã báo {_seconds(entry.fired)}"
        late = "" if entry.lateness_seconds is None else f"sau hạn {entry.lateness_seconds} giây; "
        yield f"    {late}{entry.reason.vi}"


def _suspension(entry: Suspension) -> str:
    until = "chưa tiếp tục" if entry.resumed_at is None else f"tiếp tục {vietnam(entry.resumed_at)}"
    return f"Tạm dừng: từ {vietnam(entry.paused_at)}, {until}{'; tính lại từ đầu' if entry.restarts else ''}"


def _extension(entry: Extension) -> str:
    limit = entry.limit
    return f"Gia hạn: lúc {vietnam(entry.at)}, thêm {limit.amount} {UNITS[limit.unit]} (lý do {entry.reason_code})"


def _seconds(moment: datetime | None) -> str:
    return moment.astimezone(VIETNAM).strftime("%H:%M:%S %d/%m/%Y") if moment else "–"
