"""Payments across dossiers: each pays once, and what is to be paid back is found in one place (rulebook §1, "Fees").

A dossier knows its own payments alone. So whoever proves that something was paid takes the payment's reference for the
dossier first; a reference that no payment came of, for the act was refused or never said, is free again once its proof
has run out.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, text

from models.errors import Refused
from models.identifiers import AgencyCode, DossierCode, ReasonCode
from models.value import UtcTime, Value
from motcua.register.database import Database

__all__ = ["Payments", "RefundDue"]

_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('payment:' || :reference, 0))")
_TAKEN: Final = text("""
    SELECT code FROM payment_reference AS taken WHERE reference = :reference AND code <> :code
    AND (desk = :desk OR desk = '' OR :desk = '') AND (claimed_at > :still OR EXISTS (
        SELECT FROM event WHERE event.code = taken.code AND tag = 'officer:payment:paid'
        AND detail ->> 'reference' = :reference)) LIMIT 1
""")
_CLAIM: Final = text("""
    INSERT INTO payment_reference (reference, desk, code, claimed_at) VALUES (:reference, :desk, :code, :now)
    ON CONFLICT (reference, desk) DO UPDATE SET code = excluded.code, claimed_at = excluded.claimed_at
    WHERE payment_reference.code <> excluded.code RETURNING code
""")
_RELEASE: Final = text("DELETE FROM payment_reference WHERE reference = :reference AND desk = :desk AND code = :code")
_DUE: Final = text("""
    SELECT refund.code, competent, receiving, amount, payments, reason_code, ordered_at
    FROM refund JOIN dossier USING (code) WHERE receiving = ANY(:agencies) OR competent = ANY(:agencies)
    ORDER BY ordered_at, refund.code
""")


class RefundDue(Value):
    """An order to pay back what was paid, for whoever keeps the money. No personal data."""

    code: DossierCode
    receiving: AgencyCode
    competent: AgencyCode
    amount: int
    """In đồng."""
    payments: tuple[str, ...]
    """The references of the payments that are paid back."""
    reason_code: ReasonCode
    ordered_at: UtcTime


class Payments:
    """The payments of a register."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, reference: str, desk: str, code: DossierCode, now: datetime, valid_for: timedelta) -> bool:
        """Take a payment's reference for a dossier; True if it was free, False if it was this dossier's already.

        `desk`: whose receipts are numbered so; empty for a bank's reference, which is one everywhere. `now` is the real
        time, `valid_for` how long a proof holds. Raises Refused `PAYMENT_USED`: it pays another dossier.
        """
        asked = {"reference": reference, "desk": desk, "code": code, "now": now, "still": now - valid_for}

        def work(connection: Connection) -> bool:
            connection.execute(_LOCK, asked)
            other = connection.execute(_TAKEN, asked).scalar()
            if other is not None:
                raise Refused("PAYMENT_USED", reference=reference, code=other)
            return connection.execute(_CLAIM, asked).scalar() is not None

        return self._database.run(work)

    def release(self, reference: str, desk: str, code: DossierCode) -> None:
        """Let go of a reference that was just taken, for the act was refused."""
        freed = {"reference": reference, "desk": desk, "code": code}
        self._database.run(lambda connection: connection.execute(_RELEASE, freed))

    def refunds(self, agencies: list[AgencyCode]) -> list[RefundDue]:
        """Return what is to be paid back of dossiers that these agencies received or decide, oldest first."""
        rows = self._database.run(lambda one: one.execute(_DUE, {"agencies": agencies}).mappings().all())
        return [RefundDue.model_validate(dict(row)) for row in rows]
