"""The register as plain rows, read by SQL in one snapshot."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg.rows import dict_row

__all__ = ["Register", "Row"]

Row = dict[str, Any]

_ORDERS: Final = {
    "reservation": "code", "code_counter": "agency, day", "dossier": "code", "event": "code, branch, seq",
    "run": "code, branch, first_seq", "effect": "code, effect_id", "paper": "code, sha256", "letter": "code, letter_id",
    "book": "agency, year, kind", "book_entry": "agency, year, kind, number", "alarm": "code, kind, number",
    "hand_over": "code, number", "dossier_key": "code",
}  # fmt: skip


@dataclass(frozen=True)
class Register:
    """All rows of each table."""

    tables: dict[str, list[Row]]

    @classmethod
    def read(cls, url: str) -> Register:
        """Read everything at one instant."""
        with psycopg.connect(url, row_factory=dict_row) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            return cls({
                name: connection.execute(f"SELECT * FROM {name} ORDER BY {order}".encode()).fetchall()
                for name, order in _ORDERS.items()
            })  # fmt: skip

    def rows(self, table: str) -> list[Row]:
        """The rows of a table."""
        return self.tables[table]

    def by_code(self, table: str) -> dict[str, list[Row]]:
        """The rows of a table by dossier."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.tables[table]:
            found[row["code"]].append(row)
        return found
