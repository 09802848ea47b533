"""The answer to one dossier of a file, as JSON and for people."""

from __future__ import annotations

from collections.abc import Iterator

from models.calendar import VIETNAM
from models.value import Json
from motcua.cli.speech import LANGUAGE, Language
from motcua.intake import Problem
from motcua.service.batch import Outcome

__all__ = ["problem_lines", "told"]


def told(outcome: Outcome) -> dict[str, Json]:
    """Return what `--json` prints; see docs/submission.md."""
    submitted = outcome.submitted
    due = submitted.due if submitted else None
    errors: list[Json] = [_error(problem) for problem in outcome.problems]
    also: dict[str, Json] = {"also": errors[1:]} if errors[1:] else {}
    return {
        "line": outcome.line,
        "submission_id": outcome.submission_id,
        "code": submitted.code if submitted else None,
        "state": outcome.state.value,
        "tracking_key": submitted.tracking_key if submitted else None,
        "status": submitted.status if submitted else None,
        "due": due.astimezone(VIETNAM).isoformat() if due else None,
        "error": errors[0] if errors else None,
        **also,
    }


def problem_lines(outcome: Outcome) -> Iterator[str]:
    """Yield a line for people per problem: where, which code, what to do."""
    vietnamese = LANGUAGE.get() is Language.VI
    for field, error in ((problem.field, problem.error) for problem in outcome.problems):
        place = f"{'Dòng' if vietnamese else 'Line'} {outcome.line}" + (f", {field}" if field else "")
        said, then = (error.vi, error.next_vi) if vietnamese else (error.en, error.next_en)
        yield f"{place}: {error.code}: {said} → {then}"


def _error(problem: Problem) -> dict[str, Json]:
    error = problem.error
    return {
        "code": error.code, "field": problem.field,
        "vi": error.vi, "en": error.en, "next_vi": error.next_vi, "next_en": error.next_en,
    }  # fmt: skip
