"""The keystore: a folder of secret keys made at first run, 0700, its files 0600.

It comes into being as a whole: the files are written into a folder beside it, made durable, and the folder is renamed
into place. Of two processes that start at once one wins and both use the same keys. Losing the master key is losing
every person's data, so nothing here ever replaces it.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.attest import Attester
from models.errors import Broken, Unavailable
from models.identifiers import DossierCode
from models.proof import KeyText, public_key_text
from models.value import Hash, canonical
from motcua.durable import create_durably, ensure_folder, replace_durably, sync_folder
from motcua.security.attesting import open_attester
from motcua.security.certified import CertifiedKey
from motcua.security.files import read_secret, require_mode
from motcua.security.sealing import KEY_BYTES, DossierKey, derive, key_id, key_id_of, seal, unseal

__all__ = ["Keystore"]

_MASTER: Final = "master.key"
_ROOT: Final = "root.key"
_LOOKUP: Final = "lookup.key"
_ISSUER: Final = "issuer.json"
_ATTESTER: Final = "attester.json"


@dataclass(frozen=True, repr=False)
class Keystore:
    """The opened keystore. It never shows its keys."""

    folder: Path
    issuer: CertifiedKey
    """The issuing key and its certificate by the root."""
    _master: bytes
    _lookup: bytes
    _root: Ed25519PrivateKey
    _older: dict[bytes, bytes] = field(default_factory=dict)
    """Earlier master keys by their id (`master.*.key`): they open what was wrapped before a rotation."""

    def __repr__(self) -> str:
        return f"Keystore({self.folder})"

    @classmethod
    def open(cls, folder: Path, *, now: datetime, create: bool = True) -> Keystore:
        """Open the keystore; make it if there is none and `create` allows.

        An issuing key that nears its end is replaced by a fresh one under the same root.
        Raises Unavailable: `KEYSTORE_MISSING`, `KEYSTORE_MODE` (others may read it), `KEYSTORE_DAMAGED`.
        """
        if not (folder / _MASTER).exists():
            inhabited = folder.is_dir() and any(folder.iterdir())
            if (inhabited or not create) and not (folder / _MASTER).exists():
                raise Unavailable("KEYSTORE_MISSING", folder=str(folder))
            if not inhabited:
                _make(folder, now)
        require_mode(folder, 0o700)
        root = Ed25519PrivateKey.from_private_bytes(_key(folder / _ROOT))
        issuer = CertifiedKey.read(read_secret(folder / _ISSUER), folder / _ISSUER)
        if issuer.nears_its_end(now):
            issuer = CertifiedKey.fresh(root, now)
            replace_durably(folder / _ISSUER, issuer.written())
        older = [_key(path) for path in sorted(folder.glob("master.*.key"))]
        return cls(
            folder=folder, issuer=issuer, _master=_key(folder / _MASTER), _lookup=_key(folder / _LOOKUP), _root=root,
            _older={key_id(key): key for key in older},
        )  # fmt: skip

    @property
    def root_key(self) -> KeyText:
        """The root's public key, to be pinned in start messages."""
        return public_key_text(self._root)

    @property
    def checks(self) -> dict[str, Hash]:
        """What the register keeps to know these keys again: per key a value that tells nothing of it."""
        return {
            "master": _check_value(self._master),
            "lookup": _check_value(self._lookup),
            "root": hashlib.sha256(self.root_key.encode()).hexdigest(),
        }

    @property
    def older_masters(self) -> frozenset[Hash]:
        """The check values of earlier master keys that are still here."""
        return frozenset(_check_value(key) for key in self._older.values())

    def attester(self, now: datetime) -> Attester:
        """Return the key that signs archives and anchors, certified by the root; made at the first call.

        Raises Unavailable: `KEYSTORE_MODE`, `KEYSTORE_DAMAGED`.
        """
        return open_attester(self.folder / _ATTESTER, self._root, now)

    def wrap(self, key: DossierKey) -> bytes:
        """Seal a dossier's key under the master key of today."""
        return key.wrapped(self._master)

    def unwrap(self, code: DossierCode, wrapped: bytes) -> DossierKey:
        """Open a dossier's key, whichever master key wrapped it. Raises Broken: `MASTER_KEY_WRONG`, `SEAL_BROKEN`."""
        wanted = key_id_of(wrapped)
        master = self._master if wanted == key_id(self._master) else self._older.get(wanted)
        if master is None:
            raise Broken("MASTER_KEY_WRONG", key="master")
        return DossierKey.unwrap(code, wrapped, master)

    def seal_for_register(self, content: bytes, purpose: str) -> bytes:
        """Seal what the register keeps of no single dossier, under a key derived from the master key."""
        return seal(_derived(self._master), content, scope="register", purpose=purpose)

    def unseal_for_register(self, sealed: bytes, purpose: str) -> bytes:
        """Open what `seal_for_register` made, before a rotation too.

        Raises Broken: `MASTER_KEY_WRONG`, `SEAL_BROKEN`.
        """
        keys = [_derived(master) for master in (self._master, *self._older.values())]
        key = next((key for key in keys if key_id(key) == key_id_of(sealed)), None)
        if key is None:
            raise Broken("MASTER_KEY_WRONG", key="master")
        return unseal(key, sealed, scope="register", purpose=purpose)

    def keyed_hash(self, purpose: str, content: object) -> Hash:
        """HMAC-SHA256 of a value's canonical JSON: tells same from other, and finds, without telling what."""
        message = purpose.encode() + b"\n" + canonical(content)
        return hmac.new(self._lookup, message, hashlib.sha256).hexdigest()


def _derived(master: bytes) -> bytes:
    return derive(master, "motcua/register/1")


def _check_value(key: bytes) -> Hash:
    return hmac.new(key, b"motcua/check/1", hashlib.sha256).hexdigest()


def _key(path: Path) -> bytes:
    content = read_secret(path)
    if len(content) != KEY_BYTES:
        raise Unavailable("KEYSTORE_DAMAGED", file=str(path))
    return content


def _make(folder: Path, now: datetime) -> None:
    """Make the folder whole beside its place and rename it there; if another process was faster, theirs stands."""
    ensure_folder(folder.parent)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        root = Ed25519PrivateKey.generate()
        create_durably(draft / _MASTER, secrets.token_bytes(KEY_BYTES))
        create_durably(draft / _LOOKUP, secrets.token_bytes(KEY_BYTES))
        create_durably(draft / _ROOT, root.private_bytes_raw())
        create_durably(draft / _ISSUER, CertifiedKey.fresh(root, now).written())
        try:
            os.rename(draft, folder)  # noqa: PTH104 - Path.rename would do the same; the atomic call is the point
        except OSError:
            if not (folder / _MASTER).exists():
                raise
        sync_folder(folder.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
