"""Keystore and database belong together: the register knows its keys again by values that tell nothing of them.

Which master key is the current one stands in the database alone, so that every program, on whatever host, wraps under
the same; the keystore holds the keys themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

import psycopg
from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert

from models.errors import Broken
from models.tables import METADATA
from models.value import Hash
from motcua.register.database import Database
from motcua.security import Keystore

__all__ = ["follow_master", "open_keystore", "wrapping"]

_CHECK = METADATA.tables["key_check"]
_MASTER = METADATA.tables["master_key"]

_CURRENT: Final = select(_MASTER.c.key_id).where(_MASTER.c.retired_at.is_(None))

_RETIRED: Final = "MC001"
"""The SQL state of what was wrapped under a master key that is not the current one any more."""

T = TypeVar("T")


def open_keystore(database: Database, folder: Path, *, now: datetime) -> Keystore:
    """Open the keystore of this database; make one only for a database that never had one.

    Raises Unavailable: `KEYSTORE_MISSING`, `KEYSTORE_MODE`, `KEYSTORE_DAMAGED`; Broken (`MASTER_KEY_WRONG`) for keys
    of another database.
    """
    known = database.run(_known)
    keystore = Keystore.open(folder, now=now, create=not known)
    database.run(lambda connection: _introduce(connection, keystore, now))
    follow_master(database, keystore)
    return keystore


def follow_master(database: Database, keystore: Keystore) -> None:
    """Wrap under the master key that the register calls current. Raises Broken (`MASTER_KEY_WRONG`)."""
    keystore.masters.use(database.run(lambda connection: connection.execute(_CURRENT).scalar_one()))


def wrapping(database: Database, keystore: Keystore, work: Callable[[], T]) -> T:
    """Do work that wraps; once more if the master key was rotated meanwhile. Raises what the work raises."""
    try:
        return work()
    except psycopg.Error as error:
        if error.sqlstate != _RETIRED:
            raise
    except Broken as error:
        if error.code != "MASTER_KEY_WRONG":
            raise
    follow_master(database, keystore)
    return work()


def _known(connection: Connection) -> dict[str, Hash]:
    return {row.key: row.check_value for row in connection.execute(select(_CHECK))}


def _introduce(connection: Connection, keystore: Keystore, now: datetime) -> None:
    """Keep what the keys are known by if nothing is kept, else compare.

    Of two keystores that come at once the first is this database's: the second waits for its rows.
    """
    rows = [{"key": key, "check_value": value} for key, value in sorted(keystore.checks.items())]
    connection.execute(insert(_CHECK).on_conflict_do_nothing(), rows)
    known = _known(connection)
    for key, value in keystore.checks.items():
        if key == "root" and known[key] in keystore.former_root_checks:
            connection.execute(update(_CHECK).filter_by(key=key).values(check_value=value))
            continue
        _require(known[key] == value, key)
    if connection.execute(_CURRENT).scalar() is None:
        # A register of the first version knew its master key by a check value too.
        _require(known.get("master") in (None, keystore.masters.check), "master")
        first = {"key_id": keystore.masters.current, "since": now}
        connection.execute(insert(_MASTER).values(first).on_conflict_do_nothing())


def _require(same: bool, key: str) -> None:
    if not same:
        raise Broken("MASTER_KEY_WRONG", key=key)
