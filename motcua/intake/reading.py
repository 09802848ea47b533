"""A file of submissions as entries, one after the other: the file is never held whole."""

from __future__ import annotations

from collections.abc import Iterator

from models.errors import InvalidInput
from models.identifiers import SubmissionId
from motcua.intake.elements import elements
from motcua.intake.entry import Entry, Problem
from motcua.intake.formats import FileFormat, format_of
from motcua.intake.judging import judge_json
from motcua.intake.lines import lines
from motcua.intake.source import RawBytes, Source
from motcua.intake.table import table_entries

__all__ = ["read"]


def read(raw: RawBytes, said: FileFormat | None = None, name: str | None = None) -> Iterator[Entry]:
    """Yield an entry per dossier, in the file's order; a wrong one never hinders the next.

    `name` is the file's, for its ending; None for a pipe. Raises InvalidInput `SUBMISSIONS_UNREADABLE`,
    `SUBMISSIONS_NOT_UTF8` for the file as a whole.
    """
    yield from _each_id_once(_entries(Source(raw), said, name))


def _entries(source: Source, said: FileFormat | None, name: str | None) -> Iterator[Entry]:
    match format_of(source, said, name):
        case FileFormat.JSON:
            return _document(source)
        case FileFormat.JSONL:
            return _by_line(source)
        case FileFormat.CSV:
            return table_entries(source)


def _document(source: Source) -> Iterator[Entry]:
    for element in elements(source):
        if element.cut_off:
            yield Entry(element.line, element.end, problems=(Problem(InvalidInput("SUBMISSIONS_CUT_OFF")),))
        else:
            yield judge_json(element.line, element.end, element.content)


def _by_line(source: Source) -> Iterator[Entry]:
    for line in lines(source):
        if line.too_long:
            yield Entry(line.number, line.end, problems=(Problem(InvalidInput("SUBMISSION_TOO_LONG")),))
        elif line.content.strip():
            yield judge_json(line.number, line.end, line.content)


def _each_id_once(entries: Iterator[Entry]) -> Iterator[Entry]:
    """Refuse a submission_id that a line before had: one file says everything once."""
    first: dict[SubmissionId, int] = {}
    for entry in entries:
        stated = entry.submission_id
        if entry.submission is None or stated is None:
            yield entry
        elif (before := first.setdefault(stated, entry.line)) != entry.line:
            error = InvalidInput("SUBMISSION_ID_TWICE", line=before)
            yield Entry(entry.line, entry.end, problems=(Problem(error, "submission_id"),), stated_id=stated)
        else:
            yield entry
