"""The applicant is asked for papers: the dossier stands aside, and goes on with what is left or anew (rulebook §1)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from models.events import DossierEvent
from models.lifecycle import Phase
from models.matter import MatterKind
from models.statuses import Channel, Status
from models.tags import Tag
from models.value import stamp, unstamp
from tests.fixtures.casefile import Casefile, refuses
from tests.fixtures.dossiers import A_MOMENT, Office, vn
from tests.fixtures.telling import RESTARTS

pytest_plugins = ("tests.fixtures.dossiers", "tests.fixtures.verified", "tests.fixtures.telling")
pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("verified")]

HANDLER, DESK, HEAD = "cv.h24-9", "mc.h24-1", "ld.h24-9"
SCANNED = {"component": "giay_de_nghi", "source": "original", "paper": "0" * 64, "sealed_file": "0" * 64, "size": 1}
TWO = "don_dang_ky,van_ban_thanh_ly"
BEFORE_TET = vn(2026, 2, 13, 10)
"""The Friday before the five days off of 16 to 20 February 2026."""


def near(found: str, wanted: datetime) -> bool:
    """What an event tells of an instant, to the moment that the test itself takes."""
    return abs(unstamp(found) - wanted) < timedelta(minutes=1)


async def in_hand(office: Office) -> Casefile:
    """Twenty-four working hours from Thursday 12 February, 9:00: due on the 24th at 9:00. In the handler's hand."""
    dossier = await office.submit("1.012766", at=vn(2026, 2, 12, 9), receiving="H24.1")
    await dossier.walk("kiem_tra")
    return dossier


async def asked(dossier: Casefile, components: str = TWO, **said: object) -> DossierEvent:
    await dossier.act("request_supplement", HANDLER, content={"components": components, **said}, note="Thiếu chữ ký.")
    return await dossier.told(Tag.SUPPLEMENT_REQUESTED)


async def test_a_pause_over_tet_keeps_the_working_time_that_was_left(office: Office) -> None:
    """Fifteen working hours were left on Friday at ten; from Wednesday 25 at ten they end on the 27th at nine."""
    dossier = await in_hand(office)
    await dossier.forward(to=BEFORE_TET)
    told = await asked(dossier)
    assert near(told.detail["due_before"], vn(2026, 2, 24, 9))
    row = await dossier.row()
    assert (row.status, row.phase, row.due, row.holding) == (Status.SUPPLEMENT, Phase.SUSPENDED, None, "H24.1")
    with refuses("STATE_FORBIDS_ACT"):
        await dossier.act("complete_step", HANDLER)
    await dossier.forward(to=vn(2026, 2, 25, 10))
    await dossier.act("answer_supplement", DESK, content={"components": TWO, "complete": True})
    answered = await dossier.told(Tag.SUPPLEMENT_ANSWERED)
    assert near(answered.detail["due_after"], vn(2026, 2, 27, 9))
    await dossier.at_rest()
    kept = await dossier.kept()
    assert (kept.dossier.status, kept.dossier.phase) == (Status.IN_PROGRESS, Phase.IN_HAND)
    (matter,) = kept.matters
    assert (matter.kind, matter.outcome, matter.opened_by) == (MatterKind.SUPPLEMENT, "answered", HANDLER)
    assert not {Tag.OVERDUE, Tag.DUE_SOON} & set(await dossier.tags())
    # Nobody's step ran meanwhile: an hour and a half of Thursday's end and Friday's morning count, no day of Tết.
    (step, *_) = kept.steps
    assert step.used_minutes < 10 * 60


