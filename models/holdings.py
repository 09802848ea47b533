"""Who holds a dossier, and for how long: the facts of the hand-over contract (design §3)."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from models.identifiers import AgencyCode, OfficerId
from models.value import Mutable, UtcTime

__all__ = ["RECEPTION_DESK", "HandOver", "Holding", "Stretch", "Tenure"]

RECEPTION_DESK = -1
"""The position of the reception, which holds a dossier before the first step."""


class Stretch(Mutable):
    """A stretch of time in which one position held the dossier."""

    start: UtcTime
    end: UtcTime | None = None


class Tenure(Mutable):
    """The agency that had a position until its duties passed to another."""

    agency: AgencyCode
    until: UtcTime
    officer: OfficerId | None = None
    """Who acted on it last there."""


class Holding(Mutable):
    """What one position of the process did: the desk (-1) or a step."""

    stretches: list[Stretch] = Field(default_factory=list)
    officer: OfficerId | None = None
    """Who took it over or acted on it last."""
    assigned: OfficerId | None = None
    """Whose work it is, or was when it was done; None: any officer's of the agency and role."""
    former: list[Tenure] = Field(default_factory=list)
    """Which agencies had it before the one of now, the first one first."""

    @property
    def open_since(self) -> datetime | None:
        """Since when it holds the dossier now."""
        return self.stretches[-1].start if self.stretches and self.stretches[-1].end is None else None


class HandOver(Mutable):
    """A hand-over from one position to another; backwards it is a send-back or rework."""

    source: int
    target: int
    given_by: OfficerId
    given_at: UtcTime
    silent_after: UtcTime
    """Past it, not being taken over raises an alarm."""
    taken_by: OfficerId | None = None
    taken_at: UtcTime | None = None
    declined: bool = False
    withdrawn: bool = False
    """A supervisor undid it, or its being taken over."""
    source_agency: AgencyCode | None = None
    """The agency that gave it, where its duties have passed to another since."""
    target_agency: AgencyCode | None = None
    """The agency to which it was given, where its duties have passed to another since it answered."""
