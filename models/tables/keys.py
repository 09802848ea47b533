"""The keys that wrap and seal, and who asked that a person be erased."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary, text
from sqlmodel import Field

from models.tables.base import Table, instant, of_reservation, text_column


class MasterKeyRow(Table, table=True):
    """A master key that this register has had, by its id, which tells nothing of it. The key lies in the keystore.

    The current one alone may wrap: a trigger refuses what a program wraps under a retired one, so that none is ever
    destroyed while something is still under it.
    """

    __tablename__ = "master_key"
    key_id: str = text_column(primary_key=True)
    since: datetime = instant()
    retired_at: datetime | None = instant()
    """None: the current one."""
    destroyed_at: datetime | None = instant()
    """When nothing was left under it and its file was destroyed."""


class RegisterKeyRow(Table, table=True):
    """A key of the register's own under the master key, for what belongs to no single dossier; the newest seals."""

    __tablename__ = "register_key"
    key_id: str = text_column(primary_key=True)
    wrapped: bytes = Field(sa_type=LargeBinary)
    made_at: datetime = instant()


class Erasure(Table, table=True):
    """Who asked that the people of a dossier be erased, and who confirmed it: two persons. No reason stands here."""

    __tablename__ = "erasure"
    code: str = of_reservation()
    asked_by: str = text_column()
    asked_at: datetime = instant()
    ordered: bool
    """Imposed by a court or an authority, whether the dossier has ended or not."""
    confirmed_by: str | None = text_column()
    confirmed_at: datetime | None = instant()
    __table_args__ = (Index("ix_erasure_waiting", "asked_at", postgresql_where=text("confirmed_at IS NULL")),)
