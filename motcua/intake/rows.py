"""The rows of a CSV file. A stray quote costs its own row only: what it swallowed is read again."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import Final, NamedTuple

from models.errors import InvalidInput
from motcua.intake.lines import Line, lines
from motcua.intake.source import Source

__all__ = ["Row", "rows"]

_LONE: Final = range(0xDC80, 0xDD00)
"""What bytes that are not UTF-8 become by `surrogateescape`."""


class Row(NamedTuple):
    """One row: its cells, or why it has none."""

    line: int
    end: int
    cells: tuple[str, ...] = ()
    error: InvalidInput | None = None


def rows(source: Source) -> Iterator[Row]:
    """Yield rows of as many cells as the first has; rows without any content are passed over."""
    feed = _Feed(lines(source))
    reader = csv.reader(feed, strict=True)
    width: int | None = None
    while (row := _next(reader, feed, width)) is not None:
        if row.error is None and not any(cell.strip() for cell in row.cells):
            continue
        width = width or len(row.cells) or None
        yield row


class _Feed:
    """Physical lines as text, with a memory of those that made the current row, so that they can be read again."""

    def __init__(self, physical: Iterator[Line]) -> None:
        self._physical = physical
        self._again: deque[Line] = deque()
        self.taken: list[Line] = []

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._physical)
        self.taken.append(line)
        return _text(line) + "\n"

    def give_back(self) -> None:
        """Let all lines of the current row but its first be read again."""
        self._again.extendleft(reversed(self.taken[1:]))


def _next(reader: Iterator[list[str]], feed: _Feed, width: int | None) -> Row | None:
    feed.taken = []
    error: InvalidInput | None = None
    cells: list[str] = []
    try:
        cells = next(reader)
    except StopIteration:
        return None
    except csv.Error:
        error = InvalidInput("CSV_QUOTES_BROKEN")
    error = _unreadable(feed.taken) or error or _wrong_width(cells, width)
    first, last = feed.taken[0], feed.taken[-1]
    if error is None:
        return Row(first.number, last.end, tuple(cells))
    feed.give_back()
    return Row(first.number, first.end, error=error)


def _unreadable(taken: list[Line]) -> InvalidInput | None:
    if taken[0].too_long:
        return InvalidInput("SUBMISSION_TOO_LONG")
    strange = any(ord(letter) in _LONE for line in taken for letter in _text(line) if letter > "\ud7ff")
    return InvalidInput("SUBMISSION_NOT_UTF8") if strange else None


def _wrong_width(cells: list[str], width: int | None) -> InvalidInput | None:
    if width is None or len(cells) == width or not any(cell.strip() for cell in cells):
        return None
    return InvalidInput("CSV_CELLS_WRONG", count=len(cells), expected=width)


def _text(line: Line) -> str:
    return line.content.decode("utf-8", "surrogateescape")
