"""What vouches for the past: archived runs and anchors. Append-only, by triggers of the migrations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlmodel import Field

from models.tables.base import Table, bigint, instant, json, of_reservation, text_column


class Archive(Table, table=True):
    """The statement of an archived run, as models.archive has it; the history lies in a file named by `sha256`."""

    __tablename__ = "archive"
    code: str = of_reservation()
    run_id: str = text_column(primary_key=True)
    ending: str = text_column()
    events: int = bigint()
    started_at: datetime = instant()
    closed_at: datetime = instant()
    sha256: str = text_column()
    size: int = bigint()
    stored_sha256: str = text_column()
    stored_size: int = bigint()
    archived_at: datetime = instant()
    attestation: dict[str, Any] = json()


class AnchorRow(Table, table=True):
    """An anchor, as models.anchor has it; its leaves lie in a file named by `leaves`."""

    __tablename__ = "anchor"
    number: int = bigint(primary_key=True)
    at: datetime = instant()
    day: date = Field(index=True)
    heads: int = bigint()
    root: str = text_column()
    leaves: str = text_column()
    prev: str = text_column()
    attestation: dict[str, Any] = json()
    hash: str = text_column()
