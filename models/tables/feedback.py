"""Feedbacks (phản ánh, kiến nghị): what was reserved and sealed, the journal, where each stands."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, Integer, LargeBinary, text
from sqlmodel import Field

from models.tables.base import Table, bigint, instant, json, text_column


def of_feedback(**more: Any) -> Any:
    """Part of the key: a feedback's code."""
    return text_column(primary_key=True, foreign_key="feedback_reservation.code", **more)


class FeedbackCounter(Table, table=True):
    """The last number that an agency gave to a feedback on a day in Vietnam; its row lock leaves no gap."""

    __tablename__ = "feedback_counter"
    agency: str = text_column(primary_key=True)
    day: date = Field(primary_key=True)
    last: int = bigint()


class FeedbackReservation(Table, table=True):
    """A code, reserved for one submission, with what was said, sealed."""

    __tablename__ = "feedback_reservation"
    code: str = text_column(primary_key=True)
    submission_id: str = text_column(unique=True)
    submission_digest: str = text_column()
    """Keyed hash of what was submitted."""
    opening: dict[str, Any] = json()
    """The start message, codes only."""
    opening_digest: str = text_column()
    agency: str = text_column()
    day: date
    number: int = bigint()
    reserved_at: datetime = instant()
    wrapped: bytes | None = Field(sa_type=LargeBinary)
    """Its key under an own key of the register. Emptied, the person is erased."""
    sealed: bytes | None = Field(sa_type=LargeBinary)
    asked_by: str | None = text_column()
    """Who asked that the person be erased; another confirms it."""
    asked_at: datetime | None = instant()
    erased_by: str | None = text_column()
    erased_at: datetime | None = instant()
    __table_args__ = (Index("uq_feedback_reservation_number", "agency", "day", "number", unique=True),)


class FeedbackPerson(Table, table=True):
    """Finds what a person said before about a subject, by keyed hashes of what they are known by."""

    __tablename__ = "feedback_person"
    keyed_hash: str = text_column(primary_key=True)
    code: str = of_feedback(index=True)
    subject: str = text_column()
    """`kind:id`."""
    received_at: datetime = instant()


class FeedbackNote(Table, table=True):
    """A free text, sealed, named by its keyed hash."""

    __tablename__ = "feedback_note"
    code: str = of_feedback()
    note_id: str = text_column(primary_key=True)
    sealed: bytes = Field(sa_type=LargeBinary)


class FeedbackEventRow(Table, table=True):
    """One event of a feedback's journal, as models.feedback_events has it."""

    __tablename__ = "feedback_event"
    code: str = of_feedback()
    branch: int = Field(sa_type=Integer)
    seq: int = bigint(primary_key=True)
    at: datetime = instant()
    tag: str = text_column()
    actor: str | None = text_column()
    agency: str | None = text_column()
    step: str | None = text_column()
    detail: dict[str, Any] = json()
    prev: str = text_column()
    hash: str = text_column()


class FeedbackEffect(Table, table=True):
    """A report to a superior that was sent."""

    __tablename__ = "feedback_effect"
    code: str = of_feedback()
    effect_id: str = text_column(primary_key=True)
    at: datetime = instant()
    to_agency: str = text_column()
    channel: str = text_column()
    reference: str = text_column()


class Feedback(Table, table=True):
    """Where a feedback stands."""

    __tablename__ = "feedback"
    code: str = of_feedback()
    channel: str = text_column()
    subject_kind: str = text_column()
    subject: str = text_column()
    hidden: bool
    receiving: str = text_column()
    assigned: str = text_column()
    superior: str | None = text_column()
    repeats: str | None = text_column()
    received_at: datetime = instant()
    due: datetime = instant()
    status: str = text_column()
    late: bool
    answered_at: datetime | None = instant()
    answered_by: str | None = text_column()
    satisfied: bool | None
    closed_at: datetime | None = instant()
    seq: int = bigint()
    head: str = text_column()
    __table_args__ = (
        Index("ix_feedback_waiting", "assigned", "due", postgresql_where=text("answered_at IS NULL")),
        Index("ix_feedback_received", "assigned", "received_at"),
        Index("ix_feedback_subject", "subject_kind", "subject"),
    )
