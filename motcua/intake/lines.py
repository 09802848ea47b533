"""Physical lines of a source, whichever way they end, in bounded memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from motcua.intake.source import MOST_BYTES, Source

__all__ = ["Line", "count_lines", "lines"]

_END: Final = re.compile(rb"\r\n|\r|\n")


class Line(NamedTuple):
    """One line without its end."""

    number: int
    content: bytes
    end: int
    """How many bytes of the source were read up to the line's end."""
    too_long: bool = False
    """It was longer than a dossier may be; its content is dropped."""


def count_lines(text: bytes) -> int:
    """Return how many lines end in `text`."""
    return sum(1 for _ in _END.finditer(text))


def lines(source: Source) -> Iterator[Line]:
    """Yield the lines; `\\n`, `\\r\\n` and `\\r` may be mixed, and the last line need not be ended."""
    number, end, kept, dropping = 0, 0, b"", False
    while True:
        chunk = source.read()
        kept += chunk
        start = 0
        for ending in _END.finditer(kept):
            if chunk and ending.group() == b"\r" and ending.end() == len(kept):
                break  # the next chunk may begin with the \n that belongs to it
            number += 1
            content = kept[start : ending.start()]
            yield _line(number, content, end + ending.end(), dropping)
            start, dropping = ending.end(), False
        end += start
        kept = kept[start:]
        if not chunk:
            break
        if len(kept) > MOST_BYTES:
            dropping, end, kept = True, end + len(kept) - 1, kept[-1:]
    if kept or dropping:
        yield _line(number + 1, kept, end + len(kept), dropping)


def _line(number: int, content: bytes, end: int, dropping: bool) -> Line:
    too_long = dropping or len(content) > MOST_BYTES
    return Line(number, b"" if too_long else content, end, too_long)
