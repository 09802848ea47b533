"""An act that was refused because whoever said it might not: what is kept of it, codes only."""

from __future__ import annotations

from models.acts import Act
from models.identifiers import DecisionId, DossierCode, OfficerId
from models.value import UtcTime, Value

__all__ = ["Refusal"]


class Refusal(Value):
    """One refusal, of an act that was said as an update or never proven. A refused signal is an event instead."""

    at: UtcTime
    """The real time."""
    code: DossierCode
    act: Act
    error: str
    officer: OfficerId
    """Who is said to have acted; nothing proves it."""
    on_behalf_of: OfficerId | None = None
    decision_id: DecisionId | None = None
