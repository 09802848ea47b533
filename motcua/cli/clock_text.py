"""A dossier's clock as lines for a clerk: what stopped or lengthened the limit, and each alarm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from models.calendar import VIETNAM
from models.ledger import Extension, Suspension, ledger
from motcua.cli.day_notes import UNITS
from motcua.cli.dossier_text import vietnam
from motcua.service.clockbook import Belief, Change, ClockEntry

__all__ = ["alarm_lines", "belief_lines"]


def belief_lines(belief: Belief) -> Iterator[str]:
    """What happened to the promise beside the counting of days."""
    deadline = belief.deadline
    if belief.at is not None:
        yield f"Theo những gì đã biết đến trước {vietnam(belief.at)}."
    if belief.due_original is not None and belief.due_original != deadline.due:
        yield f"Hẹn ban đầu: {vietnam(belief.due_original)} (theo lịch và thủ tục ngày tiếp nhận, chưa gia hạn)"
    for entry in ledger(deadline.clock.suspensions, deadline.clock.extensions):
        yield _extension(entry) if isinstance(entry, Extension) else _suspension(entry)
    yield from map(_change, belief.changes)
    if belief.new_due is not None:
        yield f"Đã xin lỗi và hẹn lại: {vietnam(belief.new_due)}; hẹn ban đầu không thay đổi."


def alarm_lines(entries: Iterable[ClockEntry]) -> Iterator[str]:
    """Each alarm: what for, when due, planned and told, how late, and why."""
    for entry in entries:
        yield entry.what
        yield f"    đến hạn {_seconds(entry.due)} · định báo {_seconds(entry.planned)} · đã báo {_seconds(entry.fired)}"
        late = "" if entry.lateness_seconds is None else f"sau hạn {entry.lateness_seconds} giây; "
        yield f"    {late}{entry.reason.vi}"


def _change(change: Change) -> str:
    moved = (
        "hẹn không đổi" if change.old_due == change.new_due else f"hẹn {_due(change.old_due)} → {_due(change.new_due)}"
    )
    return f"{change.what.vi}: lúc {vietnam(change.at)}, {change.old_version} → {change.new_version}; {moved}"


def _due(moment: datetime | None) -> str:
    return "đang tạm dừng" if moment is None else vietnam(moment)


def _suspension(entry: Suspension) -> str:
    until = "chưa tiếp tục" if entry.resumed_at is None else f"tiếp tục {vietnam(entry.resumed_at)}"
    return f"Tạm dừng: từ {vietnam(entry.paused_at)}, {until}{'; tính lại từ đầu' if entry.restarts else ''}"


def _extension(entry: Extension) -> str:
    limit = entry.limit
    return f"Gia hạn: lúc {vietnam(entry.at)}, thêm {limit.amount} {UNITS[limit.unit]} (lý do {entry.reason_code})"


def _seconds(moment: datetime | None) -> str:
    return moment.astimezone(VIETNAM).strftime("%H:%M:%S %d/%m/%Y") if moment else "–"
