"""A proof that the issuer makes holds for its act alone, under the keystore's root."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from models.acts import Act, Envelope, digest_of
from models.errors import NotAllowed
from models.identifiers import AgencyCode, DecisionId, DossierCode, OfficerId
from models.procedure import Role
from models.proof import Authentication, Claims, verify
from motcua.security import Issuer, Keystore, Standing

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
CODE = DossierCode("H24.31-261124-0001")
HEAD = Standing(OfficerId("ct.h24-31"), AgencyCode("H24.31"), (Role.HEAD,))
ENVELOPE = Envelope(decision_id=DecisionId("d-2026-0001"), actor=HEAD.officer)


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return Issuer(Keystore.open(tmp_path_factory.mktemp("home") / "keystore", now=NOW), hours=72)


def _verified(issuer: Issuer, envelope: Envelope, now: datetime) -> Claims:
    digest = digest_of(CODE, Act.APPROVE, envelope)
    return verify(
        envelope.proof, root=issuer.root_key, code=CODE, act="approve", digest=digest, actor=HEAD.officer, now=now
    )


def test_a_proven_act_verifies_and_says_what_the_officer_was(issuer: Issuer) -> None:
    proven = issuer.prove(CODE, Act.APPROVE, ENVELOPE, HEAD, by=Authentication.KEY, now=NOW)
    claims = _verified(issuer, proven, NOW)
    assert (claims.agency, claims.roles, claims.authenticated) == (HEAD.agency, HEAD.roles, Authentication.KEY)


def test_a_proof_is_valid_for_its_hours_and_no_longer(issuer: Issuer) -> None:
    proven = issuer.prove(CODE, Act.APPROVE, ENVELOPE, HEAD, by=Authentication.ASSERTED, now=NOW)
    _verified(issuer, proven, NOW + timedelta(hours=72))
    with pytest.raises(NotAllowed, match="PROOF_STALE"):
        _verified(issuer, proven, NOW + timedelta(hours=72, seconds=1))


def test_nobody_gets_a_proof_for_another_persons_envelope(issuer: Issuer) -> None:
    other = HEAD._replace(officer=OfficerId("cb.h24-31"))
    with pytest.raises(NotAllowed, match="PROOF_FOREIGN"):
        issuer.prove(CODE, Act.APPROVE, ENVELOPE, other, by=Authentication.KEY, now=NOW)
