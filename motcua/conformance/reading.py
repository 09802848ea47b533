"""Reads the register by SQL, all of one instant; nothing that is sealed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

import psycopg
from psycopg.rows import dict_row

from motcua.conformance.catalogue import Catalogue
from motcua.conformance.evidence import Dossier, Evidence, Feedback, Group, Row

__all__ = ["read"]

_ORDERS: Final = {
    "reservation": "code", "code_counter": "agency, day", "catalogue_version": "position", "dossier": "code",
    "event": "code, branch, seq", "step": "code, position", "hand_over": "code, number", "alarm": "code, kind, number",
    "paper": "code, signed_at", "letter": "code, letter_id", "effect": "code, effect_id", "matter": "code, number",
    "book_entry": "code, kind, number", "linked_part": "key, position", "linked_group": "key",
    "feedback": "code", "feedback_event": "code, branch, seq", "feedback_reservation": "code",
}  # fmt: skip
_COLUMNS: Final = {"feedback_reservation": "code, opening"}
"""Of a table where something sealed lies beside them."""
_PARTS: Final = ("step", "hand_over", "alarm", "paper", "letter", "effect", "matter", "book_entry")


def read(url: str) -> Evidence:
    """Read everything at one instant; `url` is a libpq URL."""
    with psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://", 1), row_factory=dict_row) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        tables = {name: connection.execute(_query(name, order)).fetchall() for name, order in _ORDERS.items()}
    return evidence_of(tables)


def _query(table: str, order: str) -> bytes:
    return f"SELECT {_COLUMNS.get(table, '*')} FROM {table} ORDER BY {order}".encode()  # noqa: S608 - names of ours


def evidence_of(tables: dict[str, list[dict[str, Any]]]) -> Evidence:
    """Put the rows of the tables together by dossier."""
    catalogue = Catalogue.of(tables["catalogue_version"])
    by_code: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for name in ("dossier", "event", *_PARTS):
        found = by_code[name] = defaultdict(list)
        for row in tables[name]:
            found[row["code"]].append(row)
    dossiers = [
        Dossier(
            reservation=reservation,
            row=by_code["dossier"][reservation["code"]][0],
            events=by_code["event"][reservation["code"]],
            parts={name: by_code[name][reservation["code"]] for name in _PARTS},
            catalogue=catalogue,
        )
        for reservation in tables["reservation"]
        if by_code["dossier"][reservation["code"]]
    ]
    return Evidence(
        dossiers, catalogue, tables["code_counter"], groups_of(tables),
        [_feedback(row, tables, catalogue) for row in tables["feedback"]],
    )  # fmt: skip


def groups_of(tables: Mapping[str, list[dict[str, Any]]]) -> list[Group]:
    """Put linked procedures together with their parts."""
    return [
        Group(row, [part for part in tables["linked_part"] if part["key"] == row["key"]])
        for row in tables["linked_group"]
    ]


def _feedback(row: Row, tables: Mapping[str, list[dict[str, Any]]], catalogue: Catalogue) -> Feedback:
    (reservation,) = _of(tables["feedback_reservation"], row["code"])
    return Feedback(row, reservation["opening"]["body"], _of(tables["feedback_event"], row["code"]), catalogue)


def _of(rows: Iterable[Row], code: str) -> list[Row]:
    return [row for row in rows if row["code"] == code]
