"""From when a limit counts and when it ends, unit by unit, before any pause (rulebook §2; Civil Code Art. 147–148)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import NamedTuple

from models.calendar import VIETNAM, WorkingCalendar, legal_day
from models.procedure import Limit, Unit
from models.regime import ClockTime, DayEnd

__all__ = ["BY_DATE", "End", "counted_from", "end_of", "months_after", "rolled", "working_time"]

BY_DATE = frozenset({Unit.CALENDAR_DAYS, Unit.MONTHS})
"""The units that count dates; the others count working time."""


class End(NamedTuple):
    """Where a limit ends: the due instant and, for a unit that counts dates, its last day before rolling."""

    due: datetime
    last_day: date | None


def counted_from(received_at: datetime, calendar: WorkingCalendar, cut_off: ClockTime | None) -> datetime:
    """The instant from which a reception counts.

    With a cut-off, a reception after it, or on a day off, counts as one at the start of the next working day; so the
    due instant never falls when the reception rises.
    """
    if cut_off is None:
        return received_at
    local = received_at.astimezone(VIETNAM)
    day = local.date()
    in_time = local.replace(tzinfo=None) <= datetime.fromisoformat(f"{day}T{cut_off}")
    if in_time and calendar.is_working_day(day):
        return received_at
    return calendar.opening(calendar.working_day_after(day))


def end_of(limit: Limit, start: datetime, calendar: WorkingCalendar, day_end: DayEnd) -> End:
    """Where `limit` ends when it counts from `start`: the earliest instant at which it has elapsed.

    With `same_time` a limit in working days is as many whole days of working time: the same time of day on the last
    one for a reception within a session, and never an earlier due instant for a later reception.
    """
    day = legal_day(start)
    match limit.unit:
        case Unit.WORKING_DAYS if day_end is DayEnd.END_OF_DAY:
            return End(calendar.closing(calendar.working_day_after(day, limit.amount)), None)
        case Unit.WORKING_HOURS | Unit.WORKING_DAYS:
            return End(calendar.add(start, working_time(limit, calendar)), None)
        case Unit.SAME_DAY:
            return End(_end_of_this_day(start, calendar), None)
        case Unit.CALENDAR_DAYS:
            last_day = day + timedelta(limit.amount)
        case Unit.MONTHS:
            last_day = months_after(day, limit.amount)
    return End(rolled(last_day, calendar), last_day)


def rolled(last_day: date, calendar: WorkingCalendar) -> datetime:
    """The end of the last session of `last_day` or, if that is off, of the next working day."""
    return calendar.closing(calendar.working_day_from(last_day))


def months_after(day: date, months: int) -> date:
    """The same-numbered day `months` on, else that month's last day (Civil Code Art. 148)."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def working_time(limit: Limit, calendar: WorkingCalendar) -> timedelta:
    """The working time of a limit in working hours or working days."""
    return limit.amount * (timedelta(hours=1) if limit.unit is Unit.WORKING_HOURS else calendar.day_length)


def _end_of_this_day(start: datetime, calendar: WorkingCalendar) -> datetime:
    day = calendar.working_day_from(legal_day(start))
    closing = calendar.closing(day)
    # Only a cut-off set after the last session lets a reception come later than that session's end.
    return closing if start <= closing else calendar.closing(calendar.working_day_after(day))
