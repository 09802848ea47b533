"""Numbers of papers: per agency, year and kind, without a gap, one per effect.

A number has the form `12/KQ-H24.31`: its place in the book, the kind of paper (KQ kết quả, XL xin lỗi), the agency.
"""

from __future__ import annotations

from typing import Final

import psycopg

from models.identifiers import AgencyCode, DossierCode
from models.journal import PaperKind
from motcua.register.database import Database, Raw

__all__ = ["Numbers"]

_GIVEN: Final = (
    "SELECT number, agency FROM book_entry WHERE code = %(code)s AND effect_id = %(effect_id)s AND kind = %(kind)s"
)
_TAKE: Final = """
WITH taken AS (
    INSERT INTO book (agency, year, kind, last) VALUES (%(agency)s, %(year)s, %(kind)s, 1)
    ON CONFLICT (agency, year, kind) DO UPDATE SET last = book.last + 1 RETURNING last)
INSERT INTO book_entry (code, effect_id, kind, agency, year, number)
SELECT %(code)s, %(effect_id)s, %(kind)s, %(agency)s, %(year)s, last FROM taken RETURNING number, agency
"""
"""The book's row stays locked until the number is its effect's: none is given twice and none is lost."""

_SIGN: Final = {PaperKind.RESULT: "KQ", PaperKind.APOLOGY: "XL"}


class Numbers:
    """The agencies' books."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def allocate(self, agency: AgencyCode, year: int, kind: PaperKind, effect_id: str, code: DossierCode) -> str:
        """See activities.ports.Register.allocate_number."""
        facts = {"code": code, "effect_id": effect_id, "kind": kind.value, "agency": agency, "year": year}

        def work(raw: Raw) -> tuple[int, str]:
            row = raw.execute(_GIVEN, facts, prepare=True).fetchone()
            row = row or raw.execute(_TAKE, facts, prepare=True).fetchone()
            assert row is not None
            return row[0], row[1]

        try:
            number, of_agency = self._database.run_raw(work, autocommit=True)
        except psycopg.errors.UniqueViolation:
            # The same effect was tried twice at once; the other was faster, and the book did not move.
            number, of_agency = self._database.run_raw(work, autocommit=True)
        return f"{number}/{_SIGN[kind]}-{of_agency}"
