"""Ed25519 keys and signatures as text: unpadded URL-safe base64, everywhere they travel."""

from __future__ import annotations

import base64
from functools import lru_cache
from typing import Annotated

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import Field

__all__ = ["KeyText", "SignatureText", "holds", "key_text", "public_key_text", "raw_key"]

KeyText = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]
SignatureText = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{86}$")]


def key_text(raw: bytes) -> str:
    """Write a key or a signature as unpadded URL-safe base64."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw_key(text: str) -> bytes:
    """Read what `key_text` wrote. Raises ValueError."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def public_key_text(key: Ed25519PrivateKey) -> str:
    """Return the public half of `key` as text."""
    return key_text(key.public_key().public_bytes_raw())


@lru_cache(maxsize=1024)  # a validator and its handler ask the same, and every act the same of the issuer's key
def holds(key: str, signature: str, message: bytes) -> bool:
    """Whether a signature of `message` is that of `key`; what is no key or no signature holds nothing."""
    try:
        Ed25519PublicKey.from_public_bytes(raw_key(key)).verify(raw_key(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True
