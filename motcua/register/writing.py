"""The statements of the hot path, made from the tables: JSON documents in, all rows out, in one round trip."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Table

from models.tables import METADATA

__all__ = [
    "APPEND", "CLEAR_READ_MODEL", "EFFECT", "FACTS", "JOURNAL", "KEPT", "LOCK", "PERFORM", "PREDECESSORS", "STANDS",
]  # fmt: skip

LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended(%(code)s, 0))"
"""One writer per dossier; two codes with one hash merely wait for each other."""

KEPT: Final = (
    "SELECT branch, seq, hash FROM event WHERE code = %(code)s AND branch = ANY(%(branches)s)"
    " AND seq BETWEEN %(first)s AND %(last)s"
)
PREDECESSORS: Final = (
    "SELECT hash FROM event WHERE code = %(code)s AND branch < %(branch)s AND seq = %(seq)s"
    " AND NOT EXISTS (SELECT FROM event WHERE code = %(code)s AND branch = %(branch)s)"
)
"""What the first event of a later branch may follow."""

FACTS: Final = "SELECT facts FROM effect WHERE code = %(code)s AND effect_id = %(effect_id)s"

STANDS: Final = """
SELECT (SELECT facts FROM effect WHERE code = %(code)s AND effect_id = %(effect_id)s),
    EXISTS (SELECT FROM event JOIN unnest(%(branches)s::int[], %(seqs)s::bigint[], %(hashes)s::text[])
                AS told(branch, seq, hash) USING (branch, seq)
            WHERE event.code = %(code)s AND event.hash <> told.hash),
    %(before)s = 0 OR EXISTS (
        SELECT FROM event WHERE code = %(code)s AND seq = %(before)s
        AND CASE WHEN %(prev)s::text IS NULL THEN branch = %(branch)s ELSE hash = %(prev)s END)
"""
"""An effect's facts; whether the register keeps other events in the place of those told; whether they follow."""

CLEAR_READ_MODEL: Final = (
    "WITH s AS (DELETE FROM step WHERE code = %(code)s), h AS (DELETE FROM hand_over WHERE code = %(code)s),"
    " m AS (DELETE FROM matter WHERE code = %(code)s)"
    " DELETE FROM alarm WHERE code = %(code)s AND planned IS NOT NULL"
)
"""A new branch tells another story: its read model takes the place of the old one's. The register's alarms stay."""


def _names(table: Table, without: Sequence[str] = ()) -> list[str]:
    return [column.name for column in table.columns if column.name not in without]


def _rows(name: str, source: str, given: dict[str, str], joined: str = "") -> str:
    """INSERT the rows of a JSON array into a table, some columns given instead of read."""
    columns = _names(METADATA.tables[name])
    values = [given.get(column, f"r.{column}") for column in columns]
    return (
        f"INSERT INTO {name} ({', '.join(columns)}) SELECT {', '.join(values)}"  # noqa: S608 - names of our own tables
        f" FROM doc{joined}, jsonb_populate_recordset(NULL::{name}, {source}) AS r"
    )


def _or_update(name: str, guard: str) -> str:
    table = METADATA.tables[name]
    keys = [column.name for column in table.primary_key]
    changes = ", ".join(f"{column} = excluded.{column}" for column in _names(table, keys))
    return f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {changes} WHERE {guard}"


def _part(name: str, source: str) -> str:
    """A part of the read model: written only with its dossier, only where it changed."""
    insert = _rows(name, f"d->'snapshot'->'{source}'", {"code": "stand.code"}, ", stand")
    return f"{name}_written AS ({insert}{_or_update(name, f'{name}.* IS DISTINCT FROM excluded.*')})"


def _stand(condition: str) -> str:
    """The dossier's row, unless what stands is newer; with it the parts of the read model."""
    insert = _rows("dossier", "jsonb_build_array(d->'snapshot'->'dossier')", {}) + condition
    not_older = _or_update("dossier", "(dossier.branch, dossier.seq) <= (excluded.branch, excluded.seq)")
    parts = [
        _part("step", "steps"),
        _part("hand_over", "hand_overs"),
        _part("alarm", "alarms"),
        _part("matter", "matters"),
    ]
    return ", ".join([f"stand AS ({insert}{not_older} RETURNING code)", *parts])


def _effect(condition: str) -> str:
    """The effect with its papers and letters; what a letter already told stays where nothing newer is said."""
    letter = _names(METADATA.tables["letter"], ("code", "letter_id"))
    later = ", ".join(f"{column} = coalesce(excluded.{column}, letter.{column})" for column in letter)
    of_it = {"code": "done.code", "effect_id": "done.effect_id"}
    done = _rows("effect", "jsonb_build_array(e)", {"code": "%(code)s"}) + condition
    papers = _rows("paper", "e->'papers'", of_it, ", done")
    letters = _rows("letter", "e->'letters'", of_it, ", done")
    refunds = _rows("refund", "e->'refunds'", of_it, ", done")
    return (
        f"done AS ({done} RETURNING code, effect_id), paper_written AS ({papers} ON CONFLICT DO NOTHING),"
        f" letter_written AS ({letters} ON CONFLICT (code, letter_id) DO UPDATE SET {later}),"
        f" refund_written AS ({refunds} ON CONFLICT DO NOTHING)"
    )


_DOC: Final = "doc AS (SELECT %(doc)s::jsonb AS d, %(effect)s::jsonb AS e)"
_FOLLOWING: Final = (
    " WHERE %(seq)s = 1 OR EXISTS (SELECT FROM event AS before WHERE before.code = %(code)s"
    " AND before.branch = %(branch)s AND before.seq = %(seq)s - 1 AND before.hash = %(prev)s)"
)
_IF_TOLD: Final = " WHERE EXISTS (SELECT FROM told)"


def _told(condition: str) -> str:
    """The events, and the run that told them."""
    rows = _rows("event", "d->'events'", {})
    events = f"told AS ({rows}{condition} RETURNING code, branch, seq)"
    run = (
        "INSERT INTO run (code, run_id, branch, first_seq) SELECT code, d->>'run_id', branch, seq FROM doc, told"
        " ORDER BY seq LIMIT 1 ON CONFLICT DO NOTHING"
    )
    return f"{events}, run_written AS ({run})"


def _statement(*parts: str, count: str) -> str:
    return f"WITH {_DOC}, {', '.join(parts)} SELECT count(*) FROM {count}"  # noqa: S608 - names of our own tables


APPEND: Final = _statement(_told(_FOLLOWING), _stand(_IF_TOLD), count="told")
"""Append events that follow what is kept, with the read model; tells how many, none if they do not follow.

Needs no lock: of two that tell another story in the same place, the primary key refuses the later.
"""
PERFORM: Final = _statement(_told(_FOLLOWING), _stand(_IF_TOLD), _effect(_IF_TOLD), count="told")
"""Do as APPEND, with the effect."""

JOURNAL: Final = _statement(_told(""), _stand(""), count="told")
"""Write events that were checked, and the read model unless it is older than the one that stands."""
EFFECT: Final = _statement(_effect(""), count="done")
"""Write an effect that was not done before."""
