"""Linked procedures: the groups that were submitted, and how each of their parts stands."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, Integer
from sqlmodel import Field

from models.tables.base import Table, bigint, instant, text_column


class LinkedCounter(Table, table=True):
    """The last group that an agency received on a day in Vietnam; its row lock keeps the numbers without gaps."""

    __tablename__ = "linked_counter"
    agency: str = text_column(primary_key=True)
    day: date = Field(primary_key=True)
    last: int = bigint()


class LinkedGroup(Table, table=True):
    """One submission of linked procedures. What was submitted lies sealed with its first dossier."""

    __tablename__ = "linked_group"
    key: str = text_column(primary_key=True)
    definition: str = text_column()
    version: int = Field(sa_type=Integer)
    first: str = text_column(unique=True, foreign_key="reservation.code")
    """The dossier that began it, under whose key the whole submission is sealed."""
    agency: str = text_column()
    day: date
    number: int = bigint()
    reserved_at: datetime = instant()
    __table_args__ = (Index("uq_linked_group_number", "agency", "day", "number", unique=True),)


class LinkedPartRow(Table, table=True):
    """One part of a group. No personal data: what was handed in for it is in the sealed submission."""

    __tablename__ = "linked_part"
    key: str = text_column(primary_key=True, foreign_key="linked_group.key")
    part: str = text_column(primary_key=True)
    position: int = Field(sa_type=Integer)
    procedure: str = text_column()
    receiving: str = text_column()
    code: str | None = text_column(unique=True, foreign_key="reservation.code")
    """None: not started yet."""
    state: str = text_column()
    outcome: str | None = text_column()
    """How its dossier came out."""
    because: str | None = text_column()
    """The part by whose end this one is not started."""
    paper: str | None = text_column()
    """SHA-256 of its result."""
    settled_at: datetime | None = instant()
