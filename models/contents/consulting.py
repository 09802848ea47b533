"""What is asked of other agencies, and what they answer (lấy ý kiến; rulebook §1, "Handing over and consultation")."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import BeforeValidator, Field, model_validator

from models.contents.base import Content
from models.identifiers import AgencyCode
from models.value import UtcTime, Value

__all__ = ["AnswerConsultation", "Asked", "CancelConsultation", "Consult", "Opinion"]

MatterNumber = Annotated[int, Field(ge=1, le=10_000)]


class Opinion(StrEnum):
    """What a consulted agency thinks of it."""

    AGREE = "agree"
    DISAGREE = "disagree"
    OTHER = "other"

    @property
    def vi(self) -> str:
        """What a person calls it."""
        return {"agree": "đồng ý", "disagree": "không đồng ý", "other": "ý kiến khác"}[self.value]


class Asked(Value):
    """One agency that is asked, and until when."""

    agency: AgencyCode
    due: UtcTime | None = None
    """The instant; None: after so many working hours."""
    hours: Annotated[int, Field(ge=1, le=2000)] | None = None
    """Working hours from the asking, by the dossier's own calendar."""

    @model_validator(mode="after")
    def _until_one_instant(self) -> Self:
        if (self.due is None) == (self.hours is None):
            msg = "either due or hours"
            raise ValueError(msg)
        return self


def _listed(said: object) -> object:
    """Read `H24.5:16,H24.7:8`, agencies with their working hours, as a command line says it."""
    if not isinstance(said, str):
        return said
    pairs = [part.partition(":") for part in said.split(",") if part]
    return [{"agency": agency, "hours": hours} for agency, _, hours in pairs]


class Consult(Content):
    """Who is asked for an opinion, several at once; what exactly is asked stands in the act's note."""

    FILLED: ClassVar = frozenset({"superiors"})

    agencies: Annotated[tuple[Asked, ...], BeforeValidator(_listed), Field(min_length=1, max_length=30)]
    superiors: dict[AgencyCode, AgencyCode | None] = Field(default_factory=dict)
    """For each of them and each above one, to whom lateness is escalated."""

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({asked.agency for asked in self.agencies}) != len(self.agencies):
            msg = "each agency once"
            raise ValueError(msg)
        return self


class AnswerConsultation(Content):
    """The opinion of an agency on what it was asked; its words stand in the act's note."""

    matter: MatterNumber
    opinion: Opinion


class CancelConsultation(Content):
    """Which question is taken back."""

    matter: MatterNumber
