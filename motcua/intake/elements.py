"""The objects of a JSON document, cut apart without holding the document: an array, or objects one after another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from motcua.intake.lines import count_lines
from motcua.intake.source import MOST_BYTES, Source

__all__ = ["Element", "elements"]

_MARKS: Final = re.compile(rb'["\\{}\[\],]')


class Element(NamedTuple):
    """The text of one element, to be parsed by itself."""

    line: int
    content: bytes
    end: int
    cut_off: bool = False
    """It never ends, or the array does not: from here on the document cannot be read."""


def elements(source: Source) -> Iterator[Element]:
    """Yield the elements. A broken one does not hinder the others as long as its brackets and quotes are in pairs."""
    cutter = _Cutter()
    while chunk := source.read():
        yield from cutter.feed(chunk)
        if cutter.lost:
            return
    yield from cutter.finish()


class _Cutter:
    """Follows brackets and strings over chunks; only where it stands is kept."""

    def __init__(self) -> None:
        self.lost = False
        self._kept = b""
        self._lines = 0
        self._end = 0
        self._array: bool | None = None
        self._closed = False
        self._after_comma = False
        self._depth = 0
        self._quoted = False
        self._escaped = -1

    def feed(self, chunk: bytes) -> Iterator[Element]:
        """Take the next bytes; yield what they complete."""
        start, text = self._end - len(self._kept), self._kept + chunk
        begin = 0
        for mark in _MARKS.finditer(text, len(self._kept)):
            cut = self._step(mark.group(), start + mark.start())
            if cut is None:
                continue
            inclusive, wanted = cut
            content = text[begin : mark.end() if inclusive else mark.start()]
            if wanted or content.strip():
                yield self._element(content, start + mark.end())
            else:
                self._lines += count_lines(content)
            begin = mark.end()
        self._end += len(chunk)
        self._kept = text[begin:]
        if len(self._kept) > MOST_BYTES:
            self.lost = True
            yield self._element(self._kept, self._end, cut_off=True)

    def finish(self) -> Iterator[Element]:
        """Yield what is left at the end of the document."""
        torn = self._depth > 0 or self._quoted or self._closed
        rest = self._kept
        if rest.strip():
            yield self._element(rest, self._end, cut_off=torn)
            rest = b""
        if self._array and not self._closed and not torn:
            yield self._element(rest, self._end, cut_off=True)

    def _step(self, mark: bytes, at: int) -> tuple[bool, bool] | None:
        """Take one mark; return whether a cut comes here: (with the mark itself, even if nothing stands there)."""
        if at == self._escaped:
            return None
        if mark == b"\\":
            self._escaped = at + 1 if self._quoted else -1
        elif mark == b'"':
            self._quoted = not self._quoted
        elif not self._quoted:
            return self._bracket(mark)
        return None

    def _bracket(self, mark: bytes) -> tuple[bool, bool] | None:
        if self._array is None and mark == b"[":
            self._array = True
            return False, False
        self._array = bool(self._array)
        if self._depth == 0 and self._array and not self._closed and mark in b",]":
            wanted = self._after_comma or mark == b","
            self._after_comma, self._closed = mark == b",", mark == b"]"
            return False, wanted
        if mark in b"{[":
            self._depth += 1
        elif mark in b"}]":
            self._depth = max(0, self._depth - 1)
            if self._depth == 0 and not (self._array and not self._closed):
                return True, True
        return None

    def _element(self, content: bytes, end: int, *, cut_off: bool = False) -> Element:
        blank = content[: len(content) - len(content.lstrip())]
        line = self._lines + count_lines(blank) + 1
        self._lines += count_lines(content)
        return Element(line, content.strip(), end, cut_off)
