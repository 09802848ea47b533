"""What a dossier remembers of its promise, its result and what was said to it."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import Field

from models.acts import Answer
from models.calendar import WorkingCalendar
from models.clock import DeadlineClock
from models.identifiers import AgencyCode, CalendarVersion, DecisionId, NoteId, ReasonCode, StepKey
from models.journal import PaperRow
from models.undoing import Undo
from models.value import Hash, Mutable, UtcTime

__all__ = ["Apology", "Decision", "FirstPromise", "Payment", "Rating", "Refusal", "Undoing", "Waiting"]


class Waiting(Mutable):
    """How long others may take with a dossier whose rules are not pinned yet, and by which calendar (rulebook §1)."""

    calendar: CalendarVersion
    answer_by: UtcTime | None = None
    """Until when an online dossier is to be answered."""


class FirstPromise(Mutable):
    """What was promised at reception, kept once a changed calendar or procedure moved the due instant."""

    clock: DeadlineClock
    calendar: WorkingCalendar


class Payment(Mutable):
    """What the applicant paid, once for each reference of the bank or of the counter's receipts."""

    reference: str
    amount: int
    """In đồng."""
    paid_at: UtcTime
    decision_id: DecisionId
    """The act that told it: said again under another id, it gets that act's answer."""
    matter: int
    refunded: bool = False
    """A refund of it was ordered."""


class Refusal(Mutable):
    """The proposal to refuse after appraisal, with its written reasons (rulebook §1)."""

    reason_code: ReasonCode
    note_id: NoteId | None
    step: StepKey
    """Who proposed it."""


class Undoing(Mutable):
    """What an early end has still to undo (workflows/undoing.py)."""

    left: list[Undo]
    reason_code: ReasonCode
    note_id: NoteId | None
    under_way: str | None = None
    """The effect that undoes what was taken from `left` last."""


class Apology(Mutable):
    """The one apology of a late dossier."""

    new_due: UtcTime
    promised_at: UtcTime | None = None
    """When that date was; None for an older system's."""
    stated_on: date | None = None
    """The day on which an older system issued it; None: ours."""
    letter: PaperRow | None = None
    delivered: str | None = None
    """The evidence of delivery; None: still owed."""
    told: dict[str, Any] = Field(default_factory=dict)
    """What the letter says of the delay: the detail of its decision; empty for an older system's."""
    settled: AgencyCode | None = None
    """Who answers for the delay, once that was contested and settled."""
    unsigned: bool = False
    """Issued under the seal alone where the regime wants the head's signature too."""
    signed: PaperRow | None = None
    """The same letter with the head's signature, issued after it; None: none, or it was signed from the first."""
    signed_letter: str | None = None
    """Its name in the outbox."""

    @property
    def owed(self) -> bool:
        """Còn nợ xin lỗi: ours, and without evidence of delivery."""
        return self.stated_on is None and self.delivered is None

    @property
    def wants_signature(self) -> bool:
        """Whether the head may still sign what was issued under the seal alone."""
        return self.unsigned and self.letter is not None

    @property
    def stated_agency(self) -> AgencyCode | None:
        """Whom the first letter named as answering for the delay; None: an older system's letter."""
        agency = self.told.get("accountable_agency")
        return None if agency is None else AgencyCode(agency)

    @property
    def accountable(self) -> AgencyCode | None:
        """Who answers for the delay: as settled, else as the letter says."""
        return self.settled or self.stated_agency


class Rating(Mutable):
    """What the applicant thought of it."""

    score: int
    criteria: dict[str, int]
    rated_at: UtcTime
    """When it was rated first: from then on the time runs in which it may be changed."""


class Decision(Mutable):
    """An act that was done: repeated with the same content, it gets the first answer again."""

    digest: Hash
    answer: Answer
