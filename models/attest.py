"""Attesting: the installation's own signature under what it keeps for years, verified with the root key alone.

The root certifies an attesting key as it certifies the keys that prove acts, in words of its own, so that neither kind
of key can stand in for the other. What is attested carries the certificate with it. Ed25519 throughout.
"""

from __future__ import annotations

import base64
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from models.proof import KeyText, SignatureText, key_text, public_key_text
from models.value import UtcTime, Value, canonical

__all__ = [
    "Attestation",
    "AttestationFault",
    "Attester",
    "AttesterCertificate",
    "attestation_fault",
    "certify_attester",
]


class AttesterCertificate(Value):
    """An attesting key, certified by the root for a span of time."""

    key: KeyText
    not_before: UtcTime
    not_after: UtcTime
    signature: SignatureText


class Attestation(Value):
    """A signature, and by what right it was made."""

    certificate: AttesterCertificate
    signature: SignatureText


class AttestationFault(StrEnum):
    """Why an attestation does not hold."""

    KEY = "key"
    """No known root certifies the key."""
    TIME = "time"
    """The key was not valid when it is said to have signed."""
    SIGNATURE = "signature"
    """The signature is of something else."""


class Attester(NamedTuple):
    """An attesting key with its certificate."""

    key: Ed25519PrivateKey
    certificate: AttesterCertificate

    def attest(self, kind: str, body: object) -> Attestation:
        """Sign a body as one of a kind, so that no signature serves for another kind."""
        return Attestation(
            certificate=self.certificate, signature=key_text(self.key.sign(_message(kind, body, self.certificate)))
        )


def certify_attester(
    root: Ed25519PrivateKey, key: Ed25519PrivateKey, not_before: datetime, not_after: datetime
) -> AttesterCertificate:
    """Certify an attesting key under the root for a span of time."""
    said = {"key": public_key_text(key), "not_before": not_before, "not_after": not_after}
    return AttesterCertificate.model_validate(said | {"signature": key_text(root.sign(_certificate_message(said)))})


def attestation_fault(
    attestation: Attestation, *, roots: Collection[str], kind: str, body: object, at: datetime
) -> AttestationFault | None:
    """Say why an attestation does not hold, or None if it does: purely, with the public root keys alone.

    `at` is when the body says that it was signed.
    """
    certificate = attestation.certificate
    message = _certificate_message(certificate.model_dump(mode="json", exclude={"signature"}))
    if not any(_holds(root, certificate.signature, message) for root in roots):
        return AttestationFault.KEY
    if not _holds(certificate.key, attestation.signature, _message(kind, body, certificate)):
        return AttestationFault.SIGNATURE
    return None if certificate.not_before <= at <= certificate.not_after else AttestationFault.TIME


def _certificate_message(said: dict[str, object]) -> bytes:
    return b"motcua/attester/1\n" + canonical(said)


def _message(kind: str, body: object, certificate: AttesterCertificate) -> bytes:
    return f"motcua/attest/{kind}/1\n".encode() + canonical({"body": body, "certificate": certificate})


def _holds(key: str, signature: str, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(_raw(key)).verify(_raw(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
