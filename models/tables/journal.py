"""The journal and the read model."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, SmallInteger, text
from sqlmodel import Field

from models.tables.base import Table, bigint, instant, json, of_dossier, of_reservation, text_column, texts


class Dossier(Table, table=True):
    """Where a dossier stands."""

    __tablename__ = "dossier"
    code: str = of_reservation()
    submission_id: str = text_column()
    procedure: str = text_column()
    procedure_version: int | None = Field(sa_type=Integer)
    regime: str | None = text_column()
    calendar: str | None = text_column()
    channel: str = text_column()
    origin: str = text_column()
    receiving: str = text_column()
    competent: str = text_column()
    assisted: str | None = text_column()
    holding: str = text_column()
    holding_role: str | None = text_column()
    status: int = Field(sa_type=SmallInteger)
    phase: str = text_column()
    step: str | None = text_column()
    book_number: int | None = bigint()
    handed_in: int = Field(sa_type=Integer)
    digitised: int = Field(sa_type=Integer)
    reused: int = Field(sa_type=Integer)
    shared: int = Field(sa_type=Integer)
    received_at: datetime | None = instant()
    due_original: datetime | None = instant()
    due: datetime | None = instant()
    new_due: datetime | None = instant()
    overdue: bool
    finished_at: datetime | None = instant()
    closed_at: datetime | None = instant()
    apology_owed: bool
    escalated: bool
    outcome: str | None = text_column()
    marked_late: bool
    rating: int | None = Field(sa_type=SmallInteger)
    result_cancelled_at: datetime | None = instant()
    assigned: str | None = text_column()
    due_extended: datetime | None = instant()
    urged: int = Field(sa_type=Integer)
    accountable: str | None = text_column()
    accountable_stated: str | None = text_column()
    apology_by: str | None = text_column()
    apology_wants: str | None = text_column()
    blocked: list[str] = texts()
    branch: int = Field(sa_type=Integer)
    seq: int = bigint()
    head: str = text_column()
    __table_args__ = (
        Index("ix_dossier_inbox", "holding", "holding_role", "due", postgresql_where=text("closed_at IS NULL")),
        Index("ix_dossier_due", "due", postgresql_where=text("finished_at IS NULL")),
        Index("ix_dossier_open", "code", postgresql_where=text("closed_at IS NULL")),
        Index("ix_dossier_owed", "competent", postgresql_where=text("apology_owed")),
        Index("ix_dossier_apology_by", "apology_by", postgresql_where=text("apology_by IS NOT NULL")),
        Index("ix_dossier_received", "competent", "received_at"),
        Index("ix_dossier_received_at_counter", "receiving", "received_at"),
    )


class Event(Table, table=True):
    """One event of a journal, as models.events has it."""

    __tablename__ = "event"
    code: str = of_dossier()
    branch: int = Field(primary_key=True, sa_type=Integer)
    seq: int = bigint(primary_key=True)
    at: datetime = instant()
    tag: str = text_column()
    actor: str | None = text_column()
    agency: str | None = text_column()
    step: str | None = text_column()
    detail: dict[str, Any] = json()
    prev: str = text_column()
    hash: str = text_column()
    __table_args__ = (Index("ix_event_refused", "at", postgresql_where=text("tag = 'engine:act:refused'")),)


class Run(Table, table=True):
    """A run of a dossier's workflow that wrote here; what is archived goes by these rows (design §2.15)."""

    __tablename__ = "run"
    code: str = of_dossier()
    run_id: str = text_column(primary_key=True)
    branch: int = Field(sa_type=Integer)
    first_seq: int = bigint()
    archived_at: datetime | None = instant()
    missed_at: datetime | None = instant()
    """When its history was last found to be gone without an archive."""
    __table_args__ = (Index("ix_run_not_archived", "code", "run_id", postgresql_where=text("archived_at IS NULL")),)


class StepTaken(Table, table=True):
    """One step of a dossier, with allotted and used minutes."""

    __tablename__ = "step"
    code: str = of_dossier()
    position: int = Field(primary_key=True, sa_type=Integer)
    key: str = text_column()
    name: str = text_column()
    agency: str = text_column()
    role: str = text_column()
    kind: str = text_column()
    allotted_minutes: int = bigint()
    used_minutes: int = bigint()
    held_since: datetime | None = instant()
    officer: str | None = text_column()
    assigned: str | None = text_column()


class HandOver(Table, table=True):
    """One hand-over: from whom to whom, when offered and when taken or declined."""

    __tablename__ = "hand_over"
    code: str = of_dossier()
    number: int = Field(primary_key=True, sa_type=Integer)
    from_agency: str = text_column()
    to_agency: str = text_column()
    from_step: str | None = text_column()
    to_step: str = text_column()
    given_by: str = text_column()
    given_at: datetime = instant()
    taken_by: str | None = text_column()
    taken_at: datetime | None = instant()
    declined: bool
    withdrawn: bool
    __table_args__ = (Index("ix_hand_over_waiting", "given_at", postgresql_where=text("taken_at IS NULL")),)


class Matter(Table, table=True):
    """One matter beside the line of steps: a supplement, a payment, a consultation, a stop."""

    __tablename__ = "matter"
    code: str = of_dossier()
    number: int = Field(primary_key=True, sa_type=Integer)
    kind: str = text_column()
    agency: str | None = text_column()
    opened_by: str | None = text_column()
    opened_at: datetime = instant()
    due: datetime | None = instant()
    closed_at: datetime | None = instant()
    outcome: str | None = text_column()
    detail: dict[str, Any] = json()
    __table_args__ = (
        Index("ix_matter_waiting", "agency", "due", postgresql_where=text("closed_at IS NULL")),
        Index("ix_matter_kind", "kind", "opened_at"),
    )


class Alarm(Table, table=True):
    """An alarm of the legal clock, or of the register itself (`chain_forked`)."""

    __tablename__ = "alarm"
    code: str = of_reservation()
    kind: str = text_column(primary_key=True)
    number: int = bigint(primary_key=True)
    due: datetime = instant()
    planned: datetime | None = instant()
    """For when its timer was set; none of an alarm of the register itself."""
    fired: datetime = instant()
    lateness_seconds: int = bigint()
    __table_args__ = (Index("ix_alarm_kind_fired", "kind", "fired"),)
