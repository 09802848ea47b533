"""The catalogue's versions, what was proposed for it, and who looked at what."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Identity,
    Index,
    LargeBinary,
    UniqueConstraint,
)
from sqlmodel import Field

from models.tables.base import Table, instant, text_column, texts


class CatalogueVersion(Table, table=True):
    """One version of something the catalogue keeps; never changed."""

    __tablename__ = "catalogue_version"
    kind: str = text_column(primary_key=True)
    key: str = text_column(primary_key=True)
    version: str = text_column(primary_key=True)
    position: int = Field(sa_type=BigInteger, sa_column_args=(Identity(always=True),), unique=True)
    """The order in which they were added."""
    content_json: str = text_column()
    sha256: str = text_column()
    valid_from: date
    valid_to: date | None = Field()
    action: str = text_column()
    decision: str = text_column()
    replaces: list[str] = texts()
    at: datetime = instant()
    by: str = text_column()
    confirmed_by: str | None = text_column()
    proposal: str | None = text_column(foreign_key="proposal.sha256")
    __table_args__ = (
        CheckConstraint("confirmed_by <> by", name="ck_catalogue_version_two_officers"),
        CheckConstraint("(proposal IS NULL) = (confirmed_by IS NULL)", name="ck_catalogue_version_confirmed"),
    )


class ProposalMade(Table, table=True):
    """A proposed change of the catalogue; never changed."""

    __tablename__ = "proposal"
    sha256: str = text_column(primary_key=True)
    by: str = text_column()
    at: datetime = instant()
    decision: str = text_column()
    entries_json: str = text_column()
    """Canonical JSON of the proposed versions."""
    __table_args__ = (UniqueConstraint("sha256", "by"),)


class ProposalAnswered(Table, table=True):
    """The one answer to a proposal: by another officer than the one who made it, if it confirms."""

    __tablename__ = "proposal_answer"
    sha256: str = text_column(primary_key=True)
    proposed_by: str = text_column()
    confirmed: bool
    by: str = text_column()
    at: datetime = instant()
    __table_args__ = (
        ForeignKeyConstraint(["sha256", "proposed_by"], ["proposal.sha256", "proposal.by"]),
        CheckConstraint("NOT confirmed OR by <> proposed_by", name="ck_proposal_answer_two_officers"),
    )


class Access(Table, table=True):
    """Who looked at personal data, or took it out, when and why. The reason is free text and therefore sealed."""

    __tablename__ = "access_log"
    number: int = Field(primary_key=True, sa_type=BigInteger, sa_column_args=(Identity(always=True),))
    at: datetime = instant()
    officer: str = text_column()
    authenticated: str = text_column()
    what: str = text_column()
    code: str | None = text_column(foreign_key="reservation.code")
    sealed_reason: bytes = Field(sa_type=LargeBinary)
    __table_args__ = (Index("ix_access_log_code", "code", "at"), Index("ix_access_log_officer", "officer", "at"))
