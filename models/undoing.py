"""What an early end undoes: one thing after the other, each once (rulebook §1, "Results")."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from models.value import Value

__all__ = ["Undo", "UndoKind"]


class UndoKind(StrEnum):
    """One kind of thing that is undone or told at an early end."""

    NOTICE = "notice"
    """The applicant is told by the official form, where the regime has one."""
    STOP = "stop"
    """A stop becomes final once its notice is issued."""
    SENDING = "sending"
    """What was to be sent and is not out yet is not sent any more."""
    CONSULTATION = "consultation"
    """An open question is recalled, and its agency told."""
    HAND_OVER = "hand_over"
    """What was offered and not taken over is recalled, and the receiver told."""
    REFUND = "refund"
    """What was paid is ordered to be paid back."""


class Undo(Value):
    """One thing to be undone."""

    kind: UndoKind
    number: int = Field(default=0, ge=0)
    """Which matter or hand-over; 0 where there is one of a kind."""
