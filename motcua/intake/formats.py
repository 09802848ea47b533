"""Which kind of file it is: as said, by the ending of its name, or by how it begins."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePath
from typing import Final

from motcua.intake.source import Source

__all__ = ["FileFormat", "format_of"]


class FileFormat(StrEnum):
    """The kinds of files that are read."""

    JSON = "json"
    """One object, or an array of objects."""
    JSONL = "jsonl"
    """One object per line; blank lines are passed over."""
    CSV = "csv"
    """A header, then one row per dossier."""


_ENDINGS: Final = {
    ".json": FileFormat.JSON, ".jsonl": FileFormat.JSONL, ".ndjson": FileFormat.JSONL, ".csv": FileFormat.CSV,
}  # fmt: skip


def format_of(source: Source, said: FileFormat | None, name: str | None) -> FileFormat:
    """Return the format: what is said wins, then the name's ending, then the first line."""
    if said is not None:
        return said
    if name is not None and (known := _ENDINGS.get(PurePath(name).suffix.lower())):
        return known
    first = source.first_line()
    if first.startswith(b"{"):
        return FileFormat.JSONL if first.endswith(b"}") else FileFormat.JSON
    return FileFormat.JSON if first.startswith(b"[") else FileFormat.CSV
