"""The root handed on: followed from any of its keys, never without both signatures; old proofs end with their root."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.errors import MotcuaError, NotAllowed
from models.identifiers import AgencyCode, OfficerId
from models.keys import public_key_text
from models.procedure import Role
from models.proof import Authentication, Claims, Proof, certify, issue, verify
from models.rooting import HandedOn, follow

AT = datetime(2026, 11, 24, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
FIRST, SECOND, THIRD, ISSUER = (Ed25519PrivateKey.generate() for _ in range(4))
ONE = HandedOn.sign(FIRST, SECOND, AT, AT + 72 * HOUR)
TWO = HandedOn.sign(SECOND, THIRD, AT + 24 * HOUR, AT + 24 * HOUR)
DIGEST = "0" * 64


def name(key: Ed25519PrivateKey) -> str:
    return public_key_text(key)


def test_a_chain_is_followed_from_wherever_one_stands() -> None:
    assert follow(name(FIRST), (ONE, TWO)) == (ONE, TWO)
    assert follow(name(SECOND), (ONE, TWO)) == (TWO,)


@pytest.mark.parametrize(
    ("root", "chain", "error"),
    [
        (THIRD, (ONE, TWO), "ROOT_IS_CURRENT"),
        (ISSUER, (ONE, TWO), "ROOT_NOT_HANDED_ON"),
        (FIRST, (TWO,), "ROOT_NOT_HANDED_ON"),
        (FIRST, (ONE, ONE), "ROOT_NOT_HANDED_ON"),
        (FIRST, (ONE.model_copy(update={"new": name(ISSUER)}),), "ROOT_NOT_HANDED_ON"),
        (FIRST, (ONE.model_copy(update={"until": AT + 999 * HOUR}),), "ROOT_NOT_HANDED_ON"),
        (FIRST, (ONE.model_copy(update={"accepted": ONE.named}),), "ROOT_NOT_HANDED_ON"),
        (FIRST, (ONE.model_copy(update={"named": ONE.accepted}),), "ROOT_NOT_HANDED_ON"),
    ],
    ids=[
        "there already",
        "a stranger",
        "a gap",
        "a link twice",
        "another key",
        "another end",
        "not accepted",
        "not named",
    ],
)
def test_what_was_not_handed_on_is_not_followed(
    root: Ed25519PrivateKey, chain: tuple[HandedOn, ...], error: str
) -> None:
    with pytest.raises(MotcuaError, match=error):
        follow(name(root), chain)


def proven(root: Ed25519PrivateKey, issued_at: datetime) -> Proof:
    certificate = certify(root, name(ISSUER), AT - 999 * HOUR, AT + 999 * HOUR)
    claims = Claims(
        officer=OfficerId("ld.mau"), agency=AgencyCode("H24"), roles=(Role.HEAD,),
        authenticated=Authentication.ASSERTED, issued_at=issued_at, valid_until=issued_at + 72 * HOUR,
    )  # fmt: skip
    return issue(ISSUER, certificate, claims, "H24-260302-0001", "approve", DIGEST)


def said(proof: Proof, now: datetime | None, **other: Any) -> str:
    """What verification says under the second root, the first having been handed on to it."""
    known: dict[str, Any] = {"root": name(SECOND), "former": (ONE,), **other}
    try:
        verify(proof, code=proof.code, act=proof.act, digest=DIGEST, actor=proof.claims.officer, now=now, **known)
    except NotAllowed as error:
        return error.code
    return "holds"


@pytest.mark.parametrize(
    ("root", "issued", "now", "expected"),
    [
        (SECOND, AT + HOUR, AT + 2 * HOUR, "holds"),
        (FIRST, AT - HOUR, AT + 2 * HOUR, "holds"),
        (FIRST, AT, AT + 72 * HOUR, "holds"),
        (FIRST, AT + HOUR, AT + 2 * HOUR, "PROOF_STALE"),
        (FIRST, AT - 24 * HOUR, AT + 49 * HOUR, "PROOF_STALE"),
        (THIRD, AT + HOUR, AT + 2 * HOUR, "PROOF_FOREIGN"),
        (FIRST, AT - HOUR, None, "holds"),
        (FIRST, AT + HOUR, None, "PROOF_STALE"),
    ],
)
def test_what_the_old_root_proved_before_holds_to_its_end(
    root: Ed25519PrivateKey, issued: datetime, now: datetime | None, expected: str
) -> None:
    assert said(proven(root, issued), now) == expected


def test_of_a_stolen_root_nothing_holds_any_more() -> None:
    """Handed on with its end at once: a thief who dates a proof back, and makes it valid for years, gains nothing."""
    stolen = HandedOn.sign(FIRST, SECOND, AT, AT)
    certificate = certify(FIRST, name(ISSUER), AT - 999 * HOUR, AT + 99999 * HOUR)
    claims = proven(FIRST, AT - HOUR).claims.model_copy(update={"valid_until": AT + 9999 * HOUR})
    backdated = issue(ISSUER, certificate, claims, "H24-260302-0001", "approve", DIGEST)
    assert said(backdated, AT + timedelta(seconds=1), former=(stolen,)) == "PROOF_STALE"
    assert said(backdated, AT + timedelta(seconds=1), root=name(FIRST), former=()) == "holds"
