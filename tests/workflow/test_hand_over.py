"""The hand-over contract: declined, sent back, and not taken over in time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.lifecycle import Phase
from models.tags import Tag
from tests.fixtures.casefile import refuses
from tests.fixtures.dossiers import A_MOMENT, Office, vn

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = vn(2026, 3, 2, 9)


async def test_a_declined_dossier_stays_with_the_sender_who_hands_it_over_again(office: Office) -> None:
    dossier = await office.submit("1.009994", at=MONDAY)
    await dossier.act("hand_over", "mc.h24-31-1")
    with refuses("REASON_REQUIRED"):
        await dossier.act("decline_hand_over", "cv.h24-31")
    answer = await dossier.act("decline_hand_over", "cv.h24-31", "PAPERS_MISSING")
    assert answer.holder == "H24.31.1"
    assert (await dossier.standing()).phase is Phase.TO_HAND_OVER
    await dossier.act("hand_over", "mc.h24-31-1")
    await dossier.act("take_over", "cv2.h24-31")
    kept = await dossier.view()
    assert [(given.declined, given.taken_by) for given in kept.hand_overs] == [
        (True, "cv.h24-31"),
        (False, "cv2.h24-31"),
    ]
    await dossier.walk()
    await dossier.result()


async def test_the_senders_clock_runs_until_the_receiver_takes_over(office: Office) -> None:
    dossier = await office.submit("1.009994", at=MONDAY)
    await dossier.walk("tham_dinh")
    await dossier.forward(to=vn(2026, 3, 2, 14))  # three hours of work after 9:00
    await dossier.act("complete_step", "cv.h24-31")
    await dossier.act("hand_over", "cv.h24-31")
    await dossier.forward(to=vn(2026, 3, 3, 9) + timedelta(seconds=30))
    answer = await dossier.act("take_over", "cv.h24-4")
    assert answer.holder == "H24.4"
    taken = await dossier.told(Tag.TAKEN_OVER, 2)
    # 14:00 to 17:00 on Monday and 7:00 to 9:00 on Tuesday.
    assert taken.detail["waited_minutes"] == 300
    used = {str(step.key): step.used_minutes for step in (await dossier.view()).steps}
    assert (used["tham_dinh"], used["lay_y_kien_xay_dung"]) == (180 + 300, 0)


async def test_a_hand_over_that_nobody_takes_raises_an_alarm_at_the_days_end(office: Office) -> None:
    dossier = await office.submit("1.009994", at=MONDAY)
    await dossier.act("hand_over", "mc.h24-31-1")
    await dossier.forward(to=vn(2026, 3, 2, 17) + A_MOMENT)
    alarm = await dossier.told(Tag.HAND_OVER_SILENT)
    assert alarm.detail["to_agency"] == "H24.31"
    await dossier.act("take_over", "cv.h24-31")
    await dossier.forward(by=timedelta(days=1))
    await dossier.at_rest()
    assert (await dossier.tags()).count(Tag.HAND_OVER_SILENT) == 1


async def test_a_hand_over_after_the_cut_off_is_due_in_the_next_mornings_session(office: Office) -> None:
    dossier = await office.submit("1.009994", at=vn(2026, 3, 6, 15, 30))
    await dossier.act("hand_over", "mc.h24-31-1")
    given = await dossier.told(Tag.HANDED_OVER)
    assert given.detail["silent_after"] == "2026-03-09T04:30:00.000000Z"


async def test_a_step_sends_a_dossier_back_and_gets_it_again(office: Office) -> None:
    dossier = await office.submit("1.009994", at=MONDAY)
    await dossier.walk("lay_y_kien_xay_dung")
    with refuses("REASON_REQUIRED"):
        await dossier.act("send_back", "cv.h24-4")
    with refuses("STEP_NOT_EARLIER"):
        await dossier.act("send_back", "cv.h24-4", "DRAWINGS_WRONG", content={"to_step": "tong_hop"})
    answer = await dossier.act("send_back", "cv.h24-4", "DRAWINGS_WRONG")
    assert answer.step == "tham_dinh"
    assert [await dossier.next_act() for _ in range(4)] == ["take_over", "complete_step", "hand_over", "take_over"]
    assert (await dossier.standing()).step == "lay_y_kien_xay_dung"
    await dossier.walk()
    await dossier.result()


async def test_what_was_sent_back_and_declined_stays_where_it_was(office: Office) -> None:
    dossier = await office.submit("1.009994", at=MONDAY)
    await dossier.walk("lay_y_kien_xay_dung")
    await dossier.act("send_back", "cv.h24-4", "DRAWINGS_WRONG")
    await dossier.act("decline_hand_over", "cv.h24-31", "DRAWINGS_RIGHT")
    standing = await dossier.standing()
    assert (standing.step, standing.phase, standing.sender_agency) == ("lay_y_kien_xay_dung", Phase.IN_HAND, "H24.4")


async def test_the_first_step_has_nobody_to_send_back_to(office: Office) -> None:
    dossier = await office.submit("1.009994", at=MONDAY)
    await dossier.walk("tham_dinh")
    with refuses("STATE_FORBIDS_ACT"):
        await dossier.act("send_back", "cv.h24-31", "DRAWINGS_WRONG")
