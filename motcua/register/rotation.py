"""The rotation of the master key, beside everything that runs: in small steps, each of which may be done again.

1. A new key is laid beside the old one in the keystore; from here on every program can open what it wraps.
2. The register calls it the current one, in one transaction that waits for what is being wrapped under the old one.
   Whoever still wraps under the old one is refused by a trigger, reads which is current, and does it again.
3. The files of the keystore take their names.
4. Every key under the old one is wrapped anew, so many in a transaction.
5. Nothing is under the old one, and nothing can come: it is destroyed.

Killed at any point, the next call goes on where it stood. Destroyed is destroyed: a copy of the database from before
opens only with the keystore from before.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import partial
from typing import Final, NamedTuple

from sqlalchemy import Connection, insert, select, text, update

from models.errors import Broken, Refused
from models.tables import METADATA
from motcua.register.database import Database, Raw
from motcua.register.keycheck import follow_master
from motcua.register.own_keys import OwnKeys, own_key_row
from motcua.security import Keystore
from motcua.security.files import KEY_BYTES
from motcua.security.masters import KeyId

__all__ = ["MasterState", "Rotated", "Rotation"]

_MASTER, _OWN = METADATA.tables["master_key"], METADATA.tables["register_key"]

_FENCE: Final = 85080944174450
"""The advisory lock that whoever wraps shares, as migration 0002 has it."""
_ONE_AT_A_TIME: Final = _FENCE + 1
_BATCH: Final = 500

_UNDER_ANOTHER: Final = "encode(substring(wrapped FROM 6 FOR 8), 'hex') <> %(current)s"
_TABLES: Final = {
    "dossier_key": ("code", "dossier-key"),
    "register_key": ("key_id", "register-key"),
}
"""What lies under a master key: its table, by which column it is named, for what purpose it was wrapped."""


class MasterState(NamedTuple):
    """How the register stands with its master keys."""

    current: KeyId
    since: datetime
    retired: tuple[KeyId, ...]
    """Old ones that are not destroyed yet: a rotation is under way, or was interrupted."""
    left: int
    """Keys that are still under an old one."""


class Rotated(NamedTuple):
    """What a rotation did."""

    current: KeyId
    destroyed: tuple[KeyId, ...]
    rewrapped: int
    """Keys that were wrapped anew by this call."""
    resumed: bool
    """Whether it went on with a rotation that was interrupted."""


class Rotation:
    """Rotates the master key of one register."""

    def __init__(self, database: Database, keystore: Keystore, *, batch: int = _BATCH) -> None:
        self._database = database
        self._masters = keystore.masters
        self._keystore = keystore
        self._batch = batch

    def state(self) -> MasterState:
        """Tell how it stands."""
        rows = self._database.run(lambda c: c.execute(select(_MASTER).order_by(_MASTER.c.since)).all())
        current = next(row for row in rows if row.retired_at is None)
        retired = tuple(row.key_id for row in rows if row.retired_at and row.destroyed_at is None)
        left = self._database.run_raw(lambda raw: sum(_count_left(raw, table, current.key_id) for table in _TABLES))
        return MasterState(current.key_id, current.since, retired, left)

    def prepare(self) -> KeyId:
        """Lay the new key into the keystore and stop, for installations that copy the keystore to other hosts."""
        return self._masters.prepare()

    def rotate(self, now: datetime) -> Rotated:
        """Rotate, or go on with what was interrupted.

        Raises Refused `ROTATION_UNDER_WAY`; Broken `MASTER_KEY_WRONG`, `SEAL_BROKEN` (a wrapped key is damaged: the
        old key stays); Unavailable as Database does, and `KEYSTORE_…`.
        """

        def alone(raw: Raw) -> Rotated:
            if raw.execute("SELECT pg_try_advisory_lock(%s)", (_ONE_AT_A_TIME,)).fetchone() != (True,):
                raise Refused("ROTATION_UNDER_WAY")
            try:
                return self._rotate(now)
            finally:
                if not raw.closed:
                    raw.execute("SELECT pg_advisory_unlock(%s)", (_ONE_AT_A_TIME,))

        return self._database.run_raw(alone, autocommit=True)

    def _rotate(self, now: datetime) -> Rotated:
        follow_master(self._database, self._keystore)
        OwnKeys(self._database, self._keystore).read()
        resumed = bool(self.state().retired)
        if not resumed:
            self._switch(self._masters.prepare(), now)
        self._masters.settle()
        rewrapped = sum(self._rewrap(table) for table in _TABLES)
        destroyed = self.state().retired
        for key in destroyed:
            self._destroy(key, now)
        return Rotated(self._masters.current, destroyed, rewrapped, resumed)

    def _switch(self, key: KeyId, now: datetime) -> None:
        """Make the new key current, with a fresh key of the register's own under it, all or nothing."""
        former = self._masters.current

        def work(connection: Connection) -> None:
            connection.execute(text("SELECT pg_advisory_xact_lock(:fence)"), {"fence": _FENCE})
            connection.execute(update(_MASTER).filter_by(key_id=former).values(retired_at=now))
            connection.execute(insert(_MASTER).values(key_id=key, since=now))
            connection.execute(insert(_OWN).values(own_key_row(self._keystore, secrets.token_bytes(KEY_BYTES))))

        self._masters.use(key)
        try:
            self._database.run(work)
        except BaseException:
            self._masters.use(former)
            raise

    def _rewrap(self, table: str) -> int:
        done, after = 0, ""
        while names := self._database.run_raw(partial(self._rewrap_batch, table=table, after=after)):
            done, after = done + len(names), names[-1]
        return done

    def _rewrap_batch(self, raw: Raw, table: str, after: str) -> list[str]:
        """Wrap the next keys anew and return their names; a row that is being erased is waited for."""
        name, purpose = _TABLES[table]
        rows = raw.execute(
            f"SELECT {name}, wrapped FROM {table} WHERE {name} > %(after)s AND {_UNDER_ANOTHER}"  # noqa: S608
            f" ORDER BY {name} LIMIT %(batch)s FOR UPDATE",
            {"after": after, "current": self._masters.current, "batch": self._batch},
        ).fetchall()
        anew = [self._anew(wrapped, _scope(table, key), purpose) for key, wrapped in rows]
        raw.execute(
            f"UPDATE {table} SET wrapped = anew.wrapped FROM unnest(%s::text[], %s::bytea[]) AS anew (name, wrapped)"  # noqa: S608
            f" WHERE {table}.{name} = anew.name",
            ([key for key, _ in rows], anew),
        )
        raw.commit()
        return [str(key) for key, _ in rows]

    def _anew(self, wrapped: bytes, scope: str, purpose: str) -> bytes:
        try:
            key = self._masters.unwrap(wrapped, scope=scope, purpose=purpose)
        except Broken:
            raise Broken("SEAL_BROKEN", scope=scope, purpose=purpose) from None
        return self._masters.wrap(key, scope=scope, purpose=purpose)

    def _destroy(self, key: KeyId, now: datetime) -> None:
        """Destroy an old key, once more seen to have nothing under it; then say so."""
        assert self.state().left == 0
        self._masters.destroy(key)
        done = update(_MASTER).filter_by(key_id=key).values(destroyed_at=now)
        self._database.run(lambda connection: connection.execute(done))


def _scope(table: str, name: str) -> str:
    return name if table == "dossier_key" else "register"


def _count_left(raw: Raw, table: str, current: KeyId) -> int:
    query = f"SELECT count(*) FROM {table} WHERE {_UNDER_ANOTHER}"  # noqa: S608 - names of our own tables
    row = raw.execute(query, {"current": current}).fetchone()
    assert row is not None
    return int(row[0])
