"""Numbers of papers and of dossiers: per agency, year and kind of book, without a gap.

A paper has one per effect, a dossier one in the register book (sổ theo dõi hồ sơ). A paper's number has the form
`12/KQ-H24.31`: its place in the book, the kind of paper (KQ kết quả, XL xin lỗi), the agency.
"""

from __future__ import annotations

from typing import Final, LiteralString, NamedTuple

import psycopg

from models.identifiers import AgencyCode, DossierCode
from models.journal import PaperKind
from motcua.register.database import Database, Raw

__all__ = ["REGISTER_BOOK", "Numbers", "VoidedNumber"]

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

_VOID: Final = (
    "UPDATE book_entry SET voided_for = %(error)s WHERE code = %(code)s AND effect_id = %(effect_id)s"
    " AND kind = %(kind)s AND voided_for IS DISTINCT FROM %(error)s"
)
_VOIDED: Final = (
    "SELECT kind, number, code, voided_for FROM book_entry WHERE agency = %s AND year = %s AND voided_for IS NOT NULL"
    " ORDER BY kind, number"
)
_ENTERED: Final = "SELECT number, agency FROM book_entry WHERE code = %(code)s AND kind = %(kind)s"
REGISTER_BOOK: Final = "register_book"
"""The kind of book in which dossiers stand."""

_SIGN: Final = {
    PaperKind.RESULT: "KQ",
    PaperKind.CORRECTION: "DC",
    PaperKind.APOLOGY: "XL",
    PaperKind.RECEIPT: "TN",
    PaperKind.SUPPLEMENT: "BS",
    PaperKind.REFUSAL: "TC",
    PaperKind.STOP_NOTICE: "DG",
}


class VoidedNumber(NamedTuple):
    """A number whose paper did not come to be (số bị hủy)."""

    kind: PaperKind
    number: int
    text: str
    """As the paper would have borne it."""
    code: DossierCode
    error: str
    """By which error."""


class Numbers:
    """The agencies' books."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def allocate(self, agency: AgencyCode, year: int, kind: PaperKind, effect_id: str, code: DossierCode) -> str:
        """See activities.ports.Register.allocate_number."""
        facts: dict[str, object] = {
            "code": code,
            "effect_id": effect_id,
            "kind": kind.value,
            "agency": agency,
            "year": year,
        }
        number, of_agency = self._given_or_taken(_GIVEN, facts)
        return _text(number, kind, of_agency)

    def void(self, code: DossierCode, effect_id: str, kind: PaperKind, error: str | None) -> None:
        """See activities.ports.Register.void_number."""
        facts = {"code": code, "effect_id": effect_id, "kind": kind.value, "error": error}
        self._database.run_raw(lambda raw: raw.execute(_VOID, facts), autocommit=True)

    def voided(self, agency: AgencyCode, year: int) -> list[VoidedNumber]:
        """Return the numbers of an agency's books of a year that stand for no paper, and why, in the books' order."""
        rows = self._database.run_raw(lambda raw: raw.execute(_VOIDED, (agency, year)).fetchall())
        return [
            VoidedNumber(kind, int(number), _text(number, kind, agency), DossierCode(code), error)
            for kind, number, code, error in ((PaperKind(kind), *row) for kind, *row in rows)
        ]

    def enter(self, agency: AgencyCode, year: int, effect_id: str, code: DossierCode) -> int:
        """See activities.ports.Register.enter_in_book."""
        facts: dict[str, object] = {
            "code": code,
            "effect_id": effect_id,
            "kind": REGISTER_BOOK,
            "agency": agency,
            "year": year,
        }
        return self._given_or_taken(_ENTERED, facts)[0]

    def _given_or_taken(self, given: LiteralString, facts: dict[str, object]) -> tuple[int, str]:
        def work(raw: Raw) -> tuple[int, str]:
            row = raw.execute(given, facts, prepare=True).fetchone()
            row = row or raw.execute(_TAKE, facts, prepare=True).fetchone()
            assert row is not None
            return row[0], row[1]

        try:
            return self._database.run_raw(work, autocommit=True)
        except psycopg.errors.UniqueViolation:
            # The same effect was tried twice at once; the other was faster, and the book did not move.
            return self._database.run_raw(work, autocommit=True)


def _text(number: int, kind: PaperKind, agency: str) -> str:
    return f"{number}/{_SIGN[kind]}-{agency}"
