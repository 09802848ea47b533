"""The working calendar: which days and which hours count, and exact arithmetic on them (rulebook §2).

Instants are aware datetimes, given in any zone and returned in UTC; days are days in Vietnam. Amounts are timedeltas
of *working time*, exact to the microsecond: the law counts to the minute, and a reception has seconds. Wherever several
instants answer alike (17:00 and 07:00 of the next working day) the earliest is meant.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cached_property
from typing import Final

from models.regime import ClockTime
from models.stated_calendar import Session, StatedCalendar
from models.statutory import statutory_days_off

__all__ = ["VIETNAM", "Session", "WorkingCalendar", "legal_day"]

VIETNAM: Final = timezone(timedelta(hours=7))
"""Asia/Ho_Chi_Minh. It has been UTC+7 without summer time since 1975, so no zone file is read inside a workflow."""

_WEEKEND: Final = 5
_NO_TIME: Final = timedelta(0)


def legal_day(moment: datetime) -> date:
    """The day in Vietnam on which an aware instant falls."""
    return moment.astimezone(VIETNAM).date()


def _since_midnight(of_day: ClockTime) -> timedelta:
    return timedelta(hours=int(of_day[:2]), minutes=int(of_day[3:]))


class WorkingCalendar(StatedCalendar):
    """One version of the calendar by which deadlines are counted: whole, or the span a dossier needs.

    Monday to Friday are worked but for the days `off`, Saturday and Sunday are not but for the days `worked`. Outside
    the days from `published_from` to `published_until` the fixed days off of the law are off as well, and whatever
    depends on such a day is provisional (tạm tính).
    """

    # ── days ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def is_published(self, day: date) -> bool:
        """Whether the published lists speak of `day`; if not, what they say of it is provisional."""
        return self.published_from <= day <= self.published_until

    def is_working_day(self, day: date) -> bool:
        """Whether `day` is worked."""
        if day.weekday() >= _WEEKEND:
            return day in self._worked
        if day in self._off:
            return False
        return self.is_published(day) or day not in self._statutory(day.year)

    def working_day_from(self, day: date) -> date:
        """The first working day on or after `day`."""
        while not self.is_working_day(day):
            day += timedelta(1)
        return day

    def working_day_to(self, day: date) -> date:
        """The last working day on or before `day`."""
        while not self.is_working_day(day):
            day -= timedelta(1)
        return day

    def working_day_after(self, day: date, count: int = 1) -> date:
        """The `count`-th working day after `day`, which itself is day 0, worked or not. `count` is at least 0."""
        while count > 0:
            day += timedelta(1)
            count -= self.is_working_day(day)
        return day

    def working_day_before(self, day: date, count: int = 1) -> date:
        """The `count`-th working day before `day`."""
        while count > 0:
            day -= timedelta(1)
            count -= self.is_working_day(day)
        return day

    # ── instants ──────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def day_length(self) -> timedelta:
        """The working time of a working day: 8 hours with the sessions of the law's default."""
        return self._length

    def sessions_of(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The sessions of a day, none if it is not worked."""
        if not self.is_working_day(day):
            return ()
        return tuple((_instant(day, opens), _instant(day, closes)) for opens, closes in self._bounds)

    def opening(self, day: date) -> datetime:
        """The start of a working day's first session."""
        return _instant(day, self._bounds[0][0])

    def closing(self, day: date) -> datetime:
        """The end of a working day's last session."""
        return _instant(day, self._bounds[-1][1])

    def closing_after(self, moment: datetime) -> datetime:
        """The first end of a last session strictly after `moment`."""
        day = self.working_day_from(legal_day(moment))
        closing = self.closing(day)
        return closing if closing > moment else self.closing(self.working_day_after(day))

    def session_end_from(self, moment: datetime) -> datetime:
        """The first end of any session at or after `moment`."""
        day = self.working_day_from(legal_day(moment))
        for _, closes in self.sessions_of(day):
            if closes >= moment:
                return closes
        return _instant(self.working_day_after(day), self._bounds[0][1])

    def working_from(self, moment: datetime) -> datetime:
        """`moment` itself while somebody works, else the start of the next session."""
        day = self.working_day_from(legal_day(moment))
        for opens, closes in self.sessions_of(day):
            if moment < closes:
                return max(moment, opens).astimezone(UTC)
        return self.opening(self.working_day_after(day))

    # ── working time ──────────────────────────────────────────────────────────────────────────────────────────────

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from `start` to `end`, none if `end` is not after `start`."""
        if end <= start:
            return _NO_TIME
        days = 0
        day, last = legal_day(start), legal_day(end)
        while day < last:
            days += self.is_working_day(day)
            day += timedelta(1)
        return self._length * days + self._worked_by(end) - self._worked_by(start)

    def add(self, start: datetime, amount: timedelta) -> datetime:
        """The earliest instant by which `amount` of working time has elapsed since `start`."""
        if amount <= _NO_TIME:
            return start.astimezone(UTC)
        day = legal_day(start)
        days, rest = divmod(self._worked_by(start) + amount, self._length)
        if not rest:
            days, rest = days - 1, self._length
        first = self.working_day_from(day)
        return self._at(self.working_day_after(first, days), rest)

    def subtract(self, end: datetime, amount: timedelta) -> datetime:
        """The earliest instant from which `amount` of working time is left until `end`."""
        if amount <= _NO_TIME:
            return end.astimezone(UTC)
        day = legal_day(end)
        left = self._worked_by(end) - amount
        if left > _NO_TIME:
            return self._at(day, left)
        days, rest = divmod(-left, self._length)
        return self._at(self.working_day_before(day, days + 1), self._length - rest)

    # ── histories ─────────────────────────────────────────────────────────────────────────────────────────────────

    def span(self, first: date, last: date) -> WorkingCalendar:
        """The same version with the days from `first` to `last` only, small enough for a workflow's history.

        Outside them it answers provisionally, as beyond the last published day.
        """
        return WorkingCalendar(
            version=self.version,
            sessions=self.sessions,
            off=tuple(day for day in self.off if first <= day <= last),
            worked=tuple(day for day in self.worked if first <= day <= last),
            statutory=self.statutory,
            published_from=max(first, self.published_from),
            published_until=min(last, self.published_until),
        )

    # ── kept for speed; cached properties leave equality and serialisation alone ──────────────────────────────────

    @cached_property
    def _off(self) -> frozenset[date]:
        return frozenset(self.off)

    @cached_property
    def _worked(self) -> frozenset[date]:
        return frozenset(self.worked)

    @cached_property
    def _bounds(self) -> tuple[tuple[timedelta, timedelta], ...]:
        return tuple((_since_midnight(session.opens), _since_midnight(session.closes)) for session in self.sessions)

    @cached_property
    def _length(self) -> timedelta:
        return sum((closes - opens for opens, closes in self._bounds), _NO_TIME)

    @cached_property
    def _years(self) -> dict[int, frozenset[date]]:
        return {}

    def _statutory(self, year: int) -> frozenset[date]:
        if year not in self._years:
            self._years[year] = statutory_days_off(year, self.statutory)
        return self._years[year]

    def _worked_by(self, moment: datetime) -> timedelta:
        """The working time of that instant's day up to it."""
        local = moment.astimezone(VIETNAM)
        if not self.is_working_day(local.date()):
            return _NO_TIME
        so_far = local - datetime.combine(local.date(), time(), VIETNAM)
        return sum((min(so_far, closes) - opens for opens, closes in self._bounds if so_far > opens), _NO_TIME)

    def _at(self, day: date, worked: timedelta) -> datetime:
        """The earliest instant of a working day by which `worked` of it is done; `worked` is positive."""
        for opens, closes in self._bounds:
            if worked <= closes - opens:
                return _instant(day, opens + worked)
            worked -= closes - opens
        msg = "more working time than a day has"
        raise ValueError(msg)


def _instant(day: date, since_midnight: timedelta) -> datetime:
    return (datetime.combine(day, time(), VIETNAM) + since_midnight).astimezone(UTC)
