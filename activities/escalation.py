"""Escalation: late again, so the superior agency is told (rulebook §1, "At most one new date")."""

from __future__ import annotations

from temporalio import activity

from activities.telling import Telling, TellOrder, ToldFacts
from models.effects import EffectKind
from models.identifiers import AgencyCode

__all__ = ["EscalateOrder", "Escalation"]


class EscalateOrder(TellOrder):
    """Tell the superior agency of a dossier that is late for the second time."""

    kind = EffectKind.ESCALATION

    accountable_agency: AgencyCode


class Escalation(Telling):
    """Escalates to superior agencies."""

    @activity.defn
    def escalate(self, order: EscalateOrder) -> ToldFacts:
        """Send word to the superior agency, then record it. Raises Unavailable (`MAIL_UNREACHABLE`)."""
        return self.told(order, "ESCALATION")
