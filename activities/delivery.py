"""Delivery: a letter of the outbox goes out, and what proves it comes back."""

from __future__ import annotations

from temporalio import activity

from activities.order import Order
from activities.ports import Documents, Letter, Notifier, Register
from models.effects import EffectKind
from models.journal import EffectRow, LetterRow, PaperKind
from models.value import Hash, Value

__all__ = ["DeliverOrder", "Delivery", "DeliveryFacts"]


class DeliverOrder(Order):
    """Deliver an apology letter to the applicant."""

    kind = EffectKind.DELIVERY

    letter_id: str
    paper: Hash

    def done(self, facts: DeliveryFacts) -> EffectRow:
        """See Order."""
        delivered = LetterRow(
            letter_id=self.letter_id,
            kind=PaperKind.APOLOGY,
            paper=self.paper,
            to_agency=None,
            channel=facts.channel,
            reference=facts.reference,
            sent_at=self.at,
            evidence=facts.evidence,
        )
        return self._row(facts, letters=(delivered,))


class DeliveryFacts(Value):
    """How it went out; `evidence` is None when an officer must confirm that it arrived."""

    channel: str
    reference: str
    evidence: str | None
    taken_over: str | None = None
    """The effect of a branch that was left, which sent it."""


class Delivery:
    """Delivers letters to applicants."""

    def __init__(self, register: Register, documents: Documents, notifier: Notifier) -> None:
        self._register = register
        self._documents = documents
        self._notifier = notifier

    @activity.defn
    def deliver_letter(self, order: DeliverOrder) -> DeliveryFacts:
        """Send, then record. Killed between the two, it sends again: the spool keeps one, a mail server may get two.

        Raises Unavailable (`MAIL_UNREACHABLE`), Refused (`MAIL_REJECTED`, `PERSON_ERASED`).
        """
        if (facts := order.done_before(self._register)) is not None:
            return DeliveryFacts.model_validate(facts)
        letter = Letter(
            letter_id=order.letter_id,
            code=order.code,
            kind=PaperKind.APOLOGY,
            paper=order.paper,
            to_agency=None,
            subject_code="APOLOGY",
            at=order.at,
        )
        sent = self._notifier.send(
            letter, self._register.applicant(order.code), self._documents.get(order.code, order.paper)
        )
        row = order.done(DeliveryFacts(channel=sent.channel, reference=sent.reference, evidence=sent.evidence))
        return DeliveryFacts.model_validate(self._register.perform(order.write, row))
