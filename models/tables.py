"""The register's tables, for motcua.register alone.

No personal data stands in a plain column: what people gave, and every free text, is sealed (`sealed`, `wrapped`).
Times are timestamptz, numbers that grow are bigint. The journal and the catalogue are append-only, by triggers of the
migrations. A dossier is locked by an advisory lock on its code, never by its row.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Final

from sqlalchemy import BigInteger, DateTime, Identity, Index, Integer, LargeBinary, MetaData, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

__all__ = ["METADATA"]

METADATA: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


class _Table(SQLModel):
    metadata: ClassVar[MetaData] = METADATA


def _text(**more: Any) -> Any:
    return Field(sa_type=Text, **more)


def _instant(**more: Any) -> Any:
    return Field(sa_type=DateTime(timezone=True), **more)


def _number(**more: Any) -> Any:
    return Field(sa_type=BigInteger, **more)


def _json(**more: Any) -> Any:
    return Field(sa_type=JSONB, **more)


def _texts(**more: Any) -> Any:
    return Field(sa_type=ARRAY(Text), **more)


def _of_dossier() -> Any:
    return _text(primary_key=True, foreign_key="dossier.code")


def _of_reservation() -> Any:
    return _text(primary_key=True, foreign_key="reservation.code")


# ── reservations, keys, what is sealed ────────────────────────────────────────────────────────────────────────────


class CodeCounter(_Table, table=True):
    """The last number that an agency gave on a day in Vietnam; its row lock keeps the numbers without gaps."""

    __tablename__ = "code_counter"
    agency: str = _text(primary_key=True)
    day: date = Field(primary_key=True)
    last: int = _number()


class Reservation(_Table, table=True):
    """A code, reserved for one submission."""

    __tablename__ = "reservation"
    code: str = _text(primary_key=True)
    submission_id: str = _text(unique=True)
    submission_digest: str = _text()
    """Keyed hash of what was submitted."""
    opening_digest: str = _text()
    opening: dict[str, Any] = _json()
    """The start message, codes only, by which `reconcile` starts what was not started."""
    agency: str = _text()
    day: date
    number: int | None = _number()
    """None: the code came with the dossier from an older system and is not counted."""
    reserved_at: datetime = _instant()
    started_at: datetime | None = _instant()
    """When its workflow first asked for it, by the database's clock."""
    erased_at: datetime | None = _instant()
    __table_args__ = (
        Index("ix_reservation_not_started", "reserved_at", postgresql_where=text("started_at IS NULL")),
        Index("uq_reservation_number", "agency", "day", "number", unique=True),
    )


class DossierKeyRow(_Table, table=True):
    """A dossier's data key under the master key. Deleting the row erases the person."""

    __tablename__ = "dossier_key"
    code: str = _of_reservation()
    wrapped: bytes = Field(sa_type=LargeBinary)


class SealedSubmission(_Table, table=True):
    """What was submitted, sealed."""

    __tablename__ = "sealed_submission"
    code: str = _of_reservation()
    sealed: bytes = Field(sa_type=LargeBinary)


class PersonLookup(_Table, table=True):
    """Finds a person's dossiers by keyed hash (rulebook §6)."""

    __tablename__ = "person_lookup"
    keyed_hash: str = _text(primary_key=True)
    code: str = _text(primary_key=True, foreign_key="reservation.code", index=True)


class Note(_Table, table=True):
    """A free text, sealed, named by its keyed hash."""

    __tablename__ = "note"
    code: str = _of_reservation()
    note_id: str = _text(primary_key=True)
    sealed: bytes = Field(sa_type=LargeBinary)


class KeyCheck(_Table, table=True):
    """By which the keystore of this database is known again; tells nothing of a key."""

    __tablename__ = "key_check"
    key: str = _text(primary_key=True)
    check_value: str = _text()


# ── journal and read model ────────────────────────────────────────────────────────────────────────────────────────


class Dossier(_Table, table=True):
    """Where a dossier stands."""

    __tablename__ = "dossier"
    code: str = _of_reservation()
    submission_id: str = _text()
    procedure: str = _text()
    procedure_version: int | None = Field(sa_type=Integer)
    regime: str | None = _text()
    calendar: str | None = _text()
    channel: str = _text()
    origin: str = _text()
    receiving: str = _text()
    competent: str = _text()
    assisted: str | None = _text()
    holding: str = _text()
    holding_role: str | None = _text()
    status: int = Field(sa_type=SmallInteger)
    phase: str = _text()
    step: str | None = _text()
    received_at: datetime | None = _instant()
    due_original: datetime | None = _instant()
    due: datetime | None = _instant()
    new_due: datetime | None = _instant()
    overdue: bool
    finished_at: datetime | None = _instant()
    closed_at: datetime | None = _instant()
    apology_owed: bool
    escalated: bool
    blocked: list[str] = _texts()
    branch: int = Field(sa_type=Integer)
    seq: int = _number()
    head: str = _text()
    __table_args__ = (
        Index("ix_dossier_inbox", "holding", "holding_role", "due", postgresql_where=text("closed_at IS NULL")),
        Index("ix_dossier_due", "due", postgresql_where=text("finished_at IS NULL")),
        Index("ix_dossier_owed", "competent", postgresql_where=text("apology_owed")),
        Index("ix_dossier_received", "competent", "received_at"),
        Index("ix_dossier_received_at_counter", "receiving", "received_at"),
    )


