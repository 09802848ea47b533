"""Whose work a step is, more time by sector law, and which act is undone."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator

from models.contents.base import Content
from models.identifiers import OfficerId
from models.procedure import Limit, Unit

__all__ = ["Assign", "Extend", "Reassign", "Reverse"]


class Assign(Content):
    """Whose work the step is from now on."""

    officer: OfficerId


class Reassign(Assign):
    """Whose work it is instead."""


class Extend(Content):
    """By how much the limit is lengthened, counted from the due instant (gia hạn)."""

    amount: Annotated[int, Field(ge=1, le=3660)]
    unit: Unit

    @field_validator("unit")
    @classmethod
    def _is_an_amount(cls, unit: Unit) -> Unit:
        if unit is Unit.SAME_DAY:
            msg = "an extension is stated in hours, days or months"
            raise ValueError(msg)
        return unit

    @property
    def limit(self) -> Limit:
        """The same as a limit."""
        return Limit(amount=self.amount, unit=self.unit)


class Reverse(Content):
    """Which act is undone, by the number of its event."""

    seq: Annotated[int, Field(ge=1)]
