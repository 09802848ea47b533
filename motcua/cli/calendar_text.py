"""A deadline and a year of the calendar as lines for a person to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final

from models.account import DayAccount, DayMark, account
from models.calendar import VIETNAM
from models.deadline import Deadline
from models.procedure import Unit
from motcua.catalogue.calendar_file import CalendarEntry, EntryKind
from motcua.catalogue.calendars import PublishedCalendar

__all__ = ["UNITS", "due_lines", "year_lines"]

_WEEKDAYS: Final = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
UNITS: Final = {
    Unit.WORKING_HOURS: "giờ làm việc",
    Unit.WORKING_DAYS: "ngày làm việc",
    Unit.CALENDAR_DAYS: "ngày",
    Unit.MONTHS: "tháng",
}
_MARKS: Final = {
    DayMark.RECEIVED: "tiếp nhận, chưa tính",
    DayMark.DAY_ZERO: "ngày 0, bắt đầu tính từ ngày sau",
    DayMark.WEEKEND: "nghỉ hằng tuần",
    DayMark.OFF: "nghỉ",
    DayMark.PAUSED: "tạm dừng",
    DayMark.ROLLED: "hết hạn vào ngày nghỉ, chuyển sang ngày làm việc kế tiếp",
}


def due_lines(deadline: Deadline, published: PublishedCalendar) -> Iterator[str]:
    """The due instant, then the account of why, day by day."""
    clock, calendar = deadline.clock, published.version
    limit = clock.limit
    stated = "trong ngày" if limit.unit is Unit.SAME_DAY else f"{limit.amount} {UNITS[limit.unit]}"
    yield f"Hạn trả kết quả: {_moment(deadline.due) if deadline.due else 'chưa xác định, thời hạn đang tạm dừng'}"
    yield f"Tiếp nhận: {_moment(clock.received_at)} · thời hạn: {stated} · lịch: {calendar}"
    if deadline.counted_from != clock.received_at:
        yield f"Nhận sau giờ chốt {clock.cut_off_at_reception} hoặc ngày nghỉ: tính từ {_moment(deadline.counted_from)}"
    if deadline.provisional:
        yield f"Tạm tính: lịch mới công bố đến {_day(published.working.published_until)}"
    yield ""
    yield from (_account_line(one, published) for one in account(deadline))


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


def _account_line(one: DayAccount, published: PublishedCalendar) -> str:
    if one.mark is DayMark.COUNTED:
        minutes = f" ({one.minutes // 60} giờ {one.minutes % 60:02d} phút)" if one.minutes else ""
        said = f"ngày {one.number}{minutes}"
    else:
        said = _MARKS[one.mark]
    entry = published.by_date.get(one.day)
    named = f" — {entry.name}" if entry else ""
    paused = ", có tạm dừng" if one.paused and one.mark is not DayMark.PAUSED else ""
    return f"  {_day(one.day):<24}{said}{paused}{named}{'' if one.published else ' (tạm tính)'}"


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
