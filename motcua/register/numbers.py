"""Numbers of papers: per agency, year and kind, without a gap, one per effect.

A number has the form `12/KQ-H24.31`: its place in the book, the kind of paper (KQ kết quả, XL xin lỗi), the agency.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert

from models.identifiers import AgencyCode, DossierCode
from models.journal import PaperKind
from models.tables import METADATA
from motcua.register.database import Database

__all__ = ["Numbers"]

_BOOK = METADATA.tables["book"]
_ENTRY = METADATA.tables["book_entry"]

_SIGN: Final = {PaperKind.RESULT: "KQ", PaperKind.APOLOGY: "XL"}


class Numbers:
    """The agencies' books."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def allocate(self, agency: AgencyCode, year: int, kind: PaperKind, effect_id: str, code: DossierCode) -> str:
        """See activities.ports.Register.allocate_number."""
        place = {"code": code, "effect_id": effect_id, "kind": kind.value}
        book = {"agency": agency, "year": year, "kind": kind.value}

        def work(connection: Connection) -> tuple[int, str]:
            # The lock comes first: an effect tried twice at once must not take two numbers.
            lock = func.pg_advisory_xact_lock(func.hashtextextended(f"{code}/{effect_id}", 2))
            connection.execute(select(lock))
            mine = select(_ENTRY.c.number, _ENTRY.c.agency).filter_by(**place)
            row = connection.execute(mine).first()
            if row is not None:
                return row.number, row.agency
            first = insert(_BOOK).values(**book, last=1)
            following = first.on_conflict_do_update(index_elements=list(book), set_={"last": _BOOK.c.last + 1})
            number = connection.execute(following.returning(_BOOK.c.last)).scalar_one()
            connection.execute(insert(_ENTRY).values(**place, agency=agency, year=year, number=number))
            return number, agency

        number, of_agency = self._database.run(work)
        return f"{number}/{_SIGN[kind]}-{of_agency}"
