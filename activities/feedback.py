"""What is done for a feedback: its journal is written, and its superior told when nobody answered in time."""

from __future__ import annotations

from typing import Protocol

from temporalio import activity

from activities.ports import Letter, Notifier
from models.feedback_state import FeedbackWrite, ReportFacts, ReportOrder

__all__ = ["FeedbackRegister", "Feedbacks"]


class FeedbackRegister(Protocol):
    """The register's side. Every call may be repeated and then changes nothing more."""

    def record(self, write: FeedbackWrite) -> None:
        """Append events and bring the row up to date, in one transaction.

        Raises Refused `NOT_RESERVED`; Broken: `CHAIN_FORKED` (same seq, another hash), `CHAIN_GAP`, `CHAIN_FORGED`.
        """

    def report(self, order: ReportOrder, facts: ReportFacts) -> ReportFacts:
        """Keep that the superior was told, and return by which letter; what stands already is left as it is."""

    def reported(self, order: ReportOrder) -> ReportFacts | None:
        """Return by which letter the superior was told, if they were."""


class Feedbacks:
    """Does what feedbacks decide."""

    def __init__(self, register: FeedbackRegister, notifier: Notifier) -> None:
        self._register = register
        self._notifier = notifier

    @activity.defn
    def record_feedback(self, write: FeedbackWrite) -> None:
        """Write the journal. Raises as `FeedbackRegister.record`; Unavailable."""
        self._register.record(write)

    @activity.defn
    def report_feedback(self, order: ReportOrder) -> ReportFacts:
        """Send word to the superior agency, then record it. Raises Unavailable, also `MAIL_UNREACHABLE`."""
        if (facts := self._register.reported(order)) is not None:
            return facts
        letter = Letter(
            letter_id=f"{order.code}_{order.effect_id}",
            code=order.code,
            kind=None,
            paper=None,
            to_agency=order.to_agency,
            subject_code="FEEDBACK_LATE",
            at=order.at,
        )
        sent = self._notifier.send(letter, None, None)
        return self._register.report(order, ReportFacts(channel=sent.channel, reference=sent.reference))
