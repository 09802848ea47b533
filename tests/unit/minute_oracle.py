"""A second, slow reading of rulebook §2: it counts minute by minute and shares no code with the clock.

It works on local wall-clock time in whole minutes, with its own list of working minutes, so that a mistake in the
engine's arithmetic cannot hide in the same arithmetic here.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
HANOI = timedelta(hours=7)
Pause = tuple[datetime, datetime]


class MinuteOracle:
    """Due instants by brute force, from a set of days off and one of Saturdays and Sundays worked."""

    def __init__(self, off: Sequence[date], worked: Sequence[date]) -> None:
        self.off = set(off)
        self.worked = set(worked)

    def works_on(self, day: date) -> bool:
        return day in self.worked if day.isoweekday() in {6, 7} else day not in self.off

    def works_at(self, minute: datetime) -> bool:
        of_day = minute.hour * 60 + minute.minute
        return self.works_on(minute.date()) and (420 <= of_day < 690 or 810 <= of_day < 1020)

    def next_work_day(self, day: date) -> date:
        day += DAY
        while not self.works_on(day):
            day += DAY
        return day

    def evening(self, day: date) -> datetime:
        return datetime(day.year, day.month, day.day, 17, 0)  # noqa: DTZ001  wall-clock time in Vietnam

    def count(self, start: datetime, end: datetime) -> int:
        total, minute = 0, start
        while minute < end:
            total += self.works_at(minute)
            minute += MINUTE
        return total

    def _minutes(self, start: datetime) -> Iterator[datetime]:
        while True:
            yield start
            start += MINUTE

    def after(self, start: datetime, minutes: int) -> datetime:
        """The first instant by which so many working minutes have gone by."""
        for minute in self._minutes(start):
            if minutes == 0:
                return minute
            minutes -= self.works_at(minute)
        raise AssertionError

    def due(
        self,
        received: datetime,
        amount: int,
        unit: str,
        cut_off: str | None = None,
        pauses: Sequence[Pause] = (),
        restarts: Sequence[bool] = (),
    ) -> datetime:
        """`restarts` says of each pause whether the whole limit begins anew at its end."""
        local = _local(received)
        stood = [(_local(paused), _local(resumed)) for paused, resumed in pauses]
        start = self._received(local, cut_off or ("15:00" if unit == "same_day" else None))
        counted: list[Pause] = []
        for number, (paused, resumed) in enumerate(stood):
            if number < len(restarts) and restarts[number]:
                if paused < self._counted(start, amount, unit, counted):  # else it was late before, and stays so
                    start, counted = self._anew(resumed) if unit == "same_day" else resumed, []
            else:
                counted.append((paused, resumed))
        return (self._counted(start, amount, unit, counted) - HANOI).replace(tzinfo=UTC)

    def _counted(self, start: datetime, amount: int, unit: str, pauses: Sequence[Pause]) -> datetime:
        if unit in {"calendar_days", "months"}:
            return self._by_date(start.date(), amount, unit, pauses)
        return self._by_time(start, amount, unit, pauses)

    def _anew(self, resumed: datetime) -> datetime:
        """From when a limit of the same day counts again: now, or once the next working day has come."""
        if self.works_on(resumed.date()) and resumed <= self.evening(resumed.date()):
            return resumed
        return self.evening(self.next_work_day(resumed.date())) - 10 * 60 * MINUTE

    def _received(self, local: datetime, cut_off: str | None) -> datetime:
        if cut_off is None or (self.works_on(local.date()) and f"{local:%H:%M}" <= cut_off):
            return local
        day = self.next_work_day(local.date())
        return datetime(day.year, day.month, day.day, 7, 0)  # noqa: DTZ001

    def _by_time(self, start: datetime, amount: int, unit: str, pauses: Sequence[Pause]) -> datetime:
        if unit == "working_hours":
            due = self.after(start, amount * 60)
        elif unit == "same_day":
            due = self.evening(start.date())
        else:
            day = start.date()
            for _ in range(amount):
                day = self.next_work_day(day)
            due = self.evening(day)
        for paused, resumed in pauses:
            if paused < due:
                due = self.after(resumed, self.count(paused, due))
        return due

    def _by_date(self, first: date, amount: int, unit: str, pauses: Sequence[Pause]) -> datetime:
        last = first
        if unit == "calendar_days":
            for _ in range(amount):
                last += DAY
        else:
            months_on = first.year * 12 + first.month - 1 + amount
            year, month = months_on // 12, months_on % 12 + 1
            last = date(year, month, min(first.day, months.monthrange(year, month)[1]))
        due = self._rolled(last)
        for paused, resumed in pauses:
            if paused < due:
                last += resumed.date() - paused.date()
                due = max(self._rolled(last), self._next_evening(resumed))
        return due

    def _rolled(self, day: date) -> datetime:
        return self.evening(day if self.works_on(day) else self.next_work_day(day))

    def _next_evening(self, moment: datetime) -> datetime:
        day = moment.date()
        if self.works_on(day) and moment < self.evening(day):
            return self.evening(day)
        return self.evening(self.next_work_day(day))


def _local(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None) + HANOI
