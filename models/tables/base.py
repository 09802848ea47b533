"""The base of every table, and the columns that recur."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from sqlalchemy import BigInteger, DateTime, MetaData, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

__all__ = ["METADATA", "Table", "bigint", "instant", "json", "of_dossier", "of_reservation", "text_column", "texts"]


METADATA: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


class Table(SQLModel):
    """The base of every table."""

    metadata: ClassVar[MetaData] = METADATA


def text_column(**more: Any) -> Any:
    """A text."""
    return Field(sa_type=Text, **more)


def instant(**more: Any) -> Any:
    """A timestamptz."""
    return Field(sa_type=DateTime(timezone=True), **more)


def bigint(**more: Any) -> Any:
    """A number that grows."""
    return Field(sa_type=BigInteger, **more)


def json(**more: Any) -> Any:
    """A JSON value."""
    return Field(sa_type=JSONB, **more)


def texts(**more: Any) -> Any:
    """Several texts."""
    return Field(sa_type=ARRAY(Text), **more)


def of_dossier() -> Any:
    """Part of the key: a dossier's code."""
    return text_column(primary_key=True, foreign_key="dossier.code")


def of_reservation() -> Any:
    """Part of the key: a code, reserved at least."""
    return text_column(primary_key=True, foreign_key="reservation.code")
