"""The Labour Code's fixed days off, by which a year without a published list is provisionally counted (rulebook §2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated

from pydantic import AfterValidator, Field

from models.value import Value

__all__ = ["StatutoryDay", "statutory_days_off"]


def _in_every_year(on: str) -> str:
    date.fromisoformat(f"2001-{on}")
    return on


class StatutoryDay(Value):
    """One fixed day off of the Labour Code (Art. 112). It is data of a calendar's version, for the law changes."""

    on: Annotated[str, Field(pattern=r"^\d{2}-\d{2}$"), AfterValidator(_in_every_year)]
    """Month and day, `MM-DD`, of the solar year."""
    days: Annotated[int, Field(ge=1, le=2)] = 1
    """Two for the National Day: the day itself and one beside it."""
    made_up: bool = True
    """Whether it moves to the next working day when it falls on a weekly day of rest (Art. 111(3))."""


_BESIDE = (1, -1, -1, 1, -1, -1, 1)
"""By the weekday of the National Day from Monday: on which side its second day stands.

The Government chooses it each year; in 2021–2026 it always made one unbroken rest with the weekend.
"""


def statutory_days_off(year: int, fixed: Iterable[StatutoryDay]) -> frozenset[date]:
    """Compute the weekdays of `year` that are off by `fixed` alone: no lunar holiday, no swap.

    A day that falls on a weekend moves to the next working day, unless its law says nothing of making up.
    """
    holidays = {date.fromisoformat(f"{year:04d}-{day.on}"): day for day in fixed}
    off = set(holidays)
    off.update(first + timedelta(_BESIDE[first.weekday()]) for first, day in holidays.items() if day.days > 1)
    for lost in sorted(first for first, day in holidays.items() if day.made_up and first.weekday() > 4):
        made_up = lost
        while made_up.weekday() > 4 or made_up in off:
            made_up += timedelta(1)
        off.add(made_up)
    return frozenset(day for day in off if day.weekday() < 5)
