"""The register's own keys: they seal what belongs to no single dossier, and lie wrapped under the master key.

The log of looks is append-only, so its reasons can never be sealed anew; a rotation of the master key wraps their keys
anew instead, and adds a fresh one for what comes.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert

from models.errors import Broken
from models.tables import METADATA
from motcua.register.database import Database
from motcua.security import Keystore
from motcua.security.masters import KeyId, id_under
from motcua.security.sealing import key_id, seal, unseal

__all__ = ["FIRST_OWN_KEY", "OwnKeys", "own_key_row"]

_KEYS = METADATA.tables["register_key"]
_SCOPE: Final = "register"
_PURPOSE: Final = "register-key"

FIRST_OWN_KEY: Final = "motcua/register/1"
"""The first of them is derived from the first master key: so a register's first version sealed."""


def own_key_row(keystore: Keystore, key: bytes) -> dict[str, object]:
    """Return the row that keeps an own key under the current master key."""
    wrapped = keystore.masters.wrap(key, scope=_SCOPE, purpose=_PURPOSE)
    return {"key_id": key_id(key).hex(), "wrapped": wrapped, "made_at": func.clock_timestamp()}


class OwnKeys:
    """Seals and opens under the register's own keys."""

    def __init__(self, database: Database, keystore: Keystore) -> None:
        self._database = database
        self._keystore = keystore
        self._keys: dict[KeyId, bytes] = {}
        """By id, the newest last; what was added elsewhere is read when it is asked for."""

    def seal(self, content: bytes, purpose: str) -> bytes:
        """Seal under the newest own key. Raises Broken `MASTER_KEY_WRONG`."""
        if not self._keys:
            self.read()
        return seal(list(self._keys.values())[-1], content, scope=_SCOPE, purpose=purpose)

    def unseal(self, sealed: bytes, purpose: str) -> bytes:
        """Open what `seal` made. Raises Broken: `MASTER_KEY_WRONG`, `SEAL_BROKEN`."""
        wanted = id_under(sealed)
        if wanted not in self._keys:
            self.read()
        if wanted not in self._keys:
            raise Broken("SEAL_BROKEN", scope=_SCOPE, purpose=purpose)
        return unseal(self._keys[wanted], sealed, scope=_SCOPE, purpose=purpose)

    def read(self) -> None:
        """Read them, and make the first if there is none. Raises Broken `MASTER_KEY_WRONG`."""
        rows = self._database.run(self._rows)
        unwrap = self._keystore.masters.unwrap
        self._keys = {key: unwrap(wrapped, scope=_SCOPE, purpose=_PURPOSE) for key, wrapped in rows}

    def _rows(self, connection: Connection) -> list[tuple[KeyId, bytes]]:
        query = select(_KEYS.c.key_id, _KEYS.c.wrapped).order_by(_KEYS.c.made_at, _KEYS.c.key_id)
        if not (rows := connection.execute(query).all()):
            first = own_key_row(self._keystore, self._keystore.masters.derived(FIRST_OWN_KEY))
            connection.execute(insert(_KEYS).values(first).on_conflict_do_nothing())
            rows = connection.execute(query).all()
        return [(row.key_id, row.wrapped) for row in rows]
