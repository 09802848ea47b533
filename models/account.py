"""The account of a deadline, day by day: which days counted, which did not, and why (rulebook §2).

It answers the officer's and the citizen's question "why this date"; names and citations of holidays are the
catalogue's, and are added where the account is shown.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from models.calendar import legal_day
from models.counting import BY_DATE
from models.deadline import Deadline, Stage
from models.procedure import Unit
from models.regime import DayEnd
from models.value import Value

__all__ = ["DayAccount", "DayMark", "account"]

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
    DISCARDED = "discarded"
    """Before the limit began anew: what had counted counts no more."""
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
    """The how-manieth counted day of its stage; 0 for day zero; None if the day does not count."""
    stage: int = 0
    """0: the limit itself; from 1 on the extensions, in order. A day on which one ends belongs to it."""
    minutes: int = 0
    """Working minutes that counted; none where dates are counted."""
    paused: bool = False
    """Whether the clock stood during some of the day."""

    @property
    def counted(self) -> bool:
        """Whether the day counts towards the limit."""
        return self.mark is DayMark.COUNTED


def account(deadline: Deadline) -> tuple[DayAccount, ...]:
    """Account for every day from the reception to the due day, or to the pause while the clock stands."""
    first = legal_day(deadline.clock.received_at)
    last = legal_day(deadline.due or deadline.clock.suspensions[-1].paused_at)
    book = _Book(deadline)
    return tuple(book.tell(first + timedelta(ahead)) for ahead in range((last - first).days + 1))


class _Book:
    """Looks at one day after the other and keeps the count."""

    def __init__(self, deadline: Deadline) -> None:
        self.deadline = deadline
        self.calendar = deadline.calendar
        self.number = self.stage = 0
        self.ran = timedelta(0)
        self.stages = list(deadline.stages)
        self.dates_left = self.stages[0].dates
        # Dates of a pause on or before day zero moved the last day by as many dates after it.
        self.dates_owed = _dates_stood_by(deadline, legal_day(self.stages[0].start)) if self.dates_left else 0

    def tell(self, day: date) -> DayAccount:
        while len(self.stages) > 1 and day > legal_day(self.stages[0].due):
            del self.stages[0]
            self.dates_left = self.stages[0].dates
            self.number, self.stage = 0, self.stage + 1
        stage = self.stages[0]
        minutes = 0
        if self._begins_anew_after(day):
            mark = DayMark.DISCARDED
        elif stage.limit.unit in BY_DATE:
            mark = self._look_by_date(stage, day)
        else:
            mark, minutes = self._look_by_time(stage, day)
        self.number += mark is DayMark.COUNTED
        return DayAccount(
            day=day,
            working=self.calendar.is_working_day(day),
            published=self.calendar.is_published(day),
            mark=mark,
            number={DayMark.COUNTED: self.number, DayMark.DAY_ZERO: 0}.get(mark),
            stage=self.stage,
            minutes=minutes,
            paused=self._touched(day),
        )

    def _look_by_date(self, stage: Stage, day: date) -> DayMark:
        first = legal_day(stage.start)
        if day <= first:
            return DayMark.DAY_ZERO if day == first else self._closed(day)
        if _dates_stood_by(self.deadline, day) > _dates_stood_by(self.deadline, day - timedelta(1)):
            return DayMark.PAUSED
        if self.dates_owed:
            self.dates_owed -= 1
            return DayMark.PAUSED
        if not self.dates_left:
            return DayMark.ROLLED
        self.dates_left -= 1
        return DayMark.COUNTED

    def _look_by_time(self, stage: Stage, day: date) -> tuple[DayMark, int]:
        if self._is_day_zero(stage, day):
            return DayMark.DAY_ZERO, 0
        if day < legal_day(stage.start) or not self.calendar.is_working_day(day):
            return self._closed(day), 0
        ran = self._ran(day)
        if not ran:
            return (DayMark.PAUSED if self._touched(day) else DayMark.RECEIVED), 0
        # Whole minutes by running totals, so that the days add up to the whole and no second is told twice.
        told = self.ran // _MINUTE
        self.ran += ran
        return DayMark.COUNTED, self.ran // _MINUTE - told

    def _is_day_zero(self, stage: Stage, day: date) -> bool:
        whole_days = stage.limit.unit is Unit.WORKING_DAYS and self.deadline.clock.day_end is DayEnd.END_OF_DAY
        return day == legal_day(stage.start) and whole_days

    def _ran(self, day: date) -> timedelta:
        """The time of a working day that counted: where one stage ends within it, an extension in hours goes on."""
        opens, closes = self.calendar.opening(day), self.calendar.closing(day)
        return sum(
            (
                self.deadline.running(max(opens, stage.start), max(opens, stage.start, min(closes, stage.due)))
                for stage in self.stages
                if stage.limit.unit not in BY_DATE and not self._is_day_zero(stage, day)
            ),
            timedelta(0),
        )

    def _begins_anew_after(self, day: date) -> bool:
        """Whether a supplement let the whole limit begin anew on a later day."""
        first = self.deadline.stages[0].start
        restarts = [one.resumed_at for one in self.deadline.clock.suspensions if one.restarts]
        return first in restarts and day < legal_day(first)

    def _closed(self, day: date) -> DayMark:
        if day == legal_day(self.deadline.clock.received_at):
            return DayMark.RECEIVED
        return DayMark.WEEKEND if day.weekday() > 4 else DayMark.OFF

    def _touched(self, day: date) -> bool:
        return any(
            legal_day(item.paused_at) <= day and (item.resumed_at is None or day <= legal_day(item.resumed_at))
            for item in self.deadline.clock.suspensions
        )


def _dates_stood_by(deadline: Deadline, day: date) -> int:
    """How many dates up to and with `day` the suspensions took: those after the pause, to the resumption."""
    return sum(
        max(0, (min(day, legal_day(item.resumed_at) if item.resumed_at else day) - legal_day(item.paused_at)).days)
        for item in deadline.clock.suspensions
    )
