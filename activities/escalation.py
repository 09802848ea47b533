"""Escalation: late again, so the superior agency is told (rulebook §1, "At most one new date")."""

from __future__ import annotations

from temporalio import activity

from activities.order import Order
from activities.ports import Letter, Notifier, Register
from models.effects import EffectKind
from models.identifiers import AgencyCode
from models.journal import EffectRow, LetterRow
from models.value import Value

__all__ = ["EscalateOrder", "Escalation", "EscalationFacts"]


class EscalateOrder(Order):
    """Tell the superior agency of a dossier that is late for the second time."""

    kind = EffectKind.ESCALATION

    to_agency: AgencyCode
    accountable_agency: AgencyCode

    def done(self, facts: EscalationFacts) -> EffectRow:
        """See Order."""
        sent = LetterRow(
            letter_id=facts.letter_id,
            kind=None,
            paper=None,
            to_agency=self.to_agency,
            channel=facts.channel,
            reference=facts.reference,
            sent_at=self.at,
            evidence=facts.evidence,
        )
        return self._row(facts, letters=(sent,))


class EscalationFacts(Value):
    """By which letter it was told."""

    letter_id: str
    channel: str
    reference: str
    evidence: str | None = None
    taken_over: str | None = None
    """The effect of a branch that was left, which sent it."""


class Escalation:
    """Escalates to superior agencies."""

    def __init__(self, register: Register, notifier: Notifier) -> None:
        self._register = register
        self._notifier = notifier

    @activity.defn
    def escalate(self, order: EscalateOrder) -> EscalationFacts:
        """Send word to the superior agency, then record it. Raises Unavailable (`MAIL_UNREACHABLE`)."""
        if (facts := order.done_before(self._register)) is not None:
            return EscalationFacts.model_validate(facts)
        letter_id = f"{order.code}_{order.effect_id}"
        letter = Letter(
            letter_id=letter_id,
            code=order.code,
            kind=None,
            paper=None,
            to_agency=order.to_agency,
            subject_code="ESCALATION",
            at=order.at,
        )
        sent = self._notifier.send(letter, None, None)
        facts_now = EscalationFacts(
            letter_id=letter_id, channel=sent.channel, reference=sent.reference, evidence=sent.evidence
        )
        return EscalationFacts.model_validate(self._register.perform(order.write, order.done(facts_now)))
