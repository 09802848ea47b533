"""A deadline and a year of the calendar as lines for a person to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from models.account import DayAccount, DayMark, account
from models.calendar import VIETNAM
from models.deadline import Deadline
from models.procedure import Unit
from motcua.catalogue.calendar_file import CalendarEntry, EntryKind
from motcua.catalogue.calendars import PublishedCalendar
from motcua.cli.day_notes import UNITS, notes_of

__all__ = ["due_lines", "year_lines"]

_WEEKDAYS: Final = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_MARKS: Final = {
    DayMark.RECEIVED: "tiếp nhận, chưa tính",
    DayMark.DAY_ZERO: "ngày 0, bắt đầu tính từ ngày sau",
    DayMark.WEEKEND: "nghỉ hằng tuần",
    DayMark.OFF: "nghỉ",
    DayMark.PAUSED: "tạm dừng",
    DayMark.DISCARDED: "không tính nữa: thời hạn tính lại từ đầu",
    DayMark.ROLLED: "nghỉ: hạn chuyển sang ngày làm việc kế tiếp",
}


def due_lines(deadline: Deadline, names: Mapping[date, str]) -> Iterator[str]:
    """The due instant, then the account of why, day by day, with the `names` of days off and what happened."""
    clock, calendar = deadline.clock, deadline.calendar
    yield f"Hạn trả kết quả: {_moment(deadline.due) if deadline.due else 'chưa xác định, thời hạn đang tạm dừng'}"
    yield f"Tiếp nhận: {_moment(clock.received_at)} · thời hạn: {_allowed(deadline)} · lịch: {calendar.version}"
    if deadline.counted_from != clock.received_at:
        yield f"Nhận sau giờ chốt {clock.cut_off_at_reception} hoặc ngày nghỉ: tính từ {_moment(deadline.counted_from)}"
    if deadline.provisional:
        yield f"Tạm tính: lịch mới công bố đến {_day(calendar.published_until)}"
    yield ""
    notes = notes_of(deadline)
    yield from (_account_line(one, names.get(one.day), notes.get(one.day, ())) for one in account(deadline))


def year_lines(published: PublishedCalendar, year: int, entries: Iterable[CalendarEntry]) -> Iterator[str]:
    """The days of a year that differ from the plain week, each with its citation."""
    yield f"Lịch {published.version} · năm {year} · công bố đến {_day(published.working.published_until)}"
    sessions = ", ".join(f"{session.opens}–{session.closes}" for session in published.working.sessions)
    yield f"Giờ làm việc: {sessions}"
    for hours in published.counter:
        opened = ", ".join(f"{one.opens}–{one.closes}" for one in hours.sessions) or "không tiếp nhận"
        days = ", ".join(_WEEKDAYS[day - 1] for day in hours.weekdays)
        yield f"Giờ tiếp nhận tại quầy, {days}: {opened} — {hours.citation}"
    yield ""
    for entry in entries:
        yield f"  {_day(entry.date):<24}{_kind(entry):<10}{entry.name} — {entry.citation}{_doubts(entry, published)}"


def _allowed(deadline: Deadline) -> str:
    limit = deadline.clock.limit
    stated = "trong ngày" if limit.unit is Unit.SAME_DAY else f"{limit.amount} {UNITS[limit.unit]}"
    added = [extension.limit for extension in deadline.clock.extensions]
    return stated + "".join(f" + gia hạn {limit.amount} {UNITS[limit.unit]}" for limit in added)


def _account_line(one: DayAccount, name: str | None, notes: Sequence[str]) -> str:
    said = _counted(one) if one.mark is DayMark.COUNTED else _MARKS[one.mark]
    if one.mark is DayMark.ROLLED and one.working:
        said = "ngày làm việc kế tiếp"
    named = f" — {name}" if name else ""
    happened = f" · {'; '.join(notes)}" if notes else ""
    return f"  {_day(one.day):<24}{said}{named}{'' if one.published else ' (tạm tính)'}{happened}"


def _counted(one: DayAccount) -> str:
    minutes = f" ({one.minutes // 60} giờ {one.minutes % 60:02d} phút)" if one.minutes else ""
    return f"{'gia hạn, ' if one.stage else ''}ngày {one.number}{minutes}"


def _kind(entry: CalendarEntry) -> str:
    return "làm bù" if entry.kind is EntryKind.WORKED else "nghỉ"


def _doubts(entry: CalendarEntry, published: PublishedCalendar) -> str:
    doubts = [
        *(["không áp dụng"] if not entry.active else []),
        *(["chưa kiểm chứng"] if not entry.verified else []),
        *(["tạm tính"] if not published.working.is_published(entry.date) else []),
    ]
    return f" [{', '.join(doubts)}]" if doubts else ""


def _moment(moment: datetime) -> str:
    local = moment.astimezone(VIETNAM)
    return f"{local:%H:%M} {_day(local.date())}"


def _day(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}"
