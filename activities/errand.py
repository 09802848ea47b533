"""Errands: word of a hand-over, brought into the receiving agency's own system (design §2.17).

An agency may have a queue and a worker of its own. That worker knows no register: it gets a slip of codes, brings it
where its agency looks, and returns by which name it stands there. Whoever serves the shared queue writes that down,
and brings the slip another way when nobody there answers.
"""

from __future__ import annotations

from typing import Literal, Protocol

from temporalio import activity

from activities.order import Order
from activities.ports import Letter, Notifier, Register
from models.effects import EffectKind
from models.identifiers import AgencyCode, DossierCode, ProcedureCode, StepKey
from models.journal import EffectRow, LetterRow
from models.value import UtcTime, Value

__all__ = ["AgencyInbox", "AgencyWork", "ErrandFacts", "Errands", "SettleOrder", "Slip"]

SUBJECT = "HAND_OVER"


class Slip(Value):
    """What an agency's own system is told: codes and times, no personal data."""

    code: DossierCode
    effect_id: str
    """With the code it names the errand: whoever gets it twice has it once."""
    procedure: ProcedureCode
    from_agency: AgencyCode
    to_agency: AgencyCode
    to_step: StepKey
    at: UtcTime
    """Legal time of the delivery into the register's inbox."""
    due: UtcTime | None


class AgencyInbox(Protocol):
    """An agency's own system."""

    def deliver(self, slip: Slip) -> str:
        """Bring the slip in and return by which name it stands there; the same slip again stands there once.

        Raises Unavailable, to be tried again; Refused, for good.
        """


class AgencyWork:
    """What an agency's own worker does; it has neither the register nor its keys."""

    def __init__(self, inbox: AgencyInbox) -> None:
        self._inbox = inbox

    @activity.defn
    def deliver_to_agency(self, slip: Slip) -> str:
        """Bring the slip into the agency's system; returns the name by which it stands there."""
        return self._inbox.deliver(slip)


class SettleOrder(Order):
    """Write down what came of an errand, or bring its slip another way."""

    kind = EffectKind.ERRAND

    to_agency: AgencyCode
    answer: str | None = None
    """By which name the slip stands in the agency's system; None: it was not brought there."""
    error: str | None = None
    """Why not."""

    def done(self, facts: ErrandFacts) -> EffectRow:
        """See Order. A letter only if one was sent."""
        if facts.delivered_by == "agency":
            return self._row(facts)
        sent = LetterRow(
            letter_id=f"{self.code}_{self.effect_id}",
            kind=None,
            paper=None,
            to_agency=self.to_agency,
            channel=facts.channel or "",
            reference=facts.reference,
            sent_at=self.at,
            evidence=None,
        )
        return self._row(facts, letters=(sent,))


class ErrandFacts(Value):
    """Which way the slip went."""

    delivered_by: Literal["agency", "shared"]
    reference: str
    channel: str | None = None
    """By which channel the shared queue sent it."""
    error: str | None = None
    """Why it was not the agency."""
    taken_over: str | None = None
    """The effect of a branch that was left, which did it."""


class Errands:
    """Settles errands."""

    def __init__(self, register: Register, notifier: Notifier) -> None:
        self._register = register
        self._notifier = notifier

    @activity.defn
    def settle_errand(self, order: SettleOrder) -> ErrandFacts:
        """Record the agency's answer; without one, send the slip as a letter, then record that.

        Raises Unavailable (`DISK_FULL`, `FOLDER_UNWRITABLE`).
        """
        if (facts := order.done_before(self._register)) is not None:
            return ErrandFacts.model_validate(facts)
        facts_now = self._sent(order) if order.answer is None else _answered(order.answer)
        return ErrandFacts.model_validate(self._register.perform(order.write, order.done(facts_now)))

    def _sent(self, order: SettleOrder) -> ErrandFacts:
        letter = Letter(
            letter_id=f"{order.code}_{order.effect_id}",
            code=order.code,
            kind=None,
            paper=None,
            to_agency=order.to_agency,
            subject_code=SUBJECT,
            at=order.at,
        )
        sent = self._notifier.send(letter, None, None)
        return ErrandFacts(delivered_by="shared", reference=sent.reference, channel=sent.channel, error=order.error)


def _answered(reference: str) -> ErrandFacts:
    return ErrandFacts(delivered_by="agency", reference=reference)