class Event(_Table, table=True):
    """One event of a journal, as models.events has it."""

    __tablename__ = "event"
    code: str = _of_dossier()
    branch: int = Field(primary_key=True, sa_type=Integer)
    seq: int = _number(primary_key=True)
    at: datetime = _instant()
    tag: str = _text()
    actor: str | None = _text()
    agency: str | None = _text()
    step: str | None = _text()
    detail: dict[str, Any] = _json()
    prev: str = _text()
    hash: str = _text()


class Run(_Table, table=True):
    """A run of a dossier's workflow that wrote here; what is archived goes by these rows (design §2.15)."""

    __tablename__ = "run"
    code: str = _of_dossier()
    run_id: str = _text(primary_key=True)
    branch: int = Field(sa_type=Integer)
    first_seq: int = _number()


class StepTaken(_Table, table=True):
    """One step of a dossier, with allotted and used minutes."""

    __tablename__ = "step"
    code: str = _of_dossier()
    position: int = Field(primary_key=True, sa_type=Integer)
    key: str = _text()
    name: str = _text()
    agency: str = _text()
    role: str = _text()
    kind: str = _text()
    allotted_minutes: int = _number()
    used_minutes: int = _number()
    held_since: datetime | None = _instant()
    officer: str | None = _text()


class HandOver(_Table, table=True):
    """One hand-over: from whom to whom, when offered and when taken or declined."""

    __tablename__ = "hand_over"
    code: str = _of_dossier()
    number: int = Field(primary_key=True, sa_type=Integer)
    from_agency: str = _text()
    to_agency: str = _text()
    from_step: str | None = _text()
    to_step: str = _text()
    given_by: str = _text()
    given_at: datetime = _instant()
    taken_by: str | None = _text()
    taken_at: datetime | None = _instant()
    declined: bool


class Alarm(_Table, table=True):
    """An alarm of the legal clock, or of the register itself (`chain_forked`)."""

    __tablename__ = "alarm"
    code: str = _of_reservation()
    kind: str = _text(primary_key=True)
    number: int = _number(primary_key=True)
    due: datetime = _instant()
    fired: datetime = _instant()
    lateness_seconds: int = _number()
    __table_args__ = (Index("ix_alarm_kind_fired", "kind", "fired"),)


# ── effects, papers, letters, numbers ─────────────────────────────────────────────────────────────────────────────


class Effect(_Table, table=True):
    """An effect that was done, and the facts it returned."""

    __tablename__ = "effect"
    code: str = _of_dossier()
    effect_id: str = _text(primary_key=True)
    kind: str = _text()
    at: datetime = _instant()
    facts: dict[str, Any] = _json()


class Paper(_Table, table=True):
    """A paper: named by the hash of its plain PDF, at rest under the hash of its sealed file."""

    __tablename__ = "paper"
    code: str = _of_dossier()
    sha256: str = _text(primary_key=True, index=True)
    effect_id: str = _text()
    kind: str = _text()
    sealed_sha256: str = _text()
    size: int = _number()
    number: str = _text()
    signed_at: datetime = _instant()
    certificates: list[str] = _texts()


class LetterOut(_Table, table=True):
    """A letter of the outbox."""

    __tablename__ = "letter"
    code: str = _of_dossier()
    letter_id: str = _text(primary_key=True)
    effect_id: str = _text()
    """The effect that last wrote it."""
    kind: str | None = _text()
    paper: str | None = _text()
    to_agency: str | None = _text()
    channel: str | None = _text()
    reference: str | None = _text()
    sent_at: datetime | None = _instant()
    evidence: str | None = _text()


class Book(_Table, table=True):
    """The last number in an agency's book of a year, per kind of paper."""

    __tablename__ = "book"
    agency: str = _text(primary_key=True)
    year: int = Field(primary_key=True, sa_type=Integer)
    kind: str = _text(primary_key=True)
    last: int = _number()


class BookEntry(_Table, table=True):
    """Which effect has which number."""

    __tablename__ = "book_entry"
    code: str = _of_reservation()
    effect_id: str = _text(primary_key=True)
    kind: str = _text(primary_key=True)
    agency: str = _text()
    year: int = Field(sa_type=Integer)
    number: int = _number()
    __table_args__ = (Index("uq_book_entry_number", "agency", "year", "kind", "number", unique=True),)


# ── catalogue, access ─────────────────────────────────────────────────────────────────────────────────────────────


class CatalogueVersion(_Table, table=True):
    """One version of something the catalogue keeps; never changed."""

    __tablename__ = "catalogue_version"
    kind: str = _text(primary_key=True)
    key: str = _text(primary_key=True)
    version: str = _text(primary_key=True)
    position: int = Field(sa_type=BigInteger, sa_column_args=(Identity(always=True),), unique=True)
    """The order in which they were added."""
    content_json: str = _text()
    sha256: str = _text()
    valid_from: date
    valid_to: date | None = Field()
    action: str = _text()
    decision: str = _text()
    replaces: list[str] = _texts()
    at: datetime = _instant()
    by: str = _text()


class Access(_Table, table=True):
    """Who looked at personal data, or took it out, when and why. The reason is free text and therefore sealed."""

    __tablename__ = "access_log"
    number: int = Field(primary_key=True, sa_type=BigInteger, sa_column_args=(Identity(always=True),))
    at: datetime = _instant()
    officer: str = _text()
    authenticated: str = _text()
    what: str = _text()
    code: str | None = _text(foreign_key="reservation.code")
    sealed_reason: bytes = Field(sa_type=LargeBinary)
    __table_args__ = (Index("ix_access_log_code", "code", "at"), Index("ix_access_log_officer", "officer", "at"))
