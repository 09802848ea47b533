"""The start message: a new dossier or a whole dossier state; continuing and restoring are one path (design §2.13)."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from models.dossier import DossierState
from models.opening import Opening
from models.value import Value

__all__ = ["Closing", "Start"]


class Start(Value):
    """Exactly one of the two."""

    opening: Opening | None = None
    state: DossierState | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.opening is None) == (self.state is None):
            msg = "a start is an opening or a state"
            raise ValueError(msg)
        return self


class Closing(Value):
    """How a dossier ended: the workflow's result."""

    code: str
    status: int
    late_seconds: int
    apologised: bool
    escalated: bool
