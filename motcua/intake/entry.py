"""One dossier of a file as it was read: a submission, or what is wrong with it."""

from __future__ import annotations

from typing import NamedTuple

from models.errors import MotcuaError
from models.identifiers import SubmissionId
from models.submission import Submission

__all__ = ["Entry", "Problem"]


class Problem(NamedTuple):
    """One thing that is wrong. It holds names of fields and numbers, never what was given (design §2.5)."""

    error: MotcuaError
    field: str | None = None
    """Where: a column's name, or a path like `components[0].form`; None: the dossier as a whole."""


class Entry(NamedTuple):
    """One dossier of the file. Exactly one of `submission` and `problems` is there."""

    line: int
    """The line on which it begins, from 1."""
    end: int
    """How many bytes of the file were read up to its end."""
    submission: Submission | None = None
    problems: tuple[Problem, ...] = ()
    stated_id: SubmissionId | None = None
    """The submission_id, where a wrong submission states a well-formed one."""

    @property
    def submission_id(self) -> SubmissionId | None:
        """Which submission it is, as far as that can be told."""
        return self.submission.submission_id if self.submission else self.stated_id
