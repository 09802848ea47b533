"""No act without proof: missing, forged, foreign and stale ones are refused by the dossier itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.acts import Act, Envelope, digest_of
from models.identifiers import AgencyCode, OfficerId
from models.procedure import Role
from models.proof import certify, issue, public_key_text
from models.tags import Tag
from tests.fixtures.casefile import Casefile, refuses
from tests.fixtures.dossiers import Office, vn

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = vn(2026, 3, 2, 9)


async def refused(dossier: Casefile, envelope: Envelope, error: str) -> None:
    """The act is refused as an update, and as a signal becomes an event of the same error."""
    with refuses(error):
        await dossier.send("hand_over", envelope)
    await dossier.signal("hand_over", envelope)
    told = await dossier.told(Tag.ACT_REFUSED)
    assert (told.detail["act"], told.detail["error"]) == ("hand_over", error)
    assert told.detail["claimed_actor"] == envelope.actor
    assert told.actor is None


def altered(envelope: Envelope, **claims: object) -> Envelope:
    """The same act under claims that were not signed."""
    assert envelope.proof is not None
    raised = envelope.proof.claims.model_copy(update=claims)
    return envelope.model_copy(update={"proof": envelope.proof.model_copy(update={"claims": raised})})


async def test_an_act_without_proof_is_refused(office: Office) -> None:
    dossier = await office.submit(at=MONDAY)
    envelope = await dossier.envelope("hand_over", "mc.h24-31-1")
    await refused(dossier, envelope.model_copy(update={"proof": None}), "PROOF_MISSING")


async def test_claims_that_were_altered_after_signing_are_forged(office: Office) -> None:
    dossier = await office.submit(at=MONDAY)
    envelope = await dossier.envelope("hand_over", "cv.h24-31")
    forged = altered(envelope, agency=AgencyCode("H24.31.1"), roles=(Role.RECEPTION,))
    await refused(dossier, forged, "PROOF_FORGED")


async def test_a_proof_under_another_root_is_foreign(office: Office) -> None:
    dossier = await office.submit(at=MONDAY)
    envelope = await dossier.envelope("hand_over", "mc.h24-31-1")
    assert envelope.proof is not None
    root, key, now = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate(), datetime.now(UTC)
    certificate = certify(root, public_key_text(key), now - timedelta(days=1), now + timedelta(days=1))
    digest = digest_of(dossier.code, Act.HAND_OVER, envelope)
    own = issue(key, certificate, envelope.proof.claims, dossier.code, "hand_over", digest)
    await refused(dossier, envelope.model_copy(update={"proof": own}), "PROOF_FOREIGN")


async def test_a_proof_of_another_dossier_act_person_or_content_is_foreign(office: Office) -> None:
    dossier = await office.submit(at=MONDAY)
    other = await office.submit(at=MONDAY)
    envelope = await dossier.envelope("hand_over", "mc.h24-31-1")
    for stolen in (
        await other.envelope("hand_over", "mc.h24-31-1"),
        await dossier.envelope("return_result", "mc.h24-31-1"),
        envelope.model_copy(update={"actor": OfficerId("ld.h24-31-1")}),
        envelope.model_copy(update={"reason_code": "ADDED"}),
    ):
        with refuses("PROOF_FOREIGN"):
            await dossier.send("hand_over", stolen)
    await refused(dossier, await other.envelope("hand_over", "mc.h24-31-1"), "PROOF_FOREIGN")
    await dossier.send("hand_over", envelope)


async def test_a_proof_is_stale_after_its_validity(office: Office) -> None:
    """Outside a rehearsal age is judged, by the time that nobody shifts."""
    dossier = await office.submit()
    early = await dossier.envelope("hand_over", "mc.h24-31-1")
    await dossier.forward(by=timedelta(hours=office.settings.proof_hours, minutes=1))
    await refused(dossier, early, "PROOF_STALE")


async def test_a_proof_may_wait_as_long_as_it_is_valid(office: Office) -> None:
    dossier = await office.submit()
    early = await dossier.envelope("hand_over", "mc.h24-31-1")
    await dossier.forward(by=timedelta(hours=office.settings.proof_hours - 1))
    await dossier.send("hand_over", early)


async def test_in_a_rehearsal_no_proof_ages(office: Office) -> None:
    dossier = await office.submit(at=MONDAY)
    early = await dossier.envelope("hand_over", "mc.h24-31-1")
    await dossier.forward(by=timedelta(hours=office.settings.proof_hours, minutes=1))
    await dossier.send("hand_over", early)
