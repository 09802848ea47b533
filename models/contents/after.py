"""What comes after closing: what the applicant thought of it, and a result that was wrong (rulebook §1, §5)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from models.contents.base import Content

__all__ = ["Criterion", "Rate", "Score"]

Score = Annotated[int, Field(ge=1, le=5)]
"""From 1, very dissatisfied (rất không hài lòng), to 5, very satisfied (rất hài lòng)."""


class Criterion(StrEnum):
    """What of the service is rated by itself."""

    ATTITUDE = "attitude"
    TIMELINESS = "timeliness"
    GUIDANCE = "guidance"
    RESULT = "result"

    @property
    def vi(self) -> str:
        """What a person calls it."""
        return _VI[self]


_VI = {
    Criterion.ATTITUDE: "thái độ phục vụ",
    Criterion.TIMELINESS: "thời hạn giải quyết",
    Criterion.GUIDANCE: "việc hướng dẫn",
    Criterion.RESULT: "kết quả giải quyết",
}


class Rate(Content):
    """What the applicant thought of how the dossier was settled."""

    score: Score
    criteria: dict[Criterion, Score] = Field(default_factory=dict)
