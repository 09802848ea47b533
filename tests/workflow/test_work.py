"""Work acts: whose work a step is, more time by sector law, urging, and undoing a mistake."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest

from models.identifiers import OfficerId
from models.lifecycle import Phase
from models.statuses import Status
from models.tags import Tag
from models.value import stamp
from tests.fixtures.casefile import refuses
from tests.fixtures.dossiers import A_MOMENT, Office, vn
from tests.fixtures.judged import unlawful

pytest_plugins = ("tests.fixtures.dossiers", "tests.fixtures.verified")
pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("verified")]

MONDAY = vn(2026, 3, 2, 9)
DUE = vn(2026, 3, 17, 17)
"""Fifteen calendar days after Monday."""


async def test_whoever_a_step_is_assigned_to_does_it_alone(office: Office) -> None:
    dossier = await office.submit("1.009994", at=MONDAY)
    await dossier.walk("tham_dinh")
    with refuses("OFFICER_MAY_NOT"):
        await dossier.act("assign", "cv.h24-31", content={"officer": "cv2.h24-31"})
    with refuses("ASSIGNEE_NOT_OF_STEP"):
        await dossier.act("assign", "ld.h24-31", content={"officer": "cv.h24-4"})
    await dossier.act("assign", "ld.h24-31", content={"officer": "cv2.h24-31"})
    for act in ("complete_step", "send_back", "release"):
        if act != "send_back":
            with refuses("ASSIGNED_TO_ANOTHER"):
                await dossier.act(act, "cv.h24-31", "BUSY")
    with refuses("STATE_FORBIDS_ACT"):
        await dossier.act("assign", "gs.h24-31", content={"officer": "cv.h24-31"})
    await dossier.act("release", "cv2.h24-31", "ON_LEAVE")
    await dossier.act("assign", "gs.h24-31", content={"officer": "cv.h24-31"})
    with refuses("ASSIGNED_ALREADY"):
        await dossier.act("reassign", "ld.h24-31", "BUSY", content={"officer": "cv.h24-31"})
    await dossier.act("reassign", "ld.h24-31", "BUSY", content={"officer": "cv2.h24-31"})
    await dossier.at_rest()
    assert (await dossier.row()).assigned == "cv2.h24-31"
    inbox = dossier.app.looking.inbox(OfficerId("cv2.h24-31"))
    assert [row.assigned for row in inbox if row.code == dossier.code] == ["cv2.h24-31"]
    await dossier.act("complete_step", "cv2.h24-31")
    await dossier.at_rest()
    kept = await dossier.kept()
    assert (kept.dossier.assigned, kept.steps[0].assigned, kept.steps[0].officer) == (None, "cv2.h24-31", "cv2.h24-31")
    await dossier.walk("lay_y_kien_xay_dung")
    assert (await dossier.standing()).assigned is None


async def test_an_extension_moves_the_due_instant_and_leaves_the_first_beside_it(office: Office) -> None:
    """Once, by the head of the competent agency, within what sector law allows; the alarms are the new date's."""
    dossier = await office.submit("1.009994", at=MONDAY)
    week = {"amount": 7, "unit": "calendar_days"}
    with refuses("OFFICER_MAY_NOT"):
        await dossier.act("extend", "gs.h24-31", "SITE_VISIT", content=week)
    with refuses("REASON_REQUIRED"):
        await dossier.act("extend", "ld.h24-31", content=week)
    with refuses("EXTENSION_TOO_LONG"):
        await dossier.act("extend", "ld.h24-31", "SITE_VISIT", content={"amount": 11, "unit": "calendar_days"})
    with refuses("ACT_CONTENT_MALFORMED"):
        await dossier.act("extend", "ld.h24-31", "SITE_VISIT", content={"amount": 1, "unit": "same_day"})
    await dossier.walk("tham_dinh")
    answer = await dossier.act("extend", "ld.h24-31", "SITE_VISIT", content=week)
    assert answer.due == stamp(DUE + timedelta(days=7))
    with refuses("EXTENSIONS_USED_UP"):
        await dossier.act("extend", "ld.h24-31", "SITE_VISIT", content=week)
    told = await dossier.told(Tag.EXTENDED)
    assert (told.detail["old_due"], told.detail["extended_due"], told.detail["number"]) == (stamp(DUE), answer.due, 1)
    await dossier.forward(to=DUE + A_MOMENT)
    await dossier.at_rest()
    row = await dossier.row()
    assert (row.due_original, row.due_extended, row.due) == (DUE, *[DUE + timedelta(days=7)] * 2)
    assert Tag.OVERDUE not in await dossier.tags()
    await dossier.forward(to=DUE + timedelta(days=7) + A_MOMENT)
    overdue = await dossier.told(Tag.OVERDUE)
    assert overdue.detail["due"] == answer.due
    await dossier.told(Tag.DELIVERY_DONE)
    with refuses("EXTENSIONS_USED_UP"):
        await dossier.act("extend", "ld.h24-31", "SITE_VISIT", content=week)


async def test_a_procedure_without_such_a_law_is_not_extended(office: Office) -> None:
    dossier = await office.submit("1.001612", at=MONDAY)
    with refuses("EXTENSION_NOT_ALLOWED"):
        await dossier.act("extend", "ld.h24-31", "BUSY", content={"amount": 1, "unit": "working_days"})


