"""The attesting key with its certificate by the root, in one file of the keystore; made when it is first needed."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import Field, ValidationError

from models.attest import Attester, AttesterCertificate, certify_attester
from models.errors import Unavailable
from models.proof import key_text, public_key_text
from models.value import Value
from motcua.durable import create_durably, replace_durably
from motcua.security.files import read_secret

__all__ = ["open_attester"]

_CLOCKS_DIFFER: Final = timedelta(days=1)
"""How far the clocks of two hosts may be apart before a fresh certificate seems to come from the future."""
_LIFE: Final = timedelta(days=3650)
_RENEWAL: Final = timedelta(days=90)


class _Written(Value):
    private_key: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]
    certificate: AttesterCertificate


def open_attester(path: Path, root: Ed25519PrivateKey, now: datetime) -> Attester:
    """Open the attesting key; one that is not there, or nears its end, is made anew under the root.

    What an earlier key signed stays verifiable: its certificate stands with each signature.
    Raises Unavailable: `KEYSTORE_MODE`, `KEYSTORE_DAMAGED`.
    """
    if not path.exists():
        create_durably(path, _written(_fresh(root, now)))  # of two processes, both use the first one's
    attester = _read(path)
    if now > attester.certificate.not_after - _RENEWAL:
        attester = _fresh(root, now)
        replace_durably(path, _written(attester))
    return attester


def _fresh(root: Ed25519PrivateKey, now: datetime) -> Attester:
    key = Ed25519PrivateKey.generate()
    return Attester(key, certify_attester(root, key, now - _CLOCKS_DIFFER, now + _LIFE))


def _read(path: Path) -> Attester:
    try:
        written = _Written.model_validate_json(read_secret(path))
    except ValidationError:
        raise Unavailable("KEYSTORE_DAMAGED", file=str(path)) from None
    key = Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(written.private_key + "="))
    if public_key_text(key) != written.certificate.key:
        raise Unavailable("KEYSTORE_DAMAGED", file=str(path))
    return Attester(key, written.certificate)


def _written(attester: Attester) -> bytes:
    private = key_text(attester.key.private_bytes_raw())
    return _Written(private_key=private, certificate=attester.certificate).model_dump_json().encode()
