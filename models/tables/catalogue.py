"""The catalogue's versions, and who looked at what."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Identity, Index, LargeBinary
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
