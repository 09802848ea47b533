"""Keystore and database belong together: the register knows its keys again by values that tell nothing of them."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert

from models.errors import Broken
from models.tables import METADATA
from models.value import Hash
from motcua.register.database import Database
from motcua.security import Keystore

__all__ = ["open_keystore"]

_CHECK = METADATA.tables["key_check"]


def open_keystore(database: Database, folder: Path, *, now: datetime) -> Keystore:
    """Open the keystore of this database; make one only for a database that never had one.

    Raises Unavailable: `KEYSTORE_MISSING`, `KEYSTORE_MODE`, `KEYSTORE_DAMAGED`; Broken (`MASTER_KEY_WRONG`) for keys
    of another database.
    """
    known = database.run(_known)
    keystore = Keystore.open(folder, now=now, create=not known)
    for key, kept in database.run(lambda connection: _introduce(connection, keystore)).items():
        if kept == keystore.checks[key]:
            continue
        if key != "master" or kept not in keystore.older_masters:
            raise Broken("MASTER_KEY_WRONG", key=key)
        database.run(partial(_replace, kept=kept, by=keystore.checks[key]))
    return keystore


def _known(connection: Connection) -> dict[str, Hash]:
    return {row.key: row.check_value for row in connection.execute(select(_CHECK))}


def _replace(connection: Connection, kept: Hash, by: Hash) -> None:
    """After a rotation the new master key is the one to be known again."""
    connection.execute(update(_CHECK).filter_by(key="master", check_value=kept).values(check_value=by))


def _introduce(connection: Connection, keystore: Keystore) -> dict[str, Hash]:
    """Keep the check values if none are kept; of two keystores that come at once, the first is this database's."""
    rows = [{"key": key, "check_value": value} for key, value in sorted(keystore.checks.items())]
    connection.execute(insert(_CHECK).on_conflict_do_nothing(), rows)
    return _known(connection)
