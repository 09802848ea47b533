"""The register's rows as they stand, for whoever verifies them: nothing is parsed, so that what is wrong shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, select, text

from models.tables import METADATA
from motcua.register.database import Database

__all__ = ["Evidence"]

Row = Mapping[str, Any]

_TABLES: Final = (
    "dossier", "event", "effect", "paper", "letter", "book_entry", "run", "step", "hand_over", "alarm", "matter",
    "refund", "archive",
)  # fmt: skip
"""What is read of a dossier besides its reservation: nothing that is sealed."""
_ORDER: Final = {
    "event": ("branch", "seq"), "run": ("branch", "first_seq"), "hand_over": ("number",), "paper": ("signed_at",),
}  # fmt: skip
_RESERVED: Final = """
    SELECT code, submission_id, opening_digest, opening, agency, day, number, reserved_at, started_at, erased_at,
        coalesce(started_at < now() - interval '10 minutes', false) AS started_long_ago
    FROM reservation WHERE code = ANY(:codes)
"""
_HEADS: Final = """
    SELECT DISTINCT ON (code) code, branch, seq FROM event WHERE code = ANY(:codes)
    ORDER BY code, branch DESC, seq DESC
"""
_CODES: Final = 'SELECT code FROM reservation WHERE code > :after COLLATE "C" ORDER BY code COLLATE "C" LIMIT :most'
_SAMPLE: Final = "SELECT code FROM reservation ORDER BY random() LIMIT :most"
_CODE_SERIES: Final = """
    SELECT coalesce(counter.agency, taken.agency) || ' ' || coalesce(counter.day, taken.day) AS name, counter.last,
        coalesce(taken.given, '{}') AS given,
        coalesce((
            SELECT array_agg(substring(code FROM '[0-9]+$')::bigint) FROM reservation
            WHERE number IS NULL AND code LIKE
                coalesce(counter.agency, taken.agency) || '-' || to_char(coalesce(counter.day, taken.day), 'YYMMDD')
                || '-%'
        ), '{}') AS stated
    FROM code_counter AS counter
    FULL JOIN (
        SELECT agency, day, array_agg(number) AS given FROM reservation WHERE number IS NOT NULL GROUP BY agency, day
    ) AS taken ON (taken.agency, taken.day) = (counter.agency, counter.day)
    ORDER BY name
"""
_FEEDBACKS: Final = (
    'SELECT code FROM feedback_reservation WHERE code > :after COLLATE "C" ORDER BY code COLLATE "C" LIMIT :most'
)
_FEEDBACK_SERIES: Final = """
    SELECT 'PA ' || coalesce(counter.agency, taken.agency) || ' ' || coalesce(counter.day, taken.day) AS name,
        counter.last, coalesce(taken.given, '{}') AS given, '{}'::bigint[] AS stated
    FROM feedback_counter AS counter
    FULL JOIN (
        SELECT agency, day, array_agg(number) AS given FROM feedback_reservation GROUP BY agency, day
    ) AS taken ON (taken.agency, taken.day) = (counter.agency, counter.day)
    ORDER BY name
"""
_BOOK_SERIES: Final = """
    SELECT coalesce(book.agency, taken.agency) || ' ' || coalesce(book.year, taken.year) || ' '
        || coalesce(book.kind, taken.kind) AS name, book.last, coalesce(taken.given, '{}') AS given,
        '{}'::bigint[] AS stated
    FROM book
    FULL JOIN (
        SELECT agency, year, kind, array_agg(number) AS given FROM book_entry GROUP BY agency, year, kind
    ) AS taken ON (taken.agency, taken.year, taken.kind) = (book.agency, book.year, book.kind)
    ORDER BY name
"""


class Evidence:
    """Reads rows of many dossiers at once (motcua.audit.verify.Rows)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def codes(self, after: str, most: int) -> list[str]:
        """Return the next codes that were ever reserved, in order."""
        return [row["code"] for row in self._rows(_CODES, after=after, most=most)]

    def sample(self, most: int) -> list[str]:
        """Return so many codes at random, in order."""
        return sorted(row["code"] for row in self._rows(_SAMPLE, most=most))

    def tables(self, codes: Sequence[str]) -> dict[str, dict[str, list[Row]]]:
        """Return per code and table its rows, all of one instant; a code that nobody reserved has none."""

        def read(connection: Connection) -> dict[str, dict[str, list[Row]]]:
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
            found: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
            for row in connection.execute(text(_RESERVED), {"codes": list(codes)}).mappings():
                found[row["code"]]["reservation"].append(dict(row))
            for name in _TABLES:
                table = METADATA.tables[name]
                query = select(table).where(table.c.code.in_(codes))
                for row in connection.execute(
                    query.order_by(*(table.c[one] for one in _ORDER.get(name, ())))
                ).mappings():
                    found[row["code"]][name].append(dict(row))
            return found

        return self._database.run(read)

    def heads(self, codes: Sequence[str]) -> dict[str, tuple[int, int]]:
        """Return per code the branch and seq of its newest event."""
        return {row["code"]: (row["branch"], row["seq"]) for row in self._rows(_HEADS, codes=list(codes))}

    def feedbacks(self, after: str, most: int) -> dict[str, dict[str, list[Row]]]:
        """Return the next feedbacks that were ever reserved, in order; per code and table its rows, of one instant."""

        def read(connection: Connection) -> dict[str, dict[str, list[Row]]]:
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
            codes = connection.execute(text(_FEEDBACKS), {"after": after, "most": most}).scalars().all()
            found: dict[str, dict[str, list[Row]]] = {code: defaultdict(list) for code in codes}
            for name, order in (("feedback", "code"), ("feedback_event", "seq")):
                table = METADATA.tables[name]
                query = select(table).where(table.c.code.in_(codes)).order_by(table.c[order])
                for row in connection.execute(query).mappings():
                    found[row["code"]][name].append(dict(row))
            return found

        return self._database.run(read)

    def series(self) -> list[Row]:
        """Return every series of numbers: of codes per agency and day, of papers per agency, year and kind."""
        return [*self._rows(_CODE_SERIES), *self._rows(_FEEDBACK_SERIES), *self._rows(_BOOK_SERIES)]

    def _rows(self, query: str, **said: Any) -> list[Row]:
        return self._database.run(
            lambda connection: [dict(row) for row in connection.execute(text(query), said).mappings()]
        )