async def test_a_superior_urges_and_nothing_moves(office: Office) -> None:
    dossier = await office.submit("1.009994", at=MONDAY)
    await dossier.walk("lay_y_kien_xay_dung")
    before = await dossier.standing()
    with refuses("AGENCY_MAY_NOT"):
        await dossier.act("urge", "gs.h24-40")
    await dossier.act("urge", "gs.h24")
    await dossier.act("urge", "gs.h24-31")
    await dossier.told(Tag.WORD_DONE, 2)
    assert await dossier.standing() == before
    assert (await dossier.row()).urged == 2
    sent = [letter for letter in await dossier.letters() if letter.to_agency == "H24.4"]
    tickets = [json.loads((office.settings.home / "spool" / str(one.reference)).read_text("utf-8")) for one in sent]
    assert [ticket["subject"] for ticket in tickets] == ["URGED", "URGED"]
    urged = await dossier.told(Tag.URGED, 2)
    assert (urged.detail["to_agency"], urged.detail["number"]) == ("H24.4", 2)
    await dossier.act("reverse", "gs.h24", "TWICE", content={"seq": urged.seq})
    await dossier.at_rest()
    assert (await dossier.row()).urged == 1


async def test_a_mistaken_act_is_undone_by_a_new_one_while_nobody_built_on_it(office: Office, office_url: str) -> None:
    """Completed, handed over and taken over by mistake: undone in turn, and the control sheet says who did what."""
    dossier = await office.submit("1.009994", at=MONDAY)
    await dossier.walk("tham_dinh")
    done = (await dossier.act("complete_step", "cv.h24-31")).seq
    offered = (await dossier.act("hand_over", "cv.h24-31")).seq
    taken = (await dossier.act("take_over", "cv.h24-4")).seq
    with refuses("OFFICER_MAY_NOT"):
        await dossier.act("reverse", "cv.h24-31", "MISTAKE", content={"seq": taken})
    for earlier in (done, offered):
        with refuses("ACT_NOT_REVERSIBLE"):
            await dossier.act("reverse", "gs.h24-31", "MISTAKE", content={"seq": earlier})
    await dossier.act("reverse", "gs.h24-31", "MISTAKE", content={"seq": taken})
    standing = await dossier.standing()
    assert (standing.phase, standing.step, standing.sender_agency) == (
        Phase.HANDED_OVER, "lay_y_kien_xay_dung", "H24.31",
    )  # fmt: skip
    assert "cv.h24-4" not in standing.handlers
    await dossier.act("reverse", "gs.h24-31", "MISTAKE", content={"seq": offered})
    await dossier.act("reverse", "gs.h24-31", "MISTAKE", content={"seq": done})
    with refuses("ACT_NOT_REVERSIBLE"):
        await dossier.act("reverse", "gs.h24-31", "MISTAKE", content={"seq": done})
    standing = await dossier.standing()
    assert (standing.phase, standing.step, standing.status) == (Phase.IN_HAND, "tham_dinh", Status.IN_PROGRESS)
    await dossier.at_rest()
    sheet = (await dossier.kept()).hand_overs
    assert [(one.to_step, one.taken_by, one.withdrawn) for one in sheet] == [
        ("tham_dinh", "cv.h24-31", False),
        ("lay_y_kien_xay_dung", "cv.h24-4", True),
        ("lay_y_kien_xay_dung", None, True),
    ]
    await dossier.walk()
    assert (await dossier.result()).status == Status.RETURNED
    assert not await asyncio.to_thread(unlawful, office_url, dossier.code)


async def test_who_was_offered_it_again_by_an_undoing_may_decline_and_is_offered_it_anew(
    office: Office, office_url: str
) -> None:
    dossier = await office.submit("1.009994", at=MONDAY)
    await dossier.act("hand_over", "mc.h24-31-1")
    taken = (await dossier.act("take_over", "cv.h24-31")).seq
    done = (await dossier.act("complete_step", "cv.h24-31")).seq
    for mistake in (done, taken):
        await dossier.act("reverse", "gs.h24-31", "MISTAKE", content={"seq": mistake})
    await dossier.act("decline_hand_over", "cv.h24-31", "CHUA_DU")
    await dossier.walk()
    await dossier.result()
    assert not await asyncio.to_thread(unlawful, office_url, dossier.code)


async def test_what_left_the_house_is_not_undone(office: Office) -> None:
    """The first hand-over gives back the status; a signed result, a declined hand-over, an unknown event are none."""
    dossier = await office.submit("1.001612", at=MONDAY)
    offered = (await dossier.act("hand_over", "mc.h24-31-1")).seq
    await dossier.act("reverse", "gs.h24-31", "MISTAKE", content={"seq": offered})
    assert (await dossier.standing()).status == Status.ACCEPTED
    await dossier.at_rest()
    assert (await dossier.app.verifying().some([dossier.code])).findings == ()
    await dossier.walk("tham_tra")
    gone = (await dossier.act("assign", "ld.h24-31", content={"officer": "cv.h24-31"})).seq
    await dossier.act("reverse", "ld.h24-31", "MISTAKE", content={"seq": gone})
    assert (await dossier.standing()).assigned is None
    done = (await dossier.act("complete_step", "cv.h24-31")).seq
    await dossier.act("reverse", "gs.h24-31", "MISTAKE", content={"seq": done})
    assert (await dossier.standing()).kind == "handle"
    done = (await dossier.act("complete_step", "cv.h24-31")).seq
    await dossier.walk("tra")
    for seq in (done, 999):
        with refuses("ACT_NOT_REVERSIBLE"):
            await dossier.act("reverse", "gs.h24-31", "MISTAKE", content={"seq": seq})
    await dossier.walk()
