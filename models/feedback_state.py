"""What a feedback's workflow knows, and what it hands to the register."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field

from models.events import GENESIS
from models.feedback import (
    FeedbackAnswer,
    FeedbackBody,
    FeedbackChannel,
    FeedbackCode,
    FeedbackOpening,
    FeedbackStatus,
    SubjectKind,
)
from models.feedback_events import FeedbackEvent
from models.identifiers import AgencyCode, DecisionId, OfficerId
from models.value import Hash, UtcTime, Value

__all__ = [
    "FeedbackDecision", "FeedbackRow", "FeedbackStart", "FeedbackState", "FeedbackWrite", "Report", "ReportFacts",
    "ReportOrder",
]  # fmt: skip


class _State(BaseModel):
    """Mutable: changed in place by the one workflow that owns it."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class FeedbackDecision(_State):
    """An act that was done: repeated with the same content, it gets the first answer again."""

    digest: Hash
    answer: FeedbackAnswer


class Report(_State):
    """A word to the superior that was decided and is to be sent."""

    effect_id: str
    at: UtcTime
    to_agency: AgencyCode


class FeedbackState(_State):
    """Everything the workflow knows. Times are legal times."""

    body: FeedbackBody
    status: FeedbackStatus = FeedbackStatus.RECEIVED
    late: bool = False
    answered_at: UtcTime | None = None
    answered_by: OfficerId | None = None
    satisfied: bool | None = None
    closed_at: UtcTime | None = None
    queue: list[Report] = Field(default_factory=list)
    decisions: dict[DecisionId, FeedbackDecision] = Field(default_factory=dict)
    refused_acts: int = 0
    seq: int = 0
    head: Hash = GENESIS
    unwritten: list[FeedbackEvent] = Field(default_factory=list)
    recorded: bool = False
    journal_blocked: str | None = None
    """The register keeps another journal than this one; nothing more is written."""

    @property
    def due(self) -> datetime:
        """Until when it is to be answered."""
        due = self.body.clock.on(self.body.calendar).due
        assert due is not None  # its clock never stands
        return due

    @property
    def judged_until(self) -> datetime | None:
        """Until when the person may say whether the answer satisfies them; None: there is no answer yet."""
        return None if self.answered_at is None else self.answered_at + timedelta(days=self.body.terms.judge_days)

    @property
    def row(self) -> FeedbackRow:
        """As the register shows it."""
        body = self.body
        return FeedbackRow(
            code=body.code, channel=body.channel, subject_kind=body.subject.kind, subject=body.subject.id,
            hidden=body.hidden, receiving=body.receiving, assigned=body.assigned, superior=body.superior,
            repeats=body.repeats, received_at=body.received_at, due=self.due, status=self.status, late=self.late,
            answered_at=self.answered_at, answered_by=self.answered_by, satisfied=self.satisfied,
            closed_at=self.closed_at, seq=self.seq, head=self.head,
        )  # fmt: skip


class FeedbackRow(Value):
    """One feedback in the read model. No personal data, none of its words."""

    code: FeedbackCode
    channel: FeedbackChannel
    subject_kind: SubjectKind
    subject: str
    hidden: bool
    receiving: AgencyCode
    assigned: AgencyCode
    superior: AgencyCode | None
    repeats: FeedbackCode | None
    received_at: UtcTime
    due: UtcTime
    status: FeedbackStatus
    late: bool
    answered_at: UtcTime | None
    answered_by: OfficerId | None
    satisfied: bool | None
    closed_at: UtcTime | None
    seq: int
    head: Hash

    @property
    def concerned(self) -> OfficerId | None:
        """The official whom it concerns."""
        return OfficerId(self.subject) if self.subject_kind is SubjectKind.OFFICER else None


class FeedbackWrite(Value):
    """Events not yet written, and the row that stands with them."""

    code: FeedbackCode
    run_id: str
    events: tuple[FeedbackEvent, ...]
    row: FeedbackRow


class ReportOrder(Value):
    """Tell the superior agency that a feedback was not answered in time. Repeating it repeats nothing."""

    code: FeedbackCode
    effect_id: str
    at: UtcTime
    to_agency: AgencyCode


class ReportFacts(Value):
    """By which letter it was told."""

    channel: str
    reference: str


class FeedbackStart(Value):
    """The start message: a new feedback, or the state with which a run goes on."""

    opening: FeedbackOpening | None = None
    state: FeedbackState | None = None

    def begun(self) -> FeedbackState:
        """Return the state to begin with."""
        if self.state is not None:
            return self.state
        assert self.opening is not None
        return FeedbackState(body=self.opening.body)
