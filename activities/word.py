"""A word to another agency: a letter without a paper, named by a code of what it is about."""

from __future__ import annotations

from temporalio import activity

from activities.order import Order
from activities.ports import Letter, Notifier, Register
from models.effects import EffectKind
from models.identifiers import AgencyCode
from models.journal import EffectRow, LetterRow
from models.value import Value
from models.words import Word

__all__ = ["WordFacts", "WordOrder", "Words"]


class WordOrder(Order):
    """Tell an agency something about a dossier."""

    kind = EffectKind.WORD

    to_agency: AgencyCode
    about: Word

    def done(self, facts: WordFacts) -> EffectRow:
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


class WordFacts(Value):
    """By which letter it was told."""

    letter_id: str
    channel: str
    reference: str
    evidence: str | None = None
    taken_over: str | None = None
    """The effect of a branch that was left, which sent it."""


class Words:
    """Brings words to agencies."""

    def __init__(self, register: Register, notifier: Notifier) -> None:
        self._register = register
        self._notifier = notifier

    @activity.defn
    def tell_agency(self, order: WordOrder) -> WordFacts:
        """Send the word, then record it. Raises Unavailable (`MAIL_UNREACHABLE`)."""
        if (facts := order.done_before(self._register)) is not None:
            return WordFacts.model_validate(facts)
        letter = Letter(
            letter_id=f"{order.code}_{order.effect_id}",
            code=order.code,
            kind=None,
            paper=None,
            to_agency=order.to_agency,
            subject_code=order.about.value,
            at=order.at,
        )
        sent = self._notifier.send(letter, None, None)
        told = WordFacts(
            letter_id=letter.letter_id, channel=sent.channel, reference=sent.reference, evidence=sent.evidence
        )
        return WordFacts.model_validate(self._register.perform(order.write, order.done(told)))
