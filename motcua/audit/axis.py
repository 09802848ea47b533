"""The picture's axis: working time to the right; days off narrow, long quiet spans folded, crowded instants apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple

from models.calendar import VIETNAM, WorkingCalendar, legal_day

__all__ = ["Axis", "Piece", "lay_out"]

_OFF_WIDTH = 12.0
_FOLD_WIDTH = 46.0
_LEAST_GAP = 14.0
_MOST_GAP = 64.0
_MOST_PER_MINUTE = 0.6
_LEAST_PER_MINUTE = 0.03
_FOLD_OVER_DAYS = 3


class Piece(NamedTuple):
    """A part of the axis: of one working day, of days off, or of folded days."""

    kind: str
    """`day`, `off` or `fold`."""
    first: date
    last: date
    minutes: float
    """Working minutes, which give a `day` its width."""
    working_days: int = 0
    """How many are folded."""
    x: float = 0.0
    width: float = 0.0


class Axis(NamedTuple):
    """Where every instant lies, and what lies between."""

    at: dict[datetime, float]
    pieces: tuple[Piece, ...]
    left: float
    right: float


def lay_out(instants: Iterable[datetime], calendar: WorkingCalendar, left: float, right: float) -> Axis:
    """Give every instant its place from `left` on; the axis grows beyond `right` only when they do not fit."""
    knots = sorted(set(instants))
    spans = [list(_pieces(calendar, before, after)) for before, after in pairwise(knots)]
    fixed = sum(_fixed(piece) for span in spans for piece in span)
    minutes = sum(piece.minutes for span in spans for piece in span)
    room = right - left - fixed - _LEAST_GAP * len(spans)
    per_minute = max(min(room / minutes, _MOST_PER_MINUTE), _LEAST_PER_MINUTE) if minutes else 0.0
    spare = (room - per_minute * minutes) / len(spans) if spans else 0.0
    gap = min(_LEAST_GAP + max(spare, 0.0), _MOST_GAP)
    x, at, placed = left, dict.fromkeys(knots[:1], left), []
    for knot, span in zip(knots[1:], spans, strict=True):
        for index, piece in enumerate(span):
            width = _fixed(piece) + per_minute * piece.minutes + (gap if index == len(span) - 1 else 0.0)
            placed.append(piece._replace(x=x, width=width))
            x += width
        at[knot] = x
    return Axis(at, tuple(placed), left, x)


def _fixed(piece: Piece) -> float:
    return {"day": 0.0, "off": _OFF_WIDTH, "fold": _FOLD_WIDTH}[piece.kind]


def _pieces(calendar: WorkingCalendar, start: datetime, end: datetime) -> Iterator[Piece]:
    """Split the span between two instants at midnights; more than a few whole working days in it are folded."""
    first, last = legal_day(start), legal_day(end)
    inner = [first + timedelta(number) for number in range(1, (last - first).days)]
    working = sum(calendar.is_working_day(day) for day in inner)
    yield _of_day(calendar, first, start, end if first == last else _midnight_after(first))
    if working > _FOLD_OVER_DAYS:
        yield Piece("fold", inner[0], inner[-1], 0.0, working)
    else:
        yield from _days(calendar, inner)
    if first != last:
        yield _of_day(calendar, last, _midnight_after(last) - timedelta(1), end)


def _days(calendar: WorkingCalendar, days: Iterable[date]) -> Iterator[Piece]:
    off: list[date] = []
    for day in days:
        if not calendar.is_working_day(day):
            off.append(day)
            continue
        if off:
            yield Piece("off", off[0], off[-1], 0.0)
            off = []
        midnight = _midnight_after(day)
        yield _of_day(calendar, day, midnight - timedelta(1), midnight)
    if off:
        yield Piece("off", off[0], off[-1], 0.0)


def _of_day(calendar: WorkingCalendar, day: date, start: datetime, end: datetime) -> Piece:
    minutes = calendar.between(start, end).total_seconds() / 60
    return Piece("day", day, day, minutes)


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(1), time(), VIETNAM)
