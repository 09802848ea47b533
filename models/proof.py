"""Proof of who acted: signed claims over code, act and envelope, verified purely (design §2.9).

The province's root key certifies an issuing key; the issuing key signs what the register said of an officer at that
instant, together with the digest of the act. The workflow pins the root's public key in its start message and needs
nothing else. Ed25519 throughout; keys and signatures travel as unpadded URL-safe base64.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.errors import NotAllowed
from models.identifiers import AgencyCode, OfficerId
from models.keys import KeyText, SignatureText, holds, key_text, public_key_text
from models.procedure import Role
from models.rooting import HandedOn
from models.value import Hash, UtcTime, Value, canonical

__all__ = [
    "Authentication", "Claims", "IssuerCertificate", "KeyText", "Proof", "SignatureText", "certify", "issue",
    "key_text", "public_key_text", "verify",
]  # fmt: skip


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
    proof: Proof | None, *, root: str, code: str, act: str, digest: Hash, actor: OfficerId, now: datetime | None,
    former: Sequence[HandedOn] = (),
) -> Claims:  # fmt: skip
    """Return the claims of a proof that holds, purely.

    `now` is the unshifted time against which age is judged; None (a rehearsal) judges no age. `former` says by what
    `root` came after earlier ones: what these proved before they were handed on still holds for a while.
    Raises NotAllowed: `PROOF_MISSING`, `PROOF_FOREIGN` (another root, dossier, act, envelope or person),
    `PROOF_FORGED` (a signature does not hold), `PROOF_STALE` (past its validity, its issuer's or its root's).
    """
    if proof is None:
        raise NotAllowed("PROOF_MISSING", act=act)
    certificate, claims = proof.issuer, proof.claims
    ended = _root_of(certificate, root, former, act)
    if not _is_issued(proof):
        raise NotAllowed("PROOF_FORGED", act=act)
    for what, proven, said in (
        ("code", proof.code, code), ("act", proof.act, act), ("actor", claims.officer, actor),
        ("envelope", proof.digest, digest),
    ):  # fmt: skip
        if proven != said:
            raise NotAllowed("PROOF_FOREIGN", act=act, what=what)
    if not _in_time(certificate, claims, ended, now):
        raise NotAllowed("PROOF_STALE", act=act)
    return claims


@lru_cache(maxsize=1024)  # a validator and its handler ask the same
def _is_issued(proof: Proof) -> bool:
    claims, certificate = proof.claims, proof.issuer
    body = {"code": proof.code, "act": proof.act, "digest": proof.digest, "claims": claims, "issuer": certificate}
    return holds(certificate.key, proof.signature, _proof_message(body))


@lru_cache(maxsize=1024)  # every act asks it of its issuer
def _is_certified(root: str, certificate: IssuerCertificate) -> bool:
    message = _certificate_message(certificate.key, certificate.not_before, certificate.not_after)
    return holds(root, certificate.signature, message)


def _root_of(certificate: IssuerCertificate, root: str, former: Sequence[HandedOn], act: str) -> HandedOn | None:
    """By which hand-over the certifying root ended; None: it is the root of now. Raises NotAllowed `PROOF_FOREIGN`."""
    if _is_certified(root, certificate):
        return None
    ended = next((link for link in former if _is_certified(link.old, certificate)), None)
    if ended is None:
        raise NotAllowed("PROOF_FOREIGN", act=act, what="root")
    return ended


def _in_time(certificate: IssuerCertificate, claims: Claims, ended: HandedOn | None, now: datetime | None) -> bool:
    """Issued while issuer and root might, and not outlived."""
    if not certificate.not_before <= claims.issued_at <= certificate.not_after:
        return False
    if ended is not None and claims.issued_at > ended.at:
        return False
    end = claims.valid_until if ended is None else min(claims.valid_until, ended.until)
    return now is None or now <= end
