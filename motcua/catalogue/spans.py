"""Days on which something may change, so that a statement about every day is checked on a few."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Protocol

__all__ = ["Span", "days_of_change", "days_within"]


class Span(Protocol):
    """Anything valid from a day to a day, both included; without an end if `valid_to` is None."""

    @property
    def valid_from(self) -> date:
        """The first day."""
        ...

    @property
    def valid_to(self) -> date | None:
        """The last day."""
        ...


def days_of_change(spans: Iterable[Span]) -> tuple[date, ...]:
    """Return every day on which one of the spans begins or has just ended, in order."""
    days = set()
    for span in spans:
        days.add(span.valid_from)
        if span.valid_to is not None:
            days.add(span.valid_to + timedelta(days=1))
    return tuple(sorted(days))


def days_within(span: Span, changes: Iterable[date]) -> Iterator[date]:
    """Yield the first day of `span` and every day of change within it: between them nothing changes."""
    yield span.valid_from
    for day in changes:
        if span.valid_from < day and (span.valid_to is None or day <= span.valid_to):
            yield day