async def test_a_partial_answer_is_recorded_and_the_complete_one_resumes(office: Office) -> None:
    """By the portal or the reception; what was not asked for is refused, and so is a completeness that is none."""
    dossier = await in_hand(office)
    await asked(dossier)
    with refuses("COMPONENT_NOT_ASKED"):
        await dossier.act("answer_supplement", DESK, content={"components": "giay_chung_nhan", "complete": False})
    with refuses("SUPPLEMENT_INCOMPLETE"):
        await dossier.act("answer_supplement", DESK, content={"components": "don_dang_ky", "complete": True})
    part = {"components": ["don_dang_ky"], "reference": "DVC-77", "complete": False}
    first = await dossier.act("answer_supplement", "dvc.h24", content=part, decision_id="bo-sung-1")
    assert first.status == Status.SUPPLEMENT
    assert await dossier.act("answer_supplement", "dvc.h24", content=part, decision_id="bo-sung-1") == first
    rest = {"components": ["van_ban_thanh_ly"], "complete": True}
    assert (await dossier.act("answer_supplement", DESK, content=rest)).status == Status.IN_PROGRESS
    with refuses("STATE_FORBIDS_ACT"):
        await dossier.act("answer_supplement", DESK, content=rest)
    await dossier.at_rest()
    (matter,) = (await dossier.kept()).matters
    assert matter.detail["received"] == ["don_dang_ky", "van_ban_thanh_ly"]
    await dossier.walk()
    assert (await dossier.result()).status == Status.RETURNED


async def test_sector_law_lets_the_whole_limit_begin_anew(telling: Office) -> None:
    """Fifteen calendar days: asked for on the tenth of them, answered on 19 September, due on 4 October, a Saturday."""
    dossier = await telling.submit(RESTARTS, at=vn(2025, 9, 1, 9))
    await dossier.walk("tham_dinh")
    await dossier.forward(to=vn(2025, 9, 11, 9))
    await dossier.act("request_supplement", "cv.h24-31", content={"components": "ban_ve_thiet_ke"})
    await dossier.forward(to=vn(2025, 9, 19, 9))
    answer = {"components": "ban_ve_thiet_ke", "complete": True}
    await dossier.act("answer_supplement", "mc.h24-31-1", content=answer)
    told = await dossier.told(Tag.SUPPLEMENT_ANSWERED)
    assert (told.detail["restarted"], told.detail["due_after"]) == (True, stamp(vn(2025, 10, 6, 17)))
    await dossier.walk()
    assert (await dossier.result()).late_seconds == 0


async def test_an_answer_that_comes_late_is_taken_until_the_desk_has_closed(office: Office) -> None:
    """Thirty calendar days; the reminder stands seven before. What nobody answers is closed as not accepted."""
    late, silent = await in_hand(office), await in_hand(office)
    for dossier in (late, silent):
        told = await asked(dossier, "don_dang_ky")
        assert told.detail["until"] == stamp(vn(2026, 3, 16, 17))  # 14 March is a Saturday
        with refuses("SUPPLEMENT_STILL_OPEN"):
            await dossier.act("close_unanswered", DESK, "QUA_HAN_BO_SUNG")
        await dossier.forward(to=vn(2026, 3, 9, 17) + A_MOMENT)
        assert (await dossier.told(Tag.SUPPLEMENT_DUE_SOON)).detail["matter"] == 1
        await dossier.forward(to=vn(2026, 3, 16, 17) + A_MOMENT)
        await dossier.told(Tag.SUPPLEMENT_UNANSWERED)
    await late.act("answer_supplement", DESK, content={"components": "don_dang_ky", "complete": True})
    await late.walk()
    assert (await late.result()).late_seconds == 0
    with refuses("REASON_REQUIRED"):
        await silent.act("close_unanswered", DESK)
    await silent.act("close_unanswered", DESK, "QUA_HAN_BO_SUNG")
    closing = await silent.result()
    assert (closing.status, closing.late_seconds) == (Status.NOT_ACCEPTED, 0)
    assert (await silent.row()).finished_at is not None
    with refuses("DOSSIER_NOT_RUNNING"):
        await silent.act("answer_supplement", DESK, content={"components": "don_dang_ky", "complete": True})


async def test_what_was_promised_is_still_shown_once_nobody_answered(office: Office) -> None:
    """What ends while the clock stands is judged by the due instant that it would have gone on with."""
    dossier = await in_hand(office)
    told = await asked(dossier, "don_dang_ky", answer_by="2026-02-23")
    await dossier.forward(to=vn(2026, 2, 23, 17) + A_MOMENT)
    await dossier.act("close_unanswered", DESK, "QUA_HAN_BO_SUNG")
    assert (await dossier.result()).late_seconds == 0
    row, closed = await dossier.row(), await dossier.told(Tag.SUPPLEMENT_CLOSED)
    assert row.due is not None
    assert row.due == row.due_original == unstamp(closed.detail["due_after"]) > unstamp(told.detail["due_before"])


