"""Delegation: acts in another's name, only by a decision in force, told with both names, signed with one's own key."""

from __future__ import annotations

import pytest

from models.identifiers import OfficerId
from models.journal import PaperKind
from models.tags import Tag
from tests.fixtures.casefile import Casefile, refuses
from tests.fixtures.dossiers import Office, vn

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

BEFORE, WITHIN = vn(2025, 12, 29, 9), vn(2026, 3, 2, 9)
HEAD, DIRECTOR = "ld.h24-31", "ld.h24-31-1"


async def at_signing(office: Office, at: object) -> Casefile:
    dossier = await office.submit("1.001612", at=at)  # type: ignore[arg-type]
    await dossier.walk("ky")
    return dossier


async def test_a_delegate_approves_in_the_heads_name_and_signs_with_their_own_key(office: Office) -> None:
    dossier = await at_signing(office, WITHIN)
    with refuses("AGENCY_MAY_NOT"):
        await dossier.act("approve", DIRECTOR)
    await dossier.act("approve", DIRECTOR, on_behalf_of=HEAD)
    approved, decided = await dossier.told(Tag.APPROVED), await dossier.told(Tag.SIGNATURE_DECIDED)
    assert (approved.actor, approved.agency, approved.detail["on_behalf_of"]) == (DIRECTOR, "H24.31", HEAD)
    assert (decided.detail["signer"], decided.detail["on_behalf_of"]) == (DIRECTOR, HEAD)
    done = await dossier.told(Tag.SIGNATURE_DONE)
    key = dossier.app.ports.signer._keys.personal(OfficerId(DIRECTOR))  # type: ignore[attr-defined]
    assert done.detail["signer_certificate"] == key.fingerprint
    assert len(await dossier.papers(PaperKind.RESULT)) == 1
    assert (await dossier.app.timelines.tell(dossier.code)).whole


async def test_what_was_not_delegated_is_not_proven(office: Office) -> None:
    """Another act, another delegator, another officer: no proof is issued, so nothing is said."""
    dossier = await office.submit("1.001612", at=WITHIN)
    for act, officer, delegator in (
        ("complete_step", DIRECTOR, HEAD),
        ("approve", DIRECTOR, "ld.h24-40"),
        ("approve", "cv.h24-31", HEAD),
    ):
        with refuses("DELEGATION_ABSENT"):
            await dossier.act(act, officer, on_behalf_of=delegator)


async def test_before_its_first_day_a_delegation_is_none(office: Office) -> None:
    dossier = await at_signing(office, BEFORE)
    with refuses("DELEGATION_ABSENT"):
        await dossier.act("approve", DIRECTOR, on_behalf_of=HEAD)
    await dossier.act("approve", HEAD)
