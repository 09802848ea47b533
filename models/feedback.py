"""Feedback (phản ánh, kiến nghị): what a person says about a dossier, an agency or an official (issue "Feedback").

A feedback is a workflow of its own under its own code, with its own clock and its own journal. It concerns people more
than any dossier: the person's words are sealed, and the official concerned learns nothing of one that is hidden.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from models.acts import Envelope
from models.calendar import WorkingCalendar
from models.clock import DeadlineClock
from models.identifiers import AgencyCode, DossierCode, Identifier, OfficerId, SubmissionId
from models.keys import KeyText
from models.procedure import Limit, Unit
from models.proof import Authentication
from models.regime import DayEnd
from models.submission import Person
from models.value import Hash, Nfc, UtcTime, Value, canonical, sha256_hex

__all__ = [
    "FeedbackAct", "FeedbackAnswer", "FeedbackBody", "FeedbackChannel", "FeedbackCode", "FeedbackOpening",
    "FeedbackStatus", "FeedbackSubmission", "FeedbackTerms", "Subject", "SubjectKind",
]  # fmt: skip


class FeedbackCode(Identifier):
    """A feedback's code: `PA`, the receiving agency, the legal day and its number there, `PA-H24.31.1-261123-0001`."""

    __slots__ = ()
    pattern = re.compile(r"PA-(?:\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(?:\.\d+)*)-\d{6}-\d{4,7}")

    @classmethod
    def compose(cls, agency: AgencyCode, day: date, number: int) -> FeedbackCode:
        """Compose the code of the `number`-th feedback that `agency` received on `day` (a day in Vietnam)."""
        return cls(f"PA-{agency}-{day:%y%m%d}-{number:04d}")

    @property
    def agency(self) -> AgencyCode:
        """The agency that received it."""
        return AgencyCode(self.split("-")[1])

    @property
    def day(self) -> date:
        """The legal day on which it was received."""
        return datetime.strptime(self.split("-")[2], "%y%m%d").date()  # noqa: DTZ007 - a day in Vietnam has no offset

    @property
    def number(self) -> int:
        """Its number there."""
        return int(self.split("-")[3])


class FeedbackAct(StrEnum):
    """The acts' wire names, frozen once used."""

    SUBMIT = "submit_feedback"
    ANSWER = "answer_feedback"
    JUDGE = "judge_feedback"

    @property
    def vi(self) -> str:
        """The act's name in Vietnamese."""
        return _ACT_VI[self]


_ACT_VI = {
    FeedbackAct.SUBMIT: "tiếp nhận phản ánh, kiến nghị",
    FeedbackAct.ANSWER: "trả lời phản ánh, kiến nghị",
    FeedbackAct.JUDGE: "đánh giá việc trả lời",
}


class FeedbackStatus(StrEnum):
    """Where a feedback stands."""

    RECEIVED = "received"
    ANSWERED = "answered"
    JUDGED = "judged"

    @property
    def vi(self) -> str:
        """What a person calls it."""
        return _STATUS_VI[self]


_STATUS_VI = {
    FeedbackStatus.RECEIVED: "chờ trả lời",
    FeedbackStatus.ANSWERED: "đã trả lời",
    FeedbackStatus.JUDGED: "đã được đánh giá",
}


class FeedbackChannel(StrEnum):
    """How it came."""

    DIRECT = "direct"
    ONLINE = "online"
    POST = "post"
    PHONE = "phone"

    @property
    def vi(self) -> str:
        """What a person calls it."""
        return _CHANNEL_VI[self]


_CHANNEL_VI = {
    FeedbackChannel.DIRECT: "trực tiếp",
    FeedbackChannel.ONLINE: "trực tuyến",
    FeedbackChannel.POST: "bưu chính",
    FeedbackChannel.PHONE: "điện thoại",
}


class SubjectKind(StrEnum):
    """What it is about."""

    DOSSIER = "dossier"
    AGENCY = "agency"
    OFFICER = "officer"

    @property
    def vi(self) -> str:
        """What a person calls it."""
        return {"dossier": "hồ sơ", "agency": "cơ quan", "officer": "cán bộ"}[self.value]


_ID: Final[dict[SubjectKind, type[Identifier]]] = {
    SubjectKind.DOSSIER: DossierCode, SubjectKind.AGENCY: AgencyCode, SubjectKind.OFFICER: OfficerId,
}  # fmt: skip


class Subject(Value):
    """Whom or what it is about, by its code."""

    kind: SubjectKind
    id: str

    @model_validator(mode="after")
    def _is_of_its_kind(self) -> Self:
        if not _ID[self.kind].pattern.fullmatch(self.id):
            msg = f"{self.kind.value} must match {_ID[self.kind].pattern.pattern}"
            raise ValueError(msg)
        return self


class FeedbackSubmission(Value):
    """What somebody says, as it comes in. Sealed; nothing of it but codes goes further."""

    submission_id: SubmissionId
    receiving: AgencyCode
    channel: FeedbackChannel
    subject: Subject
    hidden: bool = False
    """The official concerned is to learn nothing of it."""
    person: Person
    words: Annotated[Nfc, Field(min_length=1, max_length=4000)]


class FeedbackTerms(Value):
    """What the regime in force at reception says of it (models.regime.Parameters has the words)."""

    regime: str
    regime_version: int
    answer_days: int
    judge_days: int
    day_end: DayEnd


class FeedbackBody(Value):
    """A new feedback as its workflow may know it: codes only. Its digest is reserved in the register and proven."""

    code: FeedbackCode
    submission_id: SubmissionId
    submission_digest: Hash
    channel: FeedbackChannel
    subject: Subject
    hidden: bool
    receiving: AgencyCode
    assigned: AgencyCode
    """Who answers: never the official concerned, and not the agency whose head it concerns."""
    superior: AgencyCode | None
    """Who is told when the answer is late; None at the top of the tree."""
    repeats: FeedbackCode | None
    """The last one of the same person about the same subject, within the regime's days."""
    received_at: UtcTime
    terms: FeedbackTerms
    calendar: WorkingCalendar
    """The working days as published at reception, by which its due instant counts for as long as it lives."""
    root_key: KeyText
    shift_seconds: int = 0
    least_identity: Authentication = Authentication.ASSERTED

    @property
    def digest(self) -> Hash:
        """SHA-256 of the canonical JSON."""
        return sha256_hex(canonical(self))

    @property
    def clock(self) -> DeadlineClock:
        """The clock of the answer: the regime's working days from reception (rulebook §2)."""
        limit = Limit(amount=self.terms.answer_days, unit=Unit.WORKING_DAYS)
        return DeadlineClock(received_at=self.received_at, limit=limit, day_end=self.terms.day_end)

    @property
    def concerned(self) -> OfficerId | None:
        """The official whom it concerns."""
        return OfficerId(self.subject.id) if self.subject.kind is SubjectKind.OFFICER else None


class FeedbackOpening(Value):
    """The start message: what is opened, and the proven act `submit_feedback` that opens it."""

    body: FeedbackBody
    envelope: Envelope


class FeedbackAnswer(Value):
    """What a feedback answers to an act: where it stands after it."""

    code: FeedbackCode
    seq: int
    """The seq of the event that records the act."""
    status: FeedbackStatus
    due: str
    """As `stamp` writes it."""
