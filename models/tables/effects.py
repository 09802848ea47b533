"""Effects, papers, letters and numbers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer
from sqlmodel import Field

from models.tables.base import Table, bigint, instant, json, of_dossier, of_reservation, text_column, texts


class Effect(Table, table=True):
    """An effect that was done, and the facts it returned."""

    __tablename__ = "effect"
    code: str = of_dossier()
    effect_id: str = text_column(primary_key=True)
    kind: str = text_column()
    at: datetime = instant()
    facts: dict[str, Any] = json()


class Paper(Table, table=True):
    """A paper: named by the hash of its plain PDF, at rest under the hash of its sealed file."""

    __tablename__ = "paper"
    code: str = of_dossier()
    sha256: str = text_column(primary_key=True, index=True)
    effect_id: str = text_column()
    kind: str = text_column()
    sealed_sha256: str = text_column()
    size: int = bigint()
    number: str = text_column()
    signed_at: datetime = instant()
    certificates: list[str] = texts()
    supersedes: str | None = text_column()


class LetterOut(Table, table=True):
    """A letter of the outbox."""

    __tablename__ = "letter"
    code: str = of_dossier()
    letter_id: str = text_column(primary_key=True)
    effect_id: str = text_column()
    """The effect that last wrote it."""
    kind: str | None = text_column()
    paper: str | None = text_column()
    to_agency: str | None = text_column()
    channel: str | None = text_column()
    reference: str | None = text_column()
    sent_at: datetime | None = instant()
    evidence: str | None = text_column()


class Refund(Table, table=True):
    """An order to pay back what the applicant paid."""

    __tablename__ = "refund"
    code: str = of_dossier()
    effect_id: str = text_column(primary_key=True)
    amount: int = bigint()
    """In đồng."""
    payments: list[str] = texts()
    reason_code: str = text_column()
    ordered_at: datetime = instant()
    __table_args__ = (Index("ix_refund_ordered", "ordered_at"),)


class Book(Table, table=True):
    """The last number in an agency's book of a year, per kind of paper."""

    __tablename__ = "book"
    agency: str = text_column(primary_key=True)
    year: int = Field(primary_key=True, sa_type=Integer)
    kind: str = text_column(primary_key=True)
    last: int = bigint()


class BookEntry(Table, table=True):
    """Which effect has which number."""

    __tablename__ = "book_entry"
    code: str = of_reservation()
    effect_id: str = text_column(primary_key=True)
    kind: str = text_column(primary_key=True)
    agency: str = text_column()
    year: int = Field(sa_type=Integer)
    number: int = bigint()
    voided_for: str | None = text_column()
    """By which error its paper did not come to be: the number stands for none (số bị hủy). None: it does, or will."""
    __table_args__ = (Index("uq_book_entry_number", "agency", "year", "kind", "number", unique=True),)
