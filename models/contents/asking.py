"""What the applicant is asked for and gives: papers (bổ sung, hoàn thiện hồ sơ) and fees (rulebook §1)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from models.contents.base import Content
from models.identifiers import StepKey

__all__ = ["AnswerSupplement", "FeeStage", "PaidThrough", "Pay", "RequestPayment", "RequestSupplement"]


def _listed(said: object) -> object:
    """Read `don,ban_ve` as a command line says it; anything else stays what it is."""
    return [part for part in said.split(",") if part] if isinstance(said, str) else said


ComponentKeys = Annotated[tuple[StepKey, ...], BeforeValidator(_listed), Field(max_length=50)]
"""Keys of the procedure's list of components, each once."""
Reference = Annotated[str, Field(pattern=r"^[A-Za-z0-9./-]{1,40}$")]
Dong = Annotated[int, Field(ge=1, le=10**12)]


class _OfComponents(Content):
    components: ComponentKeys = ()

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len(set(self.components)) != len(self.components):
            msg = "each component once"
            raise ValueError(msg)
        return self


class RequestSupplement(_OfComponents):
    """Which components are missing or not in order; what exactly stands in the act's note."""

    components: Annotated[ComponentKeys, Field(min_length=1)]
    answer_by: date | None = None
    """The last day for the answer; None: as many days as the regime gives."""


class AnswerSupplement(_OfComponents):
    """What the applicant brought."""

    reference: Reference | None = None
    """The portal's or the post's number of it."""
    complete: bool
    """Whether that is all: a partial answer is recorded and the dossier waits on."""


class FeeStage(StrEnum):
    """When a fee is due (nghĩa vụ tài chính; the portal's 1, 2 and 3)."""

    RECEPTION = "reception"
    SUPPLEMENT = "supplement"
    """While it is handled, as what was supplemented shows."""
    RETURN = "return"


class RequestPayment(Content):
    """Which amount, and at which stage."""

    amount: Dong
    at: FeeStage


class PaidThrough(StrEnum):
    """How a payment came."""

    COUNTER = "counter"
    ONLINE = "online"


class Pay(Content):
    """One payment, by the number under which the bank or the counter's receipt book has it."""

    reference: Reference
    amount: Dong
    through: PaidThrough = PaidThrough.COUNTER
