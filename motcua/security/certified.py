"""The issuing key with its certificate by the root, in one file, so that the two never disagree."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import Field, ValidationError

from models.errors import Unavailable
from models.proof import IssuerCertificate, certify, key_text, public_key_text
from models.value import Value

__all__ = ["CertifiedKey"]

_CLOCKS_DIFFER: Final = timedelta(days=1)
"""How far the clocks of two hosts may be apart before a fresh certificate seems to come from the future."""
_LIFE: Final = timedelta(days=400)
"""What a stolen issuing key is worth at most; what it proved while it lasted is verified for ever."""
_RENEWAL: Final = timedelta(days=90)


class _Written(Value):
    private_key: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]
    certificate: IssuerCertificate


@dataclass(frozen=True, repr=False)
class CertifiedKey:
    """An issuing key and what the root says of it."""

    key: Ed25519PrivateKey
    certificate: IssuerCertificate

    @classmethod
    def fresh(cls, root: Ed25519PrivateKey, now: datetime) -> CertifiedKey:
        """Make an issuing key, certified for a year and a month."""
        key = Ed25519PrivateKey.generate()
        return cls(key, certify(root, public_key_text(key), now - _CLOCKS_DIFFER, now + _LIFE))

    @classmethod
    def read(cls, content: bytes, path: Path) -> CertifiedKey:
        """Read what `written` gave. Raises Unavailable (`KEYSTORE_DAMAGED`)."""
        try:
            written = _Written.model_validate_json(content)
        except ValidationError:
            raise Unavailable("KEYSTORE_DAMAGED", file=str(path)) from None
        key = Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(written.private_key + "="))
        if public_key_text(key) != written.certificate.key:
            raise Unavailable("KEYSTORE_DAMAGED", file=str(path))
        return cls(key, written.certificate)

    def written(self) -> bytes:
        """Return the file's content."""
        private = key_text(self.key.private_bytes_raw())
        return _Written(private_key=private, certificate=self.certificate).model_dump_json().encode()

    def nears_its_end(self, now: datetime) -> bool:
        """Whether it should be replaced: within 90 days of its end."""
        return now > self.certificate.not_after - _RENEWAL
