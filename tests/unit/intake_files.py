"""Files of submissions, made for tests."""

from __future__ import annotations

import io
import json
from typing import Any

from motcua.intake import Entry, FileFormat, read

__all__ = ["GOOD", "HEADER", "NAME", "SECRET", "Trickle", "entries", "good", "line", "row", "told", "written"]

SECRET = "Quách Thị Zyxwvut"
"""A name that occurs nowhere: what a person's data would be."""
NAME = "Nguyễn Thị Ửng"
HEADER = "submission_id,procedure,channel,receiving_agency,applicant_name,components,sets"


class Trickle:
    """A raw file that gives few bytes at a time, as a slow pipe does."""

    def __init__(self, content: bytes, size: int | None = None) -> None:
        self._bytes = io.BytesIO(content)
        self._size = size

    def read(self, size: int, /) -> bytes:
        return self._bytes.read(self._size or size)


def good(submission_id: str, **changes: Any) -> dict[str, Any]:
    """A right submission, changed."""
    right: dict[str, Any] = {
        "submission_id": submission_id,
        "procedure": "1.001193",
        "channel": "direct",
        "receiving_agency": "H24.31.1",
        "applicant": {"name": SECRET},
    }
    return right | changes


def line(submission_id: str, **changes: Any) -> str:
    """The same as a line of JSON."""
    return json.dumps(good(submission_id, **changes), ensure_ascii=False)


def row(submission_id: str, name: str = SECRET, components: str = "to_khai:original", sets: str = "") -> str:
    """A right row of a CSV file."""
    return f"{submission_id},1.001193,direct,H24.31.1,{name},{components},{sets}"


GOOD = line("hs-0001")


def entries(
    content: str | bytes, said: FileFormat | None = None, name: str | None = None, size: int | None = None
) -> list[Entry]:
    """Read a whole file."""
    return list(read(Trickle(content.encode() if isinstance(content, str) else content, size), said, name))


def told(entry: Entry) -> list[tuple[str, str]]:
    return [(problem.field or "", problem.error.code) for problem in entry.problems]


def written(entry: Entry) -> str:
    """Everything that could be printed of an entry's problems."""
    return " ".join(
        f"{problem.field} {error!r} {error} {error.vi} {error.next_vi} {error.facts}"
        for problem in entry.problems
        for error in [problem.error]
    )
