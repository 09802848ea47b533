"""The root key replaced: the old one hands on to a new one and is destroyed; the chain of hand-overs stays, public.

What has to change together (root, issuer, chain) is written into one secret file first, durably. From then on whoever
opens the keystore completes the change, so that a crash leaves either the old root or the new one.
"""

from __future__ import annotations

import base64
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import Field, ValidationError

from models.errors import Unavailable
from models.identifiers import OfficerId
from models.keys import key_text
from models.rooting import HandedOn
from models.value import Value
from motcua.durable import create_durably, replace_durably, sync_folder
from motcua.security.certified import CertifiedKey
from motcua.security.files import overwrite_secret, read_key, read_secret

__all__ = ["ISSUER", "ROOT", "Roots", "complete_rotation", "hand_root_on", "read_roots", "rotate_issuer"]

ROOT: Final = "root.key"
ISSUER: Final = "issuer.json"
ATTESTER: Final = "attester.json"
_ROOTS: Final = "roots.json"
_UNDER_WAY: Final = "root.next.json"


class Roots(Value):
    """How the root of this installation came to be the one of now."""

    chain: tuple[HandedOn, ...] = ()
    ordered_by: OfficerId | None = None
    """The operator who ordered the last hand-over, and in whose name dossiers are told."""


class _Next(Value):
    """A rotation under way."""

    private_key: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]
    issuer: str
    """What the issuer's file is to hold."""
    roots: Roots


def read_roots(folder: Path) -> Roots:
    """Return the chain of a keystore; empty if its root was never replaced. Raises Unavailable `KEYSTORE_DAMAGED`."""
    path = folder / _ROOTS
    if not path.exists():
        return Roots()
    try:
        return Roots.model_validate_json(read_secret(path))
    except ValidationError:
        raise Unavailable("KEYSTORE_DAMAGED", file=str(path)) from None


def rotate_issuer(folder: Path, now: datetime) -> CertifiedKey:
    """Replace the issuing key by a fresh one under the same root; what the old one proved goes on holding."""
    fresh = CertifiedKey.fresh(_private(read_key(folder / ROOT)), now)
    replace_durably(folder / ISSUER, fresh.written())
    return fresh


def hand_root_on(folder: Path, officer: OfficerId, *, at: datetime, until: datetime) -> HandedOn:
    """Hand the root on to a new key with a new issuer, destroy the old one, and return the hand-over."""
    complete_rotation(folder)
    with _alone(folder):
        old, new = _private(read_key(folder / ROOT)), Ed25519PrivateKey.generate()
        link = HandedOn.sign(old, new, at, until)
        roots = Roots(chain=(*read_roots(folder).chain, link), ordered_by=officer)
        issuer = CertifiedKey.fresh(new, at).written().decode()
        planned = _Next(private_key=key_text(new.private_bytes_raw()), issuer=issuer, roots=roots)
        create_durably(folder / _UNDER_WAY, planned.model_dump_json().encode())
        _complete(folder)
    return link


def complete_rotation(folder: Path) -> None:
    """Finish a rotation that is under way; each step may be done again. Raises Unavailable `KEYSTORE_DAMAGED`."""
    if (folder / _UNDER_WAY).exists():
        with _alone(folder):
            _complete(folder)


def _complete(folder: Path) -> None:
    path = folder / _UNDER_WAY
    try:
        planned = _Next.model_validate_json(read_secret(path)) if path.exists() else None
    except ValidationError:
        raise Unavailable("KEYSTORE_DAMAGED", file=str(path)) from None
    if planned is None:
        return
    replace_durably(folder / _ROOTS, planned.roots.model_dump_json().encode())
    replace_durably(folder / ISSUER, planned.issuer.encode())
    (folder / ATTESTER).unlink(
        missing_ok=True
    )  # it is made anew under the new root; what it signed bears its own proof
    new = base64.urlsafe_b64decode(planned.private_key + "=")
    if read_key(folder / ROOT) != new:
        overwrite_secret(folder / ROOT)
        replace_durably(folder / ROOT, new)
    path.unlink()
    sync_folder(folder)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time replaces keys of this folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _private(raw: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(raw)
