"""What is pinned on a dossier at reception: procedure, regime and calendar as they stood that day (design §2.12)."""

from __future__ import annotations

from models.calendar import WorkingCalendar
from models.identifiers import AgencyCode
from models.procedure import Procedure
from models.regime import Regime
from models.value import Value

__all__ = ["PinnedRules"]


class PinnedRules(Value):
    """The rules by which one dossier is judged for as long as it lives."""

    procedure: Procedure
    """The version in force on the day of reception, its steps' agencies resolved to codes."""
    regime: Regime
    calendar: WorkingCalendar
    """The days of the span that the dossier needs, without citations."""
    desk: AgencyCode
    """Whose reception acts for the dossier: the receiving agency, or whoever has its duties since it was abolished."""
    superiors: dict[AgencyCode, AgencyCode | None]
    """For each agency of the dossier, to whom lateness is escalated."""
