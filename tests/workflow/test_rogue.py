"""A start that nobody was allowed to make does nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from temporalio.client import WorkflowFailureError
from temporalio.exceptions import ApplicationError

from models.acts import Act, digest_of
from models.errors import MotcuaError
from models.identifiers import DossierCode, OfficerId
from models.opening import Opening
from models.proof import certify, issue, public_key_text
from tests.fixtures.casefile import refuses
from tests.fixtures.dossiers import Office, vn

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = vn(2026, 3, 2, 9)


async def started_in_vain(office: Office, opening: Opening, error: str) -> None:
    """The start is refused, the workflow ends, and the register has heard nothing."""
    app = office.app(MONDAY)
    with refuses(error):
        await app.dossiers.open(opening)
    dossier = office.casefile(opening.body.code, app)
    with pytest.raises(WorkflowFailureError) as failure:
        await dossier.result()
    assert isinstance(failure.value.cause, ApplicationError)
    assert failure.value.cause.type == error
    assert await dossier.journal() == []


async def test_a_start_without_proof_fails(office: Office) -> None:
    _, opening = await office.reserve(MONDAY)
    bare = opening.envelope.model_copy(update={"proof": None})
    await started_in_vain(office, opening.model_copy(update={"envelope": bare}), "PROOF_MISSING")


async def test_a_start_with_the_proof_of_another_opening_fails(office: Office) -> None:
    _, opening = await office.reserve(MONDAY)
    other = opening.body.model_copy(update={"competent": "H24.40"})
    await started_in_vain(office, opening.model_copy(update={"body": other}), "PROOF_FOREIGN")


async def test_a_start_proven_under_another_root_fails(office: Office) -> None:
    _, opening = await office.reserve(MONDAY)
    foreign = opening.body.model_copy(update={"root_key": public_key_text(Ed25519PrivateKey.generate())})
    await started_in_vain(office, opening.model_copy(update={"body": foreign}), "PROOF_FOREIGN")


async def test_a_start_under_a_root_of_its_own_is_not_known_to_the_register(office: Office) -> None:
    """Whoever makes keys can prove anything to a workflow, but reserves nothing."""
    app, opening = await office.reserve(MONDAY)
    root, key, now = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate(), datetime.now(UTC)
    body = opening.body.model_copy(
        update={"root_key": public_key_text(root), "code": DossierCode("H24.31.1-260302-8001")}
    )
    envelope = opening.envelope.model_copy(update={"content": {"opening": body.digest}})
    assert envelope.proof is not None
    certificate = certify(root, public_key_text(key), now - timedelta(days=1), now + timedelta(days=1))
    digest = digest_of(body.code, Act.SUBMIT, envelope)
    proof = issue(key, certificate, envelope.proof.claims, body.code, "submit", digest)
    rogue = Opening(body=body, envelope=envelope.model_copy(update={"proof": proof}))
    with refuses("NOT_RESERVED"):
        await app.dossiers.open(rogue)
    dossier = office.casefile(body.code, app)
    assert await dossier.journal() == []
    await dossier.handle.terminate()


async def test_a_shifted_clock_is_refused_outside_a_rehearsal(office: Office) -> None:
    own = office.own()
    async with own.worker(lambda ports: replace(ports, rehearsal=False)):
        with refuses("SHIFT_NOT_ALLOWED"):
            await own.submit(at=MONDAY)


async def test_the_same_submission_starts_one_dossier(office: Office) -> None:
    app = office.app(MONDAY)
    submission = office.submission("1.001612", "H24.31.1", MONDAY)
    first = await app.submitting.submit(submission, OfficerId("mc.h24-31-1"))
    again = await app.submitting.submit(submission, OfficerId("mc.h24-31-1"))
    assert (first.progress, again.progress) == ("started", "already_started")
    assert again.code == first.code
    with pytest.raises(MotcuaError, match="SUBMISSION_CONFLICT"):
        await app.submitting.submit(submission.model_copy(update={"sets": 2}), OfficerId("mc.h24-31-1"))
