"""The days and hours that count, walked one by one: slow, and plain enough to be believed (rulebook §2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final

__all__ = ["VIETNAM", "Days", "day_of"]

VIETNAM: Final = timezone(timedelta(hours=7))
_A_DAY: Final = timedelta(1)
_NOTHING: Final = timedelta(0)


def day_of(moment: datetime) -> date:
    """The day in Vietnam."""
    return moment.astimezone(VIETNAM).date()


@dataclass(frozen=True)
class Days:
    """A published list of days: off, and worked in their stead; sessions; beyond its end only the law's fixed days."""

    version: str
    off: frozenset[date]
    worked: frozenset[date]
    sessions: Sequence[tuple[time, time]]
    first: date
    last: date
    fixed: Sequence[tuple[int, int, int, bool]]
    """The law's days off in every year: month, day, how many days, made up on a working day or not."""

    def works(self, day: date) -> bool:
        """Whether somebody works."""
        if day in self.worked:
            return True
        if day.weekday() > 4 or day in self.off:
            return False
        return self.first <= day <= self.last or day not in self._off_by_law(day.year)

    def _off_by_law(self, year: int) -> set[date]:
        """The fixed days of a year nobody published, those of a weekend on the next free weekday."""
        firsts = [(date(year, month, day), count, made_up) for month, day, count, made_up in self.fixed]
        off = {first for first, _, _ in firsts}
        for first, count, _ in firsts:
            if count > 1:  # the second day of two stands on the side that makes one rest with the weekend
                off.add(first + (_A_DAY if first.weekday() in (0, 3, 6) else -_A_DAY))
        for first, _, made_up in sorted(firsts):
            instead = first
            while made_up and first.weekday() > 4 and (instead.weekday() > 4 or instead in off):
                instead += _A_DAY
            off.add(instead)
        return off

    # ── days ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def on_or_after(self, day: date) -> date:
        """The first working day from `day` on."""
        while not self.works(day):
            day += _A_DAY
        return day

    def after(self, day: date, count: int = 1) -> date:
        """The `count`-th working day after `day`, which is day 0."""
        for _ in range(count):
            day = self.on_or_after(day + _A_DAY)
        return day

    def opening(self, day: date) -> datetime:
        """When work begins that day."""
        return self._at(day, self.sessions[0][0])

    def closing(self, day: date) -> datetime:
        """When the last session ends that day."""
        return self._at(day, self.sessions[-1][1])

    def sessions_of(self, day: date) -> list[tuple[datetime, datetime]]:
        """When somebody works that day."""
        return [(self._at(day, opens), self._at(day, closes)) for opens, closes in self.sessions if self.works(day)]

    def _at(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, VIETNAM).astimezone(UTC)

    # ── hours ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = day_of(moment)
        while True:
            for opens, closes in self.sessions_of(day):
                if closes > moment:
                    yield max(opens, moment), closes
            day += _A_DAY

    def walk(self, start: datetime, amount: timedelta) -> datetime:
        """The earliest instant at which so much working time is over."""
        if amount <= _NOTHING:
            return start
        for opens, closes in self._from(start):
            if opens + amount <= closes:
                return opens + amount
            amount -= closes - opens
        raise AssertionError

    def walk_back(self, end: datetime, amount: timedelta) -> datetime:
        """The earliest instant from which so much working time is left."""
        day = day_of(end)
        while True:
            for opens, closes in reversed(self.sessions_of(day)):
                worked = min(closes, end) - opens
                if worked > amount:
                    return opens + worked - amount
                amount -= max(worked, _NOTHING)
            day -= _A_DAY

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from one instant to another."""
        total, day = _NOTHING, day_of(start)
        while day <= day_of(end):
            for opens, closes in self.sessions_of(day):
                total += max(min(closes, end) - max(opens, start), _NOTHING)
            day += _A_DAY
        return total

    def session_end(self, moment: datetime) -> datetime:
        """The first end of a session at or after an instant."""
        day = day_of(moment)
        while True:
            for _, closes in self.sessions_of(day):
                if closes >= moment:
                    return closes
            day += _A_DAY

    def ends_a_session(self, moment: datetime) -> bool:
        """Whether a session ends there."""
        return any(closes == moment for _, closes in self.sessions_of(day_of(moment)))

    @property
    def length(self) -> timedelta:
        """The hours of a working day."""
        return sum((self._at(self.first, end) - self._at(self.first, start) for start, end in self.sessions), _NOTHING)
