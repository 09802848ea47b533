"""One dossier's JSON judged by the contract: a submission, or problems that name places and never repeat a value."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from models.error_texts import ERRORS
from models.errors import InvalidInput
from models.identifiers import SubmissionId
from models.submission import Submission
from motcua.intake.entry import Entry, Problem
from motcua.intake.expected import expected_at

__all__ = ["judge", "judge_json", "named", "path_of"]

Place = tuple[int | str, ...]

_PLAIN: Final = re.compile(r"[a-z][a-z_]{0,39}")
"""A name that is surely a field's. Any other may be a person's data that slid into a name's place: it is not told."""


class _Twice(ValueError):
    """A field stands twice in one object; JSON readers would quietly take either."""


def named(name: str) -> str:
    """Return an unknown field's name if it can only be that, else `?`."""
    return name if _PLAIN.fullmatch(name) else "?"


def path_of(place: Place) -> str:
    """Write a place in JSON: `components[0].form`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).removeprefix(".")


def judge_json(line: int, end: int, content: bytes) -> Entry:
    """Read one object, strictly: UTF-8, JSON without NaN, no field twice."""
    error: InvalidInput
    try:
        given = json.loads(content.decode(), object_pairs_hook=_once, parse_constant=_no_constant)
    except UnicodeDecodeError:
        error = InvalidInput("SUBMISSION_NOT_UTF8")
    except json.JSONDecodeError as wrong:
        error = InvalidInput("SUBMISSION_NOT_JSON", column=wrong.colno)
    except _Twice as twice:
        return Entry(line, end, problems=(_problem("SUBMISSION_FIELD_TWICE", str(twice)),))
    except (ValueError, RecursionError):
        error = InvalidInput("SUBMISSION_NOT_JSON", column=1)
    else:
        if isinstance(given, dict):
            return judge(line, end, given, path_of)
        error = InvalidInput("SUBMISSION_NOT_OBJECT")
    return Entry(line, end, problems=(Problem(error),))


def judge(line: int, end: int, given: dict[str, Any], told: Callable[[Place], str]) -> Entry:
    """Judge an object; `told` writes a place as the file's reader knows it (a path, a column)."""
    try:
        return Entry(line, end, Submission.model_validate_json(json.dumps(given), strict=True))
    except ValidationError as wrong:
        details = wrong.errors(include_input=False, include_url=False)
    return Entry(line, end, problems=tuple(_of(detail, told) for detail in details), stated_id=_stated_id(given))


def _of(detail: ErrorDetails, told: Callable[[Place], str]) -> Problem:
    place, kind = detail["loc"], detail["type"]
    if kind in ERRORS:
        return _problem(kind, told(place)) if place else Problem(InvalidInput(kind))
    match kind:
        case "missing":
            return _problem("SUBMISSION_FIELD_MISSING", told(place))
        case "extra_forbidden":
            return _problem("SUBMISSION_FIELD_UNKNOWN", told((*place[:-1], named(str(place[-1])))))
        case "json_invalid":
            return Problem(InvalidInput("SUBMISSION_NOT_JSON", column=1))
        case _:
            error = InvalidInput("SUBMISSION_FIELD_WRONG", field=told(place), expected=expected_at(place))
            return Problem(error, told(place))


def _problem(code: str, field: str) -> Problem:
    return Problem(InvalidInput(code, field=field), field)


def _stated_id(given: dict[str, Any]) -> SubmissionId | None:
    stated = given.get("submission_id")
    try:
        return SubmissionId(stated) if isinstance(stated, str) else None
    except InvalidInput:
        return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        raise _Twice(named(next(name for name in names if names.count(name) > 1)))
    return dict(pairs)


def _no_constant(_: str) -> None:
    raise ValueError
