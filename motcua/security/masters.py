"""The master keys of a keystore: one wraps, all that lie there open. Rotated without stopping anything.

`master.key` wraps. During a rotation others lie beside it: `master.next.key`, the new one before it has its place, and
`master.ID.key`, the old one until nothing is left under it. Which one is current the register says; the names of the
files only follow, so that a rotation may die between any two of its steps.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path
from typing import Final

from models.errors import Broken, Unavailable
from models.value import Hash
from motcua.durable import create_durably, sync_folder
from motcua.security.files import KEY_BYTES, overwrite_secret, read_key
from motcua.security.sealing import derive, key_id, key_id_of, seal, unseal

__all__ = ["MASTER", "KeyId", "Masters", "id_under"]

MASTER: Final = "master.key"
_NEXT: Final = "master.next.key"
_OTHERS: Final = "master.*.key"

KeyId = str
"""16 hexadecimal digits that name a key and tell nothing of it."""


def id_under(sealed: bytes) -> KeyId:
    """Return the id of the key under which a text was sealed; empty if it is no sealed text."""
    return key_id_of(sealed).hex()


def _id(key: bytes) -> KeyId:
    return key_id(key).hex()


class Masters:
    """The master keys of one folder, read anew when an unknown one is asked for. Threads may share it."""

    def __init__(self, folder: Path) -> None:
        """Read them; `master.key` is the current one until `use` says otherwise. Raises Unavailable `KEYSTORE_…`."""
        self._folder = folder
        self._keys = self._read()
        self.current: KeyId = _id(read_key(folder / MASTER))
        """The id of the key that wraps."""

    def __repr__(self) -> str:
        return f"Masters({self._folder})"

    @property
    def ids(self) -> frozenset[KeyId]:
        """The ids of all keys that lie in the folder, as last read."""
        return frozenset(self._keys)

    @property
    def check(self) -> Hash:
        """By which the current key is known again."""
        return hmac.new(self._of(self.current), b"motcua/check/1", hashlib.sha256).hexdigest()

    def use(self, current: KeyId) -> None:
        """Wrap under this one from now on. Raises Broken (`MASTER_KEY_WRONG`) if it does not lie here."""
        self._of(current)
        self.current = current

    def wrap(self, key: bytes, *, scope: str, purpose: str) -> bytes:
        """Seal a key under the current master key."""
        return seal(self._of(self.current), key, scope=scope, purpose=purpose)

    def unwrap(self, wrapped: bytes, *, scope: str, purpose: str) -> bytes:
        """Open a key, whichever master key wrapped it. Raises Broken: `MASTER_KEY_WRONG`, `SEAL_BROKEN`."""
        return unseal(self._of(id_under(wrapped)), wrapped, scope=scope, purpose=purpose)

    def derived(self, purpose: str) -> bytes:
        """Derive a key from the current one."""
        return derive(self._of(self.current), purpose)

    # ── rotation, in its order; each step may be done again ───────────────────────────────────────────────────────

    def prepare(self) -> KeyId:
        """Lay a new key beside the current one, or find the one that lies there; it opens, and wraps nothing yet."""
        create_durably(self._folder / _NEXT, secrets.token_bytes(KEY_BYTES))
        self._keys = self._read()
        return _id(read_key(self._folder / _NEXT))

    def settle(self) -> None:
        """Give the current key the name `master.key`; the one that had it stays under its own id."""
        named = read_key(self._folder / MASTER)
        if _id(named) == self.current:
            return
        create_durably(self._folder / f"master.{_id(named)}.key", named)
        place = next(path for path in self._others() if _id(read_key(path)) == self.current)
        place.replace(self._folder / MASTER)
        sync_folder(self._folder)

    def destroy(self, key: KeyId) -> None:
        """Overwrite and remove a key that nothing is under any more; never the current one."""
        assert key != self.current
        for path in self._others():
            if _id(read_key(path)) == key:
                overwrite_secret(path)
                path.unlink()
        sync_folder(self._folder)
        self._keys = self._read()

    # ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _of(self, key: KeyId) -> bytes:
        if key not in self._keys:
            self._keys = self._read()
        if key not in self._keys:
            raise Broken("MASTER_KEY_WRONG", key="master")
        return self._keys[key]

    def _read(self) -> dict[KeyId, bytes]:
        """Read all; `master.key` last, for a rotation may be giving that name to one of the others just now."""
        keys = [key for path in self._others() if (key := self._key_if_there(path)) is not None]
        return {_id(key): key for key in [*keys, read_key(self._folder / MASTER)]}

    def _key_if_there(self, path: Path) -> bytes | None:
        try:
            return read_key(path)
        except Unavailable:
            if path.exists():
                raise
            return None

    def _others(self) -> list[Path]:
        return sorted(self._folder.glob(_OTHERS))
