"""Files of what national and sector stores hold, read record by record; told by line, never by value."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, NamedTuple

from pydantic import Field, ValidationError

from models.errors import InvalidInput, MotcuaError
from models.stores import DocumentKind
from models.value import Value
from motcua.intake.formats import FileFormat, format_of
from motcua.intake.judging import named
from motcua.intake.lines import lines
from motcua.intake.rows import rows
from motcua.intake.source import RawBytes, Source

__all__ = ["SharedDocument", "SharedEntry", "read_shared"]


class SharedDocument(Value):
    """That a store holds a document of a person; nothing of its content."""

    identity_number: Annotated[str, Field(pattern=r"^[0-9A-Z-]{6,20}$")]
    document: DocumentKind
    valid_until: date | None = None
    """Its last day; None: without an end."""


class SharedEntry(NamedTuple):
    """One record of the file, or what is wrong with it."""

    line: int
    document: SharedDocument | None
    error: MotcuaError | None = None


def read_shared(raw: RawBytes, name: str | None = None) -> Iterator[SharedEntry]:
    """Yield an entry per record of a JSONL or CSV file; a wrong one never hinders the next.

    Raises InvalidInput `SUBMISSIONS_UNREADABLE`, `SUBMISSIONS_NOT_UTF8`, `CSV_HEADER_MISSING` for the file as a whole.
    """
    source = Source(raw)
    if format_of(source, None, name) is FileFormat.CSV:
        yield from _by_row(source)
        return
    for line in lines(source):
        if line.content.strip():
            yield _judged(line.number, _object(line.content))


def _by_row(source: Source) -> Iterator[SharedEntry]:
    read = rows(source)
    header = next(read, None)
    columns = [] if header is None else [cell.strip() for cell in header.cells]
    if not {"identity_number", "document"} <= set(columns):
        raise InvalidInput("CSV_HEADER_MISSING")
    for row in read:
        given = {column: cell.strip() for column, cell in zip(columns, row.cells, strict=False) if cell.strip()}
        yield SharedEntry(row.line, None, row.error) if row.error else _judged(row.line, given)


def _object(content: bytes) -> dict[str, Any] | InvalidInput:
    try:
        given = json.loads(content)
    except (ValueError, RecursionError):
        return InvalidInput("SUBMISSION_NOT_JSON", column=1)
    return given if isinstance(given, dict) else InvalidInput("SUBMISSION_NOT_OBJECT")


def _judged(line: int, given: dict[str, Any] | InvalidInput) -> SharedEntry:
    if isinstance(given, InvalidInput):
        return SharedEntry(line, None, given)
    try:
        return SharedEntry(line, SharedDocument.model_validate_json(json.dumps(given)))
    except ValidationError as wrong:
        first = wrong.errors(include_input=False, include_url=False)[0]
    field = named(str(first["loc"][0])) if first["loc"] else "?"
    match first["type"]:
        case "missing":
            return SharedEntry(line, None, InvalidInput("SUBMISSION_FIELD_MISSING", field=field))
        case "extra_forbidden":
            return SharedEntry(line, None, InvalidInput("SUBMISSION_FIELD_UNKNOWN", field=field))
        case _:
            return SharedEntry(line, None, InvalidInput("STORE_FIELD_WRONG", field=field))
