"""The signing officer wants it done again."""

from __future__ import annotations

import pytest

from models.journal import PaperKind
from models.lifecycle import Phase
from models.tags import Tag
from tests.fixtures.casefile import refuses
from tests.fixtures.dossiers import Office, vn

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = vn(2026, 3, 2, 9)


async def test_rework_goes_to_the_last_handle_step_and_comes_back_to_be_signed(office: Office) -> None:
    dossier = await office.submit("1.009994", at=MONDAY)
    await dossier.walk("ky")
    with refuses("REASON_REQUIRED"):
        await dossier.act("return_for_rework", "ld.h24-31")
    answer = await dossier.act("return_for_rework", "ld.h24-31", "DRAFT_WRONG")
    assert answer.step == "tong_hop"
    assert [await dossier.next_act() for _ in range(2)] == ["take_over", "complete_step"]
    standing = await dossier.standing()
    assert (standing.step, standing.phase) == ("ky", Phase.IN_HAND)
    await dossier.walk()
    await dossier.result()
    assert len(await dossier.papers(PaperKind.RESULT)) == 1
    assert (await dossier.tags()).count(Tag.COMPLETED) == 4


async def test_rework_goes_to_the_step_that_is_named_and_through_all_after_it(office: Office) -> None:
    dossier = await office.submit("1.009994", at=MONDAY)
    await dossier.walk("ky")
    for not_earlier in ("ky", "tra", "khong_co"):
        with refuses("STEP_NOT_EARLIER"):
            await dossier.act("return_for_rework", "ld.h24-31", "DRAFT_WRONG", content={"to_step": not_earlier})
    await dossier.act("return_for_rework", "ld.h24-31", "DRAFT_WRONG", content={"to_step": "tham_dinh"})
    await dossier.walk()
    await dossier.result()
    assert (await dossier.tags()).count(Tag.COMPLETED) == 6


async def test_declined_rework_lies_with_the_signing_officer_again(office: Office) -> None:
    dossier = await office.submit("1.009994", at=MONDAY)
    await dossier.walk("ky")
    await dossier.act("return_for_rework", "ld.h24-31", "DRAFT_WRONG")
    await dossier.act("decline_hand_over", "cv.h24-31", "DRAFT_RIGHT")
    await dossier.walk("tra")
