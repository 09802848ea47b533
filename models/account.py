"""The account of a deadline, day by day: which days counted, which did not, and why (rulebook §2).

It answers the officer's and the citizen's question "why this date"; names and citations of holidays are the
catalogue's, and are added where the account is shown.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from models.calendar import legal_day
from models.counting import BY_DATE
from models.deadline import Deadline, Stage
from models.procedure import Unit
from models.regime import DayEnd
from models.value import Value

__all__ = ["DayAccount", "DayMark", "account"]

_DAY = timedelta(1)
_MINUTE = timedelta(minutes=1)


class DayMark(StrEnum):
    """What a day is to a deadline."""

    RECEIVED = "received"
    """The day of reception, which counts for nothing: closed, or after the cut-off."""
    DAY_ZERO = "day_zero"
    """The day from which days are counted."""
    COUNTED = "counted"
    WEEKEND = "weekend"
    OFF = "off"
    """A weekday that is not worked."""
    PAUSED = "paused"
    """The clock stood, all day or for all that would have counted."""
    ROLLED = "rolled"
    """After the last day of a limit in dates, which is off: the due instant rolls forward."""


class DayAccount(Value):
    """One day of the account."""

    day: date
    working: bool
    published: bool
    """False: the calendar's lists do not speak of this day; what it says is provisional."""
    mark: DayMark
    number: int | None = None
    """The how-manieth counted day; 0 for day zero; None if the day does not count."""
    minutes: int = 0
    """Working minutes that counted; none where dates are counted."""
    paused: bool = False
    """Whether the clock stood during some of the day."""

    @property
    def counted(self) -> bool:
        """Whether the day counts towards the limit."""
        return self.mark is DayMark.COUNTED


class _Counted(NamedTuple):
    mark: DayMark
    minutes: int = 0


def account(deadline: Deadline) -> tuple[DayAccount, ...]:
    """Account for every day from the reception to the due day, or to the pause while the clock stands."""
    clock, calendar = deadline.clock, deadline.calendar
    days: list[DayAccount] = []
    day, number = legal_day(clock.received_at), 0
    last = legal_day(deadline.due or clock.suspensions[-1].paused_at)
    while day <= last:
        mark, minutes = _look(deadline, day)
        number += mark is DayMark.COUNTED
        days.append(
            DayAccount(
                day=day,
                working=calendar.is_working_day(day),
                published=calendar.is_published(day),
                mark=mark,
                number={DayMark.COUNTED: number, DayMark.DAY_ZERO: 0}.get(mark),
                minutes=minutes,
                paused=_touched(deadline, day),
            )
        )
        day += _DAY
    return tuple(days)


def _look(deadline: Deadline, day: date) -> _Counted:
    stage = next((item for item in deadline.stages if day <= legal_day(item.due)), deadline.stages[-1])
    if stage.limit.unit in BY_DATE:
        return _look_by_date(deadline, stage, day)
    return _look_by_time(deadline, stage, day)


def _look_by_date(deadline: Deadline, stage: Stage, day: date) -> _Counted:
    first = legal_day(stage.start)
    if day <= first:
        return _Counted(DayMark.DAY_ZERO if day == first else _closed(deadline, day))
    if any(_dates_stood(item.paused_at, item.resumed_at, day) for item in deadline.clock.suspensions):
        return _Counted(DayMark.PAUSED)
    if stage.last_day is not None and day > stage.last_day:
        return _Counted(DayMark.ROLLED)
    return _Counted(DayMark.COUNTED)


def _dates_stood(paused_at: datetime, resumed_at: datetime | None, day: date) -> bool:
    return legal_day(paused_at) < day and (resumed_at is None or day <= legal_day(resumed_at))


def _look_by_time(deadline: Deadline, stage: Stage, day: date) -> _Counted:
    calendar = deadline.calendar
    first = legal_day(stage.start)
    in_days = stage.limit.unit is Unit.WORKING_DAYS and deadline.clock.day_end is DayEnd.END_OF_DAY
    if day == first and in_days:
        return _Counted(DayMark.DAY_ZERO)
    if day < first or not calendar.is_working_day(day):
        return _Counted(_closed(deadline, day))
    opens, closes = max(calendar.opening(day), stage.start), min(calendar.closing(day), deadline.due or stage.due)
    ran = deadline.running(opens, closes)
    if ran:
        # Whole minutes by running totals, so that the days add up to the whole and no second is told twice.
        before = deadline.running(stage.start, opens)
        return _Counted(DayMark.COUNTED, (before + ran) // _MINUTE - before // _MINUTE)
    return _Counted(DayMark.PAUSED if _touched(deadline, day) else DayMark.RECEIVED)


def _closed(deadline: Deadline, day: date) -> DayMark:
    if day == legal_day(deadline.clock.received_at):
        return DayMark.RECEIVED
    return DayMark.WEEKEND if day.weekday() > 4 else DayMark.OFF


def _touched(deadline: Deadline, day: date) -> bool:
    return any(
        legal_day(item.paused_at) <= day and (item.resumed_at is None or day <= legal_day(item.resumed_at))
        for item in deadline.clock.suspensions
    )
