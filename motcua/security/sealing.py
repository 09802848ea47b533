"""Sealing with AES-256-GCM: one data key per dossier, wrapped by the master key; destroying it erases the person.

A sealed text is ``b"MTCS"``, the format's number (1 byte), the key's id (8 bytes), the nonce (12 bytes), and the
ciphertext with its tag. What was sealed, for which dossier and for what purpose are authenticated with it, so that a
sealed text moved elsewhere does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from models.errors import Broken
from models.identifiers import DossierCode, NoteId
from models.value import nfc
from motcua.security.files import KEY_BYTES

__all__ = ["DossierKey", "Sealer", "Wrapper", "derive", "key_id", "key_id_of", "seal", "unseal"]

_DOSSIER_KEY: Final = "dossier-key"
_MAGIC: Final = b"MTCS\x01"
_ID_BYTES: Final = 8
_NONCE_BYTES: Final = 12
_HEADER_BYTES: Final = len(_MAGIC) + _ID_BYTES
_TAG_BYTES: Final = 16


class Sealer(Protocol):
    """Seals under the key of a dossier; the register is one, since it keeps the keys."""

    def seal(self, code: DossierCode, content: bytes, purpose: str) -> bytes:
        """Seal for one purpose. Raises Refused: `PERSON_ERASED`, `NOT_RESERVED` (no such dossier)."""
        ...

    def unseal(self, code: DossierCode, sealed: bytes, purpose: str) -> bytes:
        """Open what `seal` made for the same purpose. Raises Refused as `seal`, Broken (`SEAL_BROKEN`)."""
        ...


class Wrapper(Protocol):
    """Seals keys under a master key: motcua.security.Masters."""

    def wrap(self, key: bytes, *, scope: str, purpose: str) -> bytes:
        """Seal a key."""
        ...

    def unwrap(self, wrapped: bytes, *, scope: str, purpose: str) -> bytes:
        """Open a key. Raises Broken: `MASTER_KEY_WRONG`, `SEAL_BROKEN`."""
        ...


def key_id(key: bytes) -> bytes:
    """Return the 8 bytes by which a sealed text names its key; they tell nothing of it."""
    return hmac.digest(key, b"motcua/key-id/1", "sha256")[:_ID_BYTES]


def key_id_of(sealed: bytes) -> bytes:
    """Return the id of the key under which a text was sealed; empty if it is no sealed text."""
    whole = sealed.startswith(_MAGIC) and len(sealed) >= _HEADER_BYTES + _NONCE_BYTES + _TAG_BYTES
    return sealed[len(_MAGIC) : _HEADER_BYTES] if whole else b""


def derive(key: bytes, purpose: str) -> bytes:
    """Derive a key for one purpose (HKDF-SHA256)."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(key)


def _bound(header: bytes, scope: str, purpose: str) -> bytes:
    return b"\0".join((header, scope.encode(), purpose.encode()))


def seal(key: bytes, plain: bytes, *, scope: str, purpose: str) -> bytes:
    """Seal under `key`, bound to a scope (a dossier's code) and a purpose."""
    return _sealed(key, plain, secrets.token_bytes(_NONCE_BYTES), scope, purpose)


def _sealed(key: bytes, plain: bytes, nonce: bytes, scope: str, purpose: str) -> bytes:
    header = _MAGIC + key_id(key)
    return header + nonce + AESGCM(key).encrypt(nonce, plain, _bound(header, scope, purpose))


def unseal(key: bytes, sealed: bytes, *, scope: str, purpose: str) -> bytes:
    """Open what `seal` made. Raises Broken (`SEAL_BROKEN`) for another key, scope or purpose, or changed bytes."""
    if key_id_of(sealed) != key_id(key):
        raise Broken("SEAL_BROKEN", scope=scope, purpose=purpose)
    header, rest = sealed[:_HEADER_BYTES], sealed[_HEADER_BYTES:]
    try:
        return AESGCM(key).decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], _bound(header, scope, purpose))
    except InvalidTag:
        raise Broken("SEAL_BROKEN", scope=scope, purpose=purpose) from None


class DossierKey:
    """The data key of one dossier, or of one feedback, by its code. It never shows itself."""

    __slots__ = ("_key", "code")

    def __init__(self, code: str, key: bytes) -> None:
        self.code = code
        self._key = key

    def __repr__(self) -> str:
        return f"DossierKey({self.code})"

    @classmethod
    def new(cls, code: str) -> DossierKey:
        """Make a fresh key for a dossier."""
        return cls(code, secrets.token_bytes(KEY_BYTES))

    def wrapped(self, master: Wrapper) -> bytes:
        """Return this key sealed under the master key, as the register keeps it."""
        return master.wrap(self._key, scope=self.code, purpose=_DOSSIER_KEY)

    @classmethod
    def unwrap(cls, code: str, wrapped: bytes, master: Wrapper) -> DossierKey:
        """Open a wrapped key. Raises Broken: `MASTER_KEY_WRONG`, `SEAL_BROKEN`."""
        return cls(code, master.unwrap(wrapped, scope=code, purpose=_DOSSIER_KEY))

    def seal(self, content: bytes, purpose: str) -> bytes:
        """Seal for one purpose within this dossier; the same content is always the same sealed bytes.

        So a paper that was lost and is made again is the very file whose hash the journal tells. The nonce is a keyed
        hash of what is sealed and for what: two texts share one only if they are the same (as in RFC 5297).
        """
        told = _bound(content, self.code, purpose)
        nonce = hmac.digest(derive(self._key, "motcua/nonce/1"), told, "sha256")[:_NONCE_BYTES]
        return _sealed(self._key, content, nonce, self.code, purpose)

    def unseal(self, sealed: bytes, purpose: str) -> bytes:
        """Open what `seal` made. Raises Broken (`SEAL_BROKEN`)."""
        return unseal(self._key, sealed, scope=self.code, purpose=purpose)

    def note_id(self, text: str) -> NoteId:
        """Name a note by HMAC-SHA256 of its NFC text, under a key of this dossier (design §2.5)."""
        return NoteId(hmac.new(derive(self._key, "motcua/note/1"), nfc(text).encode(), hashlib.sha256).hexdigest())
