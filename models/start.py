"""The start message: a new dossier or a whole dossier state; continuing and restoring are one path (design §2.13)."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from models.acts import Envelope
from models.dossier import DossierState
from models.identifiers import DossierCode
from models.opening import Opening
from models.value import Value

__all__ = ["AfterStart", "Closing", "Start"]


class Start(Value):
    """An opening or a state, exactly one of the two.

    A run that continues another takes its state as it is. Any other state was made from the register, and somebody
    must prove that it was: `again` is the act `start_again` of an operator, over the state's digest.
    """

    opening: Opening | None = None
    state: DossierState | None = None
    again: Envelope | None = None
    rooted: Envelope | None = None
    """The act `rotate_root`, done first: the root was handed on while the dossier did not run."""

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.opening is None) == (self.state is None):
            msg = "a start is an opening or a state"
            raise ValueError(msg)
        if self.again is not None and self.state is None:
            msg = "only a state is started again"
            raise ValueError(msg)
        return self


class AfterStart(Value):
    """The start message of what comes after a dossier's closing; the rest it reads from the register."""

    code: DossierCode


class Closing(Value):
    """How a dossier ended: the workflow's result."""

    code: str
    status: int
    late_seconds: int
    apologised: bool
    escalated: bool
