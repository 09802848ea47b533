"""What a calendar states: sessions, days off, days worked. What is counted by it stands in `models.calendar`."""

from __future__ import annotations

from datetime import date
from typing import Final, Self

from pydantic import model_validator

from models.identifiers import CalendarVersion
from models.regime import ClockTime
from models.statutory import StatutoryDay
from models.value import Value

__all__ = ["Session", "StatedCalendar"]

_WEEKEND: Final = 5


class Session(Value):
    """A stretch of working hours within a day (buổi làm việc)."""

    opens: ClockTime
    closes: ClockTime

    @model_validator(mode="after")
    def _opens_first(self) -> Self:
        if self.opens >= self.closes:
            msg = "a session opens before it closes"
            raise ValueError(msg)
        return self


class StatedCalendar(Value):
    """The days and hours of one version of a calendar, as it travels in messages and stands in journals.

    Monday to Friday are worked but for the days `off`, Saturday and Sunday are not but for the days `worked`. Outside
    the days from `published_from` to `published_until` the fixed days off of the law are off as well.
    """

    version: CalendarVersion
    sessions: tuple[Session, ...] = (Session(opens="07:00", closes="11:30"), Session(opens="13:30", closes="17:00"))
    off: tuple[date, ...] = ()
    """Weekdays that are not worked, in order."""
    worked: tuple[date, ...] = ()
    """Saturdays and Sundays that are worked, in order."""
    statutory: tuple[StatutoryDay, ...] = ()
    """The fixed days off of the law as this version knows it."""
    published_from: date
    published_until: date
    """First and last day of the published lists; nothing is published if the last is before the first."""

    @model_validator(mode="after")
    def _is_a_calendar(self) -> Self:
        bounds = [bound for session in self.sessions for bound in (session.opens, session.closes)]
        if not bounds or bounds != sorted(set(bounds)):
            msg = "sessions must be given, in order, without overlap"
            raise ValueError(msg)
        if self.off != tuple(sorted(set(self.off))) or any(day.weekday() >= _WEEKEND for day in self.off):
            msg = "off must be weekdays, in order, each once"
            raise ValueError(msg)
        if self.worked != tuple(sorted(set(self.worked))) or any(day.weekday() < _WEEKEND for day in self.worked):
            msg = "worked must be Saturdays and Sundays, in order, each once"
            raise ValueError(msg)
        return self
