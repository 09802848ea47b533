"""The same decision twice, and two people at once."""

from __future__ import annotations

import asyncio

import pytest

from models.acts import Answer
from models.errors import MotcuaError
from models.tags import Tag
from tests.fixtures.casefile import refuses
from tests.fixtures.dossiers import Office, vn

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = vn(2026, 3, 2, 9)


async def test_a_decision_said_again_gets_its_first_answer_whatever_came_since(office: Office) -> None:
    dossier = await office.submit("1.001612", at=MONDAY)
    envelope = await dossier.envelope("hand_over", "mc.h24-31-1")
    first = await dossier.send("hand_over", envelope)
    assert await dossier.send("hand_over", envelope) == first
    await dossier.walk("tra")
    # Proven anew, as a client does that asks for an envelope again.
    again = await dossier.act("hand_over", "mc.h24-31-1", decision_id=envelope.decision_id)
    assert again == first
    await dossier.signal("hand_over", envelope)
    await dossier.walk()
    await dossier.result()
    tags = await dossier.tags()
    assert (tags.count(Tag.HANDED_OVER), tags.count(Tag.ACT_REFUSED)) == (1, 0)


async def test_a_decision_id_with_another_content_is_refused(office: Office) -> None:
    dossier = await office.submit("1.001612", at=MONDAY)
    said = await dossier.envelope("hand_over", "mc.h24-31-1")
    await dossier.send("hand_over", said)
    with refuses("DECISION_CONFLICT"):
        await dossier.act("hand_over", "mc.h24-31-1", "OTHER_REASON", decision_id=said.decision_id)
    with refuses("DECISION_CONFLICT"):
        await dossier.act("take_over", "cv.h24-31", decision_id=said.decision_id)
    await dossier.walk("tra")
    with refuses("DECISION_CONFLICT"):
        await dossier.act("hand_over", "mc.h24-31-1", note="Ghi chú khác", decision_id=said.decision_id)


async def test_of_two_officers_who_act_at_once_one_wins_and_the_other_is_told(office: Office) -> None:
    dossier = await office.submit("1.001612", at=MONDAY)
    await dossier.act("hand_over", "mc.h24-31-1")
    outcomes = await asyncio.gather(
        dossier.act("take_over", "cv.h24-31"), dossier.act("decline_hand_over", "cv2.h24-31", "NOT_OURS"),
        dossier.act("take_over", "cv2.h24-31"), return_exceptions=True,
    )  # fmt: skip
    won = [outcome for outcome in outcomes if isinstance(outcome, Answer)]
    lost = [outcome.code for outcome in outcomes if isinstance(outcome, MotcuaError)]
    assert len(won) == 1
    assert lost == ["STATE_FORBIDS_ACT"] * 2
    await dossier.at_rest()
    tags = await dossier.tags()
    assert tags.count(Tag.TAKEN_OVER) + tags.count(Tag.DECLINED) == 1


async def test_of_two_opposite_decisions_of_the_signing_officer_one_stands(office: Office) -> None:
    dossier = await office.submit("1.001612", at=MONDAY)
    await dossier.walk("ky")
    outcomes = await asyncio.gather(
        dossier.act("approve", "ld.h24-31"), dossier.act("return_for_rework", "ld.h24-31", "DRAFT_WRONG"),
        return_exceptions=True,
    )  # fmt: skip
    assert len([outcome for outcome in outcomes if isinstance(outcome, Answer)]) == 1
    await dossier.walk()
    await dossier.result()
    assert (await dossier.tags()).count(Tag.RELEASED) == 1
