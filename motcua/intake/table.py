"""A CSV file as entries: the header is judged once, every row by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from models.errors import InvalidInput
from motcua.intake.columns import COLUMNS, column_of, nested
from motcua.intake.entry import Entry, Problem
from motcua.intake.judging import judge, named
from motcua.intake.rows import Row, rows
from motcua.intake.source import Source

__all__ = ["table_entries"]

_REQUIRED: Final = ("submission_id", "procedure", "channel", "receiving_agency", "applicant_name")


def table_entries(source: Source) -> Iterator[Entry]:
    """Yield one entry per row; with a wrong header, one entry that says all that is wrong with it."""
    read = rows(source)
    header = next(read, None)
    if header is None:
        return
    columns = tuple(cell.strip() for cell in header.cells)
    problems = (Problem(header.error),) if header.error else _header_problems(columns)
    if problems:
        yield Entry(header.line, header.end, problems=problems)
        return
    for row in read:
        yield _entry(row, columns)


def _entry(row: Row, columns: tuple[str, ...]) -> Entry:
    error = row.error
    if error is None:
        try:
            given = nested(dict(zip(columns, row.cells, strict=True)))
        except InvalidInput as wrong:
            error = wrong
        else:
            return judge(row.line, row.end, given, column_of)
    field = error.facts.get("field")
    return Entry(row.line, row.end, problems=(Problem(error, str(field) if field else None),))


def _header_problems(columns: tuple[str, ...]) -> tuple[Problem, ...]:
    if not COLUMNS.keys() & set(columns):
        return (Problem(InvalidInput("CSV_HEADER_MISSING")),)
    unknown = [
        InvalidInput("CSV_COLUMN_UNKNOWN", field=named(column), column=number)
        for number, column in enumerate(columns, 1)
        if column not in COLUMNS
    ]
    twice = [
        InvalidInput("SUBMISSION_FIELD_TWICE", field=column)
        for column in dict.fromkeys(columns)
        if columns.count(column) > 1 and column in COLUMNS
    ]
    missing = [InvalidInput("SUBMISSION_FIELD_MISSING", field=column) for column in _REQUIRED if column not in columns]
    return tuple(Problem(error, str(error.facts["field"])) for error in (*unknown, *twice, *missing))