async def test_a_second_supplement_is_allowed_by_the_head_alone_and_marks_the_dossier(office: Office) -> None:
    dossier = await in_hand(office)
    await asked(dossier, "don_dang_ky")
    await dossier.act("answer_supplement", DESK, content={"components": "don_dang_ky", "complete": True})
    again = {"components": "van_ban_thanh_ly"}
    with refuses("OFFICER_MAY_NOT"):
        await dossier.act("request_supplement", HANDLER, content=again)
    with refuses("REASON_REQUIRED"):
        await dossier.act("request_supplement", HEAD, content=again)
    await dossier.act("request_supplement", HEAD, "GIAY_TO_MOI", content=again)
    assert (await dossier.told(Tag.SUPPLEMENT_REQUESTED, 2)).detail["marked_late"] is True
    assert (await dossier.row()).marked_late


async def test_what_may_not_be_asked_for_is_refused_and_a_stated_day_is_not_too_near(office: Office) -> None:
    dossier = await in_hand(office)
    with refuses("COMPONENT_NOT_LISTED"):
        await asked(dossier, "ho_chieu")
    with refuses("ANSWER_TIME_SHORT"):
        await asked(dossier, answer_by=date(2026, 2, 13).isoformat())
    told = await asked(dossier, answer_by=date(2026, 2, 21).isoformat())  # a Saturday after Tết: Monday
    assert told.detail["until"] == stamp(vn(2026, 2, 23, 17))
    held = await office.submit(at=vn(2026, 2, 12, 9))
    with refuses("COMPONENT_HELD"):
        await held.act("request_supplement", "mc.h24-31-1", content={"components": "giay_to_phap_ly"})


async def test_before_acceptance_no_clock_stands_and_the_counter_answers_afterwards(office: Office) -> None:
    """An online dossier goes to status 5 and back to 1; unanswered it may be closed when its time is over."""
    answered, silent = [
        await office.submit(at=vn(2026, 3, 2, 9), channel=Channel.ONLINE, officer="dvc.h24") for _ in range(2)
    ]
    for dossier in (answered, silent):
        await dossier.act("request_supplement", "mc.h24-31-1", content={"components": "giay_de_nghi"})
        told = await dossier.told(Tag.SUPPLEMENT_REQUESTED)
        assert (told.detail["until"], told.detail.get("due_before")) == (stamp(vn(2026, 4, 1, 23, 59)), None)
        with refuses("STATE_FORBIDS_ACT"):  # no procedure is pinned yet, by whose list a paper could be one
            await dossier.act("digitise", "mc.h24-31-1", content=SCANNED)
    answer = {"components": "giay_de_nghi", "complete": True}
    assert (await answered.act("answer_supplement", "dvc.h24", content=answer)).status == Status.REGISTERED
    await answered.act("accept_dossier", "mc.h24-31-1")
    await answered.told(Tag.RECEPTION_DONE)
    assert (await answered.row()).due == vn(2026, 3, 5, 17)
    await silent.forward(to=vn(2026, 4, 2, 9))
    await silent.act("close_unanswered", "mc.h24-31-1", "QUA_HAN_BO_SUNG")
    assert (await silent.result()).status == Status.NOT_ACCEPTED


async def test_a_dossier_that_was_late_before_stays_late_and_is_told_of_once(office: Office) -> None:
    dossier = await in_hand(office)
    await dossier.forward(to=vn(2026, 2, 24, 9) + A_MOMENT)
    await dossier.told(Tag.DELIVERY_DONE)
    await asked(dossier, "don_dang_ky")
    await dossier.forward(by=timedelta(days=3))
    await dossier.act("answer_supplement", DESK, content={"components": "don_dang_ky", "complete": True})
    await dossier.at_rest()
    assert (await dossier.tags()).count(Tag.OVERDUE) == 1
    assert (await dossier.row()).overdue
