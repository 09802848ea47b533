"""Telling an agency by a letter without a paper: what an escalation and a word have in common."""

from __future__ import annotations

from activities.order import Order
from activities.ports import Letter, Notifier, Register
from models.identifiers import AgencyCode
from models.journal import EffectRow, LetterRow
from models.value import Value

__all__ = ["TellOrder", "Telling", "ToldFacts"]


class TellOrder(Order):
    """Tell an agency something about a dossier."""

    to_agency: AgencyCode

    @property
    def letter_id(self) -> str:
        """The effect's own, whoever tries it."""
        return f"{self.code}_{self.effect_id}"

    def done(self, facts: ToldFacts) -> EffectRow:
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


class ToldFacts(Value):
    """By which letter it was told."""

    letter_id: str
    channel: str
    reference: str
    evidence: str | None = None
    taken_over: str | None = None
    """The effect of a branch that was left, which sent it."""


class Telling:
    """Sends letters without papers, each once."""

    def __init__(self, register: Register, notifier: Notifier) -> None:
        self._register = register
        self._notifier = notifier

    def told(self, order: TellOrder, subject_code: str) -> ToldFacts:
        """Send the letter, then record it. Raises Unavailable (`MAIL_UNREACHABLE`)."""
        if (facts := order.done_before(self._register)) is not None:
            return ToldFacts.model_validate(facts)
        letter = Letter(
            letter_id=order.letter_id,
            code=order.code,
            kind=None,
            paper=None,
            to_agency=order.to_agency,
            subject_code=subject_code,
            at=order.at,
        )
        sent = self._notifier.send(letter, None, None)
        told = ToldFacts(
            letter_id=letter.letter_id, channel=sent.channel, reference=sent.reference, evidence=sent.evidence
        )
        return ToldFacts.model_validate(self._register.perform(order.write, order.done(told)))
