"""Acts that were refused because whoever said them might not."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Identity, Index
from sqlmodel import Field

from models.tables.base import Table, instant, text_column


class RefusedAct(Table, table=True):
    """One refusal; codes only, of dossiers that need not exist. Never changed."""

    __tablename__ = "refused_act"
    number: int = Field(primary_key=True, sa_type=BigInteger, sa_column_args=(Identity(always=True),))
    at: datetime = instant()
    code: str = text_column()
    act: str = text_column()
    error: str = text_column()
    officer: str = text_column()
    on_behalf_of: str | None = text_column()
    decision_id: str | None = text_column()
    __table_args__ = (Index("ix_refused_act_at", "at"), Index("ix_refused_act_code", "code", "at"))
