"""Deeds: acts that a supervisor may still undo, with what their undoing must know; and a letter that is drafted."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from models.acts import Act
from models.identifiers import AgencyCode, OfficerId, StepKey
from models.statuses import Status
from models.value import UtcTime

__all__ = ["Deed", "Draft"]


class Deed(BaseModel):
    """An act whose effect has not left the house yet."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    seq: int
    """The number of its event."""
    act: Act
    at: UtcTime
    position: int
    """The step whose act it was."""
    status: Status
    """The portal's status before it."""
    noted: tuple[OfficerId, ...] = ()
    """Who became a handler by it."""
    assigned_before: OfficerId | None = None
    """Whose work the step was before it."""


class Draft(BaseModel):
    """A letter of apology that waits for the head of the agency that is about to be late (rulebook §1)."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    promise: int
    """Of which due instant it warns; when that moved, it counts no more."""
    agency: AgencyCode
    officer: OfficerId | None
    step: StepKey | None
    excess_minutes: int
