"""The rehearsed year: its days, its agencies, and the procedures that stand for each kind of limit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from random import Random
from typing import Final, NamedTuple

from models.calendar import VIETNAM, WorkingCalendar
from motcua.catalogue.bundle import CatalogueBundle
from motcua.catalogue.calendar_file import CalendarFile, Layer
from motcua.catalogue.calendars import shipped_calendars
from motcua.catalogue.shipped import shipped_catalogue
from motcua.rehearsal.publication import published_meanwhile
from motcua.rehearsal.samples import (
    AMENDED,
    BY_HALF_DAYS,
    BY_HOURS,
    BY_MONTHS,
    BY_SECTOR,
    CEASING,
    HELD,
    NOBODYS,
    sample_agencies,
    sample_groups,
    sample_procedures,
)

__all__ = ["MERGED_ON", "Counter", "Kind", "Year"]

MERGED_ON: Final = date(2025, 7, 1)
"""From this day on there are two tiers: districts are abolished, Hải Dương is part of Hải Phòng."""
_A_DAY: Final = timedelta(1)


class Kind(StrEnum):
    """What kind of procedure a path asks for."""

    DAYS = "days"
    """Three working days, one agency."""
    WEEK = "week"
    """Seven working days."""
    HOURS = "hours"
    """Twenty-four working hours, with a cut-off of its own."""
    DATES = "dates"
    """Fifteen days, several agencies, one of them consulted."""
    MONTHS = "months"
    SAME_DAY = "same_day"
    HALF_DAYS = "half_days"
    """Working days that end at the time of day of the reception."""
    SECTOR = "sector"
    """Three working days, with sector law of its own."""
    ELSEWHERE = "elsewhere"
    """Three working days; one commune receives it, another is competent."""
    NOBODYS = "nobodys"
    """Three working days, and nobody is competent."""
    HELD = "held"
    """Three working days, of papers that stores may have."""
    CEASING = "ceasing"
    """Three working days, at an office that ends."""
    AMENDED = "amended"


class Counter(NamedTuple):
    """Where a procedure is received."""

    procedure: str
    receiving: str
    elsewhere: str | None = None
    """Whose it may be instead."""


_BEFORE: Final = {
    Kind.DAYS: Counter("1.001612", "H23.14"), Kind.WEEK: Counter("1.004222", "H23.14.29"),
    Kind.HOURS: Counter(BY_HOURS, "H23.14"), Kind.DATES: Counter("1.009994", "H23.14"),
    Kind.MONTHS: Counter(BY_MONTHS, "H23.14"), Kind.SAME_DAY: Counter("1.001193", "H23.14.20"),
    Kind.HALF_DAYS: Counter(BY_HALF_DAYS, "H23.14"), Kind.SECTOR: Counter(BY_SECTOR, "H23.14"),
    Kind.ELSEWHERE: Counter("1.001022", "H23.14.20", "H23.14.21"), Kind.NOBODYS: Counter(NOBODYS, "H23.14"),
    Kind.HELD: Counter(HELD, "H23.14"), Kind.CEASING: Counter(CEASING, "H23.14"),
    Kind.AMENDED: Counter(AMENDED, "H23.14"),
}  # fmt: skip
_SINCE: Final = {
    Kind.DAYS: Counter("1.001612", "H24.31.1"), Kind.WEEK: Counter("1.004222", "H24.31.3"),
    Kind.HOURS: Counter(BY_HOURS, "H24.31.1"), Kind.DATES: Counter("1.009994", "H24.31.1"),
    Kind.MONTHS: Counter(BY_MONTHS, "H24.31.1"), Kind.SAME_DAY: Counter("1.001193", "H24.31.1"),
    Kind.HALF_DAYS: Counter(BY_HALF_DAYS, "H24.31.1"), Kind.SECTOR: Counter(BY_SECTOR, "H24.31.1"),
    Kind.ELSEWHERE: Counter("1.001022", "H24.40.1", "H24.31"), Kind.NOBODYS: Counter(NOBODYS, "H24.31.1"),
    Kind.HELD: Counter(HELD, "H24.31.1"), Kind.CEASING: Counter(CEASING, "H24.31.1"),
    Kind.AMENDED: Counter(AMENDED, "H24.31.1"),
}  # fmt: skip


@dataclass(frozen=True)
class Year:
    """One year, as people counted it: the calendars published for it and before, and none of a later year."""

    number: int

    @cached_property
    def catalogue(self) -> CatalogueBundle:
        """The shipped catalogue as far as that year knew calendars at first, and the rehearsal's own samples."""
        shipped = shipped_catalogue()
        known = [one for one in shipped.calendars if self._knows(one)]
        samples = (*sample_agencies(self.number), *sample_procedures(shipped.procedures, self.number), *sample_groups())
        others = [item for item in shipped.items if item not in shipped.calendars]
        return CatalogueBundle.of([*others, *known, *samples])

    @cached_property
    def publication(self) -> CalendarFile:
        """The calendar that is published while dossiers are open."""
        return published_meanwhile(self.number)

    @property
    def changed_day(self) -> date:
        """The first day that it declares off."""
        return min(entry.date for entry in self.publication.entries if entry.active)

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """The newest of them, before what is published meanwhile."""
        known = [one for one in shipped_calendars().values() if self._knows(one.file)]
        return known[-1].working

    def _knows(self, calendar: CalendarFile) -> bool:
        in_time = (calendar.published_until or calendar.published_on).year <= self.number
        return calendar.layer is Layer.NATION and in_time and calendar.version != self.publication.version

    def counter(self, kind: Kind, day: date) -> Counter:
        """Who receives a kind of procedure on a day."""
        return (_BEFORE if day < MERGED_ON else _SINCE)[kind]

    # ── days ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def a_working_day(self, chance: Random, first: date | None = None, last: date | None = None) -> date:
        """Any working day of the year, Mondays to Fridays; by default far enough from its end to be done within it."""
        first, last = first or date(self.number, 1, 3), last or date(self.number, 11, 20)
        days = [first + timedelta(number) for number in range((last - first).days + 1)]
        return chance.choice([day for day in days if day.weekday() < 5 and self.calendar.is_working_day(day)])

    def a_quiet_day(self, chance: Random) -> date:
        """A working day after which the next three weeks are plain ones, and no agency ceases meanwhile."""
        while True:
            day = self.a_working_day(chance)
            ahead = [day + timedelta(number) for number in range(22)]
            plain = all(self.calendar.is_working_day(one) is (one.weekday() < 5) for one in ahead)
            plain = plain and self.changed_day not in ahead
            if plain and not self.merges_within(day):
                return day

    def merges_within(self, day: date) -> bool:
        """Whether agencies cease while a dossier of that day may still be open, late twice and all."""
        return day < MERGED_ON <= day + timedelta(80)

    def before_changed_day(self, working_days: int) -> date:
        """So many working days before the first day that is declared off."""
        return self.working_day_before(self.changed_day, working_days)

    def after_changed_day(self) -> date:
        """The first working day after it, by the new calendar too."""
        declared, day = {entry.date for entry in self.publication.entries}, self.changed_day + _A_DAY
        while day in declared or not self.calendar.is_working_day(day):
            day += _A_DAY
        return day

    def working_day_before(self, day: date, count: int = 1) -> date:
        """The `count`-th working day before a day."""
        while count:
            day -= _A_DAY
            count -= self.calendar.is_working_day(day)
        return day

    def before_tet(self) -> date:
        """The last working day before the Lunar New Year."""
        day = self._tet[0]
        while not self.calendar.is_working_day(day):
            day -= _A_DAY
        return day

    @property
    def _tet(self) -> list[date]:
        """The longest row of days off of the year's first two months."""
        off = [day for day in self.calendar.off if day.year == self.number and 1 <= day.month <= 2 and day.day > 2]
        return sorted(day for day in off if (day.month, day.day) > (1, 10))

    def worked_instead(self) -> date | None:
        """A Saturday that was worked; None in a year without one."""
        return next((day for day in self.calendar.worked if day.year == self.number), None)

    def off_beside_it(self) -> date | None:
        """The day off that is nearest to it; None in a year without one."""
        worked = self.worked_instead()
        off = [day for day in self.calendar.off if day.year == self.number and day.weekday() < 5]
        return min(off, key=lambda day: abs(day - worked)) if worked and off else None

    def a_day_off(self, chance: Random) -> date:
        """A Saturday or a public holiday."""
        first = date(self.number, 1, 2)
        days = [first + timedelta(number) for number in range(320)]
        return chance.choice([day for day in days if not self.calendar.is_working_day(day) and day.weekday() != 6])

    def at(self, chance: Random, day: date, earliest: str = "07:20", latest: str = "10:30") -> datetime:
        """An instant of a day between two times of day."""
        first = datetime.combine(day, time.fromisoformat(earliest), VIETNAM)
        last = datetime.combine(day, time.fromisoformat(latest), VIETNAM)
        return first + timedelta(seconds=chance.randint(0, int((last - first).total_seconds())))
