"""Which dossier a payment's reference was taken for, so that a payment pays once."""

from __future__ import annotations

from datetime import datetime

from models.tables.base import Table, instant, text_column

__all__ = ["PaymentReference"]


class PaymentReference(Table, table=True):
    """A reference of a bank, or of the receipts of a desk."""

    __tablename__ = "payment_reference"
    reference: str = text_column(primary_key=True)
    desk: str = text_column(primary_key=True)
    """Whose receipts are numbered so; empty for a bank's."""
    code: str = text_column(foreign_key="reservation.code", index=True)
    claimed_at: datetime = instant()
