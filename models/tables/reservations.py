"""Reservations, keys, and what is sealed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, text
from sqlmodel import Field

from models.tables.base import Table, bigint, instant, json, of_reservation, text_column


class CodeCounter(Table, table=True):
    """The last number that an agency gave on a day in Vietnam; its row lock keeps the numbers without gaps."""

    __tablename__ = "code_counter"
    agency: str = text_column(primary_key=True)
    day: date = Field(primary_key=True)
    last: int = bigint()


class Reservation(Table, table=True):
    """A code, reserved for one submission."""

    __tablename__ = "reservation"
    code: str = text_column(primary_key=True)
    submission_id: str = text_column(unique=True)
    submission_digest: str = text_column()
    """Keyed hash of what was submitted."""
    opening_digest: str = text_column()
    opening: dict[str, Any] = json()
    """The start message, codes only, by which `reconcile` starts what was not started."""
    agency: str = text_column()
    day: date
    number: int | None = bigint()
    """None: the code came with the dossier from an older system and is not counted."""
    reserved_at: datetime = instant()
    started_at: datetime | None = instant()
    """When its workflow first asked for it, by the database's clock."""
    erased_at: datetime | None = instant()
    __table_args__ = (
        Index("ix_reservation_not_started", "reserved_at", postgresql_where=text("started_at IS NULL")),
        Index("uq_reservation_number", "agency", "day", "number", unique=True),
    )


class DossierKeyRow(Table, table=True):
    """A dossier's data key under the master key. Deleting the row erases the person."""

    __tablename__ = "dossier_key"
    code: str = of_reservation()
    wrapped: bytes = Field(sa_type=LargeBinary)


class SealedSubmission(Table, table=True):
    """What was submitted, sealed."""

    __tablename__ = "sealed_submission"
    code: str = of_reservation()
    sealed: bytes = Field(sa_type=LargeBinary)


class PersonLookup(Table, table=True):
    """Finds a person's dossiers by keyed hash (rulebook §6)."""

    __tablename__ = "person_lookup"
    keyed_hash: str = text_column(primary_key=True)
    code: str = text_column(primary_key=True, foreign_key="reservation.code", index=True)


class Note(Table, table=True):
    """A free text, sealed, named by its keyed hash."""

    __tablename__ = "note"
    code: str = of_reservation()
    note_id: str = text_column(primary_key=True)
    sealed: bytes = Field(sa_type=LargeBinary)


class Correction(Table, table=True):
    """A stated fact that an officer corrected: what was stated and what stands from then on, both sealed."""

    __tablename__ = "correction"
    code: str = of_reservation()
    decision_id: str = text_column(primary_key=True)
    field: str = text_column()
    old: bytes = Field(sa_type=LargeBinary)
    new: bytes = Field(sa_type=LargeBinary)
    found_by: str | None = text_column()
    """The keyed hash of a corrected identity number, by which its dossiers are found."""
    seq: int | None = bigint()
    """The event that decided it; None: the dossier has not accepted it, and nothing is changed."""


class KeyCheck(Table, table=True):
    """By which the keystore of this database is known again; tells nothing of a key."""

    __tablename__ = "key_check"
    key: str = text_column(primary_key=True)
    check_value: str = text_column()
