"""Proof of who acted: signed claims over code, act and envelope, verified purely (design §2.9).

The province's root key certifies an issuing key; the issuing key signs what the register said of an officer at that
instant, together with the digest of the act. The workflow pins the root's public key in its start message and needs
nothing else. Ed25519 throughout; keys and signatures travel as unpadded URL-safe base64.
"""

from __future__ import annotations

import base64
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Annotated

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import Field

from models.errors import NotAllowed
from models.identifiers import AgencyCode, OfficerId
from models.procedure import Role
from models.value import Hash, UtcTime, Value, canonical

__all__ = [
    "Authentication", "Claims", "IssuerCertificate", "Proof", "certify", "issue", "key_text", "public_key_text",
    "verify",
]  # fmt: skip

KeyText = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]
SignatureText = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{86}$")]


class Authentication(StrEnum):
    """How a person was authenticated, the weakest first; events keep it."""

    ASSERTED = "asserted"
    """By a local `--as`, believed because of the machine it was said on."""
    OIDC = "oidc"
    """By an identity provider's log-in."""
    KEY = "key"
    """By a signature of the person's own key."""

    def at_least(self, wanted: Authentication) -> bool:
        """Whether it is as strong as `wanted`, or stronger."""
        order = list(Authentication)
        return order.index(self) >= order.index(wanted)


class Claims(Value):
    """What the register said of an officer at the instant of issue."""

    officer: OfficerId
    agency: AgencyCode
    roles: tuple[Role, ...]
    authenticated: Authentication
    on_behalf_of: OfficerId | None = None
    """The officer who delegated, if this one acts for another."""
    issued_at: UtcTime
    valid_until: UtcTime


class IssuerCertificate(Value):
    """An issuing key, certified by the root for a span of time."""

    key: KeyText
    not_before: UtcTime
    not_after: UtcTime
    signature: SignatureText


class Proof(Value):
    """Signed claims, bound to one dossier, one act and one envelope."""

    code: str
    act: str
    digest: Hash
    claims: Claims
    issuer: IssuerCertificate
    signature: SignatureText


def key_text(raw: bytes) -> str:
    """Write a key or a signature as unpadded URL-safe base64."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def public_key_text(key: Ed25519PrivateKey) -> str:
    """Return the public half of `key` as text."""
    return key_text(key.public_key().public_bytes_raw())


def _raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _certificate_message(key: str, not_before: datetime, not_after: datetime) -> bytes:
    return b"motcua/issuer/1\n" + canonical({"key": key, "not_before": not_before, "not_after": not_after})


def _proof_message(proof_body: dict[str, object]) -> bytes:
    return b"motcua/proof/1\n" + canonical(proof_body)


def certify(root: Ed25519PrivateKey, issuer_key: str, not_before: datetime, not_after: datetime) -> IssuerCertificate:
    """Certify an issuing key under the root for a span of time."""
    signature = root.sign(_certificate_message(issuer_key, not_before, not_after))
    return IssuerCertificate(key=issuer_key, not_before=not_before, not_after=not_after, signature=key_text(signature))


def issue(
    issuer: Ed25519PrivateKey, certificate: IssuerCertificate, claims: Claims, code: str, act: str, digest: Hash
) -> Proof:
    """Issue the proof of one act: sign claims, code, act and the envelope's digest."""
    body = {"code": code, "act": act, "digest": digest, "claims": claims, "issuer": certificate}
    return Proof(
        code=code, act=act, digest=digest, claims=claims, issuer=certificate,
        signature=key_text(issuer.sign(_proof_message(body))),
    )  # fmt: skip


def verify(
    proof: Proof | None, *, root: str, code: str, act: str, digest: Hash, actor: OfficerId, now: datetime | None
) -> Claims:
    """Return the claims of a proof that holds, purely.

    `now` is the unshifted time against which age is judged; None (a rehearsal) judges no age.
    Raises NotAllowed: `PROOF_MISSING`, `PROOF_FOREIGN` (another root, dossier, act, envelope or person),
    `PROOF_FORGED` (a signature does not hold), `PROOF_STALE` (past its validity, or its issuer's).
    """
    if proof is None:
        raise NotAllowed("PROOF_MISSING", act=act)
    certificate, claims = proof.issuer, proof.claims
    message = _certificate_message(certificate.key, certificate.not_before, certificate.not_after)
    if not _holds(root, certificate.signature, message):
        raise NotAllowed("PROOF_FOREIGN", act=act, what="root")
    body = {"code": proof.code, "act": proof.act, "digest": proof.digest, "claims": claims, "issuer": certificate}
    if not _holds(certificate.key, proof.signature, _proof_message(body)):
        raise NotAllowed("PROOF_FORGED", act=act)
    for what, proven, said in (
        ("code", proof.code, code), ("act", proof.act, act), ("actor", claims.officer, actor),
        ("envelope", proof.digest, digest),
    ):  # fmt: skip
        if proven != said:
            raise NotAllowed("PROOF_FOREIGN", act=act, what=what)
    if not certificate.not_before <= claims.issued_at <= certificate.not_after:
        raise NotAllowed("PROOF_STALE", act=act)
    if now is not None and now > claims.valid_until:
        raise NotAllowed("PROOF_STALE", act=act)
    return claims


@lru_cache(maxsize=1024)  # a validator and its handler ask the same, and every act the same of the issuer's key
def _holds(key: str, signature: str, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(_raw(key)).verify(_raw(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True
