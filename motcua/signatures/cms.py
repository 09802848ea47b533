"""The CMS container of a signature (RFC 5652, CAdES), made by pyHanko once per key and then filled in.

Between two signatures of one key only the document's digest and the signature itself differ, and both have their place
in a container of fixed form. Composing it anew each time costs many times as much as the signature.
"""

# mypy: disable-error-code="no-untyped-call"
# (pyHanko types some of its functions only.)
from __future__ import annotations

import asyncio
import hashlib
from functools import cache
from typing import Any, Final

from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from motcua.signatures.keys import SigningKey

__all__ = ["KeySigner", "signer_of"]

_DIGEST: Final = hashlib.sha256(b"place of the digest").digest()
_SIGNATURE: Final = hashlib.sha512(b"place of the signature").digest() + bytes(range(64))
_ALGORITHM: Final = "sha256"


class KeySigner(Signer):
    """pyHanko's signer over a P-256 key: deterministic ECDSA (RFC 6979)."""

    def __init__(self, key: SigningKey) -> None:
        certificate = asn1.Certificate.load(key.certificate.public_bytes(Encoding.DER))
        super().__init__(signing_cert=certificate, cert_registry=SimpleCertificateStore(), embed_roots=False)
        self._key = key
        # pyHanko composes attributes as tasks, hence a loop, once per key.
        self._blank = asyncio.run(self.signed_attrs(_DIGEST, _ALGORITHM, use_pades=True))
        self._attributes = bytes(self._blank.dump())
        self._containers: dict[int, bytes] = {}

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Sign what pyHanko composed itself."""
        if dry_run:
            return _SIGNATURE[:72]
        assert digest_algorithm == _ALGORITHM
        return self._signature(data)

    async def async_sign(self, data_digest: bytes, digest_algorithm: str, *args: Any, **options: Any) -> Any:
        """Return the container; with a timestamp token it is composed by pyHanko in full."""
        if options.get("timestamper") is not None or not options.get("use_pades"):
            return await super().async_sign(data_digest, digest_algorithm, *args, **options)
        signature = self._signature(_filled(self._attributes, _DIGEST, data_digest))
        container = _filled(self._container(len(signature)), _DIGEST, data_digest)
        return _filled(container, _SIGNATURE[: len(signature)], signature)

    def _container(self, length: int) -> bytes:
        """Return the container for a signature of so many bytes (DER makes them 68 to 72)."""
        if length not in self._containers:
            blank = self._package_signature(
                digest_algorithm=_ALGORITHM,
                cms_version="v1",
                signed_attrs=self._blank,
                signature=_SIGNATURE[:length],
                unsigned_attrs=None,
                encap_content_info=None,
            )
            self._containers[length] = bytes(blank.dump())
        return self._containers[length]

    def _signature(self, data: bytes) -> bytes:
        assert self._key.private is not None
        return self._key.private.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))


def _filled(blank: bytes, place: bytes, value: bytes) -> bytes:
    assert blank.count(place) == 1
    assert len(place) == len(value)
    return blank.replace(place, value)


@cache
def signer_of(key: SigningKey) -> KeySigner:
    """Return the one signer of a key."""
    return KeySigner(key)
