"""The keystore: a folder of secret keys made at first run, 0700, its files 0600.

It comes into being as a whole: the files are written into a folder beside it, made durable, and the folder is renamed
into place. Of two processes that start at once one wins and both use the same keys. Losing the master key is losing
every person's data, so nothing replaces it but a rotation, which leaves the old one until nothing is under it.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.attest import Attester
from models.errors import Unavailable
from models.identifiers import DossierCode
from models.proof import KeyText, public_key_text
from models.value import Hash, canonical
from motcua.durable import create_durably, ensure_folder, replace_durably, sync_folder
from motcua.security.attesting import open_attester
from motcua.security.certified import CertifiedKey
from motcua.security.files import KEY_BYTES, read_key, read_secret, require_mode
from motcua.security.masters import MASTER, Masters
from motcua.security.rooting import ATTESTER, ISSUER, ROOT, Roots, complete_rotation, read_roots
from motcua.security.sealing import DossierKey

__all__ = ["Keystore"]

_LOOKUP: Final = "lookup.key"


@dataclass(frozen=True, repr=False)
class Keystore:
    """The opened keystore. It never shows its keys."""

    folder: Path
    issuer: CertifiedKey
    """The issuing key and its certificate by the root."""
    masters: Masters
    """The master keys, which rotate."""
    roots: Roots
    """How the root came to be the one of now."""
    _lookup: bytes
    _root: Ed25519PrivateKey

    def __repr__(self) -> str:
        return f"Keystore({self.folder})"

    @classmethod
    def open(cls, folder: Path, *, now: datetime, create: bool = True) -> Keystore:
        """Open the keystore; make it if there is none and `create` allows.

        An issuing key that nears its end is replaced by a fresh one under the same root, and a rotation of the root
        that was broken off is completed.
        Raises Unavailable: `KEYSTORE_MISSING`, `KEYSTORE_MODE` (others may read it), `KEYSTORE_DAMAGED`.
        """
        if not (folder / MASTER).exists():
            inhabited = folder.is_dir() and any(folder.iterdir())
            if (inhabited or not create) and not (folder / MASTER).exists():
                raise Unavailable("KEYSTORE_MISSING", folder=str(folder))
            if not inhabited:
                _make(folder, now)
        require_mode(folder, 0o700)
        complete_rotation(folder)
        root = Ed25519PrivateKey.from_private_bytes(read_key(folder / ROOT))
        issuer = CertifiedKey.read(read_secret(folder / ISSUER), folder / ISSUER)
        if issuer.nears_its_end(now):
            issuer = CertifiedKey.fresh(root, now)
            replace_durably(folder / ISSUER, issuer.written())
        return cls(
            folder=folder, issuer=issuer, masters=Masters(folder), roots=read_roots(folder),
            _lookup=read_key(folder / _LOOKUP), _root=root,
        )  # fmt: skip

    @property
    def root_key(self) -> KeyText:
        """The root's public key, to be pinned in start messages."""
        return public_key_text(self._root)

    @property
    def root_keys(self) -> frozenset[KeyText]:
        """Every root key of this installation, past and present."""
        return frozenset({self.root_key, *(link.old for link in self.roots.chain)})

    @property
    def former_root_checks(self) -> frozenset[Hash]:
        """By which the register knew earlier roots."""
        return frozenset(_root_check(key) for key in self.root_keys - {self.root_key})

    @property
    def checks(self) -> dict[str, Hash]:
        """What the register keeps to know these keys again: per key a value that tells nothing of it; masters by id."""
        return {
            "lookup": _check_value(self._lookup),
            "root": _root_check(self.root_key),
        }

    def attester(self, now: datetime) -> Attester:
        """Return the key that signs archives and anchors, certified by the root; made at the first call.

        Raises Unavailable: `KEYSTORE_MODE`, `KEYSTORE_DAMAGED`.
        """
        return open_attester(self.folder / ATTESTER, self._root, now)

    def wrap(self, key: DossierKey) -> bytes:
        """Seal a dossier's key under the master key of today."""
        return key.wrapped(self.masters)

    def unwrap(self, code: DossierCode, wrapped: bytes) -> DossierKey:
        """Open a dossier's key, whichever master key wrapped it. Raises Broken: `MASTER_KEY_WRONG`, `SEAL_BROKEN`."""
        return DossierKey.unwrap(code, wrapped, self.masters)

    def keyed_hash(self, purpose: str, content: object) -> Hash:
        """HMAC-SHA256 of a value's canonical JSON: tells same from other, and finds, without telling what."""
        message = purpose.encode() + b"\n" + canonical(content)
        return hmac.new(self._lookup, message, hashlib.sha256).hexdigest()


def _root_check(key: KeyText) -> Hash:
    return hashlib.sha256(key.encode()).hexdigest()


def _check_value(key: bytes) -> Hash:
    return hmac.new(key, b"motcua/check/1", hashlib.sha256).hexdigest()


def _make(folder: Path, now: datetime) -> None:
    """Make the folder whole beside its place and rename it there; if another process was faster, theirs stands."""
    ensure_folder(folder.parent)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        root = Ed25519PrivateKey.generate()
        create_durably(draft / MASTER, secrets.token_bytes(KEY_BYTES))
        create_durably(draft / _LOOKUP, secrets.token_bytes(KEY_BYTES))
        create_durably(draft / ROOT, root.private_bytes_raw())
        create_durably(draft / ISSUER, CertifiedKey.fresh(root, now).written())
        try:
            os.rename(draft, folder)  # noqa: PTH104 - Path.rename would do the same; the atomic call is the point
        except OSError:
            if not (folder / MASTER).exists():
                raise
        sync_folder(folder.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
