"""A promise broken: the alarm before, the apology with its one new date, and the escalation."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest

from models.identifiers import OfficerId
from models.journal import PaperKind
from models.statuses import Status
from models.tags import Tag
from models.value import stamp, unstamp
from motcua.demo.officers import Officers
from tests.fixtures.casefile import Casefile, refuses
from tests.fixtures.dossiers import A_MOMENT, Office, vn
from tests.fixtures.population import told

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = vn(2026, 3, 2, 9)
DUE = vn(2026, 3, 5, 17)
NEW_DUE = vn(2026, 3, 6, 17)


async def late(office: Office, step: str = "ky") -> Casefile:
    """A dossier of three working days that was not done in time; its letter lies in the spool."""
    dossier = await office.submit("1.001612", at=MONDAY)
    await dossier.walk(step)
    await dossier.forward(to=DUE + A_MOMENT)
    await dossier.told(Tag.DELIVERY_DONE)
    return dossier


async def test_an_alarm_stands_one_working_day_before_the_due_instant(office: Office) -> None:
    dossier = await office.submit("1.001612", at=MONDAY)
    await dossier.forward(to=DUE - timedelta(days=1) + A_MOMENT)
    alarm = await dossier.told(Tag.DUE_SOON)
    assert (alarm.detail["due"], alarm.detail["promise"]) == (stamp(DUE - timedelta(days=1)), stamp(DUE))
    assert not (await dossier.row()).overdue


async def test_what_is_done_in_time_is_never_apologised_for(office: Office) -> None:
    dossier = await office.submit("1.001612", at=MONDAY)
    await dossier.walk("tra")
    await dossier.forward(to=NEW_DUE)
    await dossier.walk()
    assert not (await dossier.result()).apologised
    assert Tag.OVERDUE not in await dossier.tags()


async def test_at_the_due_instant_a_sealed_letter_goes_out_with_one_new_date(office: Office) -> None:
    dossier = await late(office)
    overdue, decided = await dossier.told(Tag.OVERDUE), await dossier.told(Tag.APOLOGY_DECIDED)
    assert overdue.detail["due"] == stamp(DUE)
    assert stamp(DUE) <= overdue.detail["planned"] < overdue.detail["fired"]
    assert overdue.at - unstamp(overdue.detail["planned"]) < timedelta(seconds=1)
    assert overdue.detail["lateness_seconds"] == (overdue.at - DUE) // timedelta(seconds=1)
    assert decided.detail["new_due"] == stamp(NEW_DUE)
    assert (decided.detail["accountable_agency"], decided.detail["reason_code"]) == ("H24.31", "STEP_OVER_LIMIT")
    row = await dossier.row()
    assert (row.due_original, row.due, row.new_due) == (DUE, DUE, NEW_DUE)
    assert (row.overdue, row.apology_owed) == (True, True)
    (paper,) = await dossier.papers(PaperKind.APOLOGY)
    assert len(paper.certificates) == 1
    pdf = await asyncio.to_thread(
        dossier.app.looking.paper, dossier.code, PaperKind.APOLOGY, OfficerId("ld.h24-31"), "kiểm tra"
    )
    assert pdf.startswith(b"%PDF")


async def test_the_spool_has_one_ticket_per_letter_and_no_personal_data(office: Office) -> None:
    dossier = await late(office)
    (letter,) = await dossier.letters()
    assert (letter.channel, letter.evidence) == ("spool", None)
    ticket = (office.settings.home / "spool" / str(letter.reference)).read_text(encoding="utf-8")
    assert json.loads(ticket)["paper"] == letter.paper
    assert "Hường" not in ticket


async def test_a_pause_moves_the_one_new_date_by_the_time_that_the_applicant_took(office: Office) -> None:
    """Of what was promised anew ten working hours are left on Monday; from the Friday's end they end on Tuesday."""
    dossier, promised = await late(office, "tham_tra"), vn(2026, 3, 10, 11, 30)
    await dossier.forward(to=vn(2026, 3, 9, 9, 30))
    asked = {"components": "giay_de_nghi"}
    await dossier.act("request_supplement", "cv.h24-31", content=asked)
    await dossier.forward(to=vn(2026, 3, 13, 17) + A_MOMENT)
    assert Tag.OVERDUE_AGAIN not in await dossier.tags(), "the applicant is waited for"
    assert (await dossier.row()).new_due == promised
    await dossier.act("answer_supplement", "mc.h24-31-1", content={**asked, "complete": True})
    answered = await dossier.told(Tag.SUPPLEMENT_ANSWERED)
    moved = unstamp(answered.detail["new_due_after"])
    assert abs(moved - vn(2026, 3, 17, 9)) < timedelta(minutes=1)
    assert answered.detail["due_after"] == stamp(DUE), "what was late stays late"
    await dossier.at_rest()
    row = await dossier.row()
    assert (row.due_original, row.new_due) == (DUE, moved)
    await dossier.forward(to=moved + A_MOMENT)
    again = await dossier.told(Tag.OVERDUE_AGAIN)
    assert again.detail["due"] == stamp(moved)
    await dossier.told(Tag.ESCALATION_DONE)
    tags = await dossier.tags()
    assert (tags.count(Tag.APOLOGY_DECIDED), tags.count(Tag.OVERDUE_AGAIN)) == (1, 1)
    assert not told((await dossier.app.verifying(signatures=False).some([dossier.code])).findings)


async def test_late_again_is_escalated_without_a_second_date(office: Office) -> None:
    dossier = await late(office)
    await dossier.forward(to=NEW_DUE + A_MOMENT)
    escalated = await dossier.told(Tag.ESCALATION_DONE)
    decided = await dossier.told(Tag.ESCALATION_DECIDED)
    assert decided.detail == {"to_agency": "H24", "accountable_agency": "H24.31"}
    assert escalated.detail["reference"]
    await dossier.forward(by=timedelta(days=60))
    await dossier.at_rest()
    row = await dossier.row()
    assert (row.escalated, row.new_due, row.due) == (True, NEW_DUE, DUE)
    tags = await dossier.tags()
    assert (tags.count(Tag.APOLOGY_DECIDED), tags.count(Tag.OVERDUE_AGAIN)) == (1, 1)


async def test_a_late_result_is_returned_at_the_desk_together_with_the_letter(office: Office) -> None:
    dossier = await late(office)
    await dossier.walk()
    closing = await dossier.result()
    assert (closing.status, closing.apologised, closing.escalated) == (Status.RETURNED, True, False)
    assert closing.late_seconds >= 2
    told = await dossier.told(Tag.DELIVERY_CONFIRMED)
    assert told.detail["evidence"] == "desk_signature"
    row = await dossier.row()
    assert (row.apology_owed, row.overdue) == (False, False)
    assert await Officers(dossier.app).owing(dossier.code) is None, "whoever waits for its letter waits no longer"


async def test_a_dossier_stays_open_and_owing_until_somebody_states_the_evidence(office: Office) -> None:
    dossier = await late(office)
    await dossier.walk("tra")
    await dossier.act("return_result", "mc.h24-31-1", content={"evidence": "post_tracking", "reference": "RR1VN"})
    await dossier.told(Tag.RESULT_RETURN_DONE)
    row = await dossier.row()
    assert (row.status, row.apology_owed, row.closed_at) == (Status.RETURNED, True, None)
    with refuses("OFFICER_MAY_NOT"):
        await dossier.act("confirm_delivery", "cv.h24-31", content={"evidence": "post_tracking"})
    with refuses("ACT_CONTENT_MALFORMED"):
        await dossier.act("confirm_delivery", "mc.h24-31-1")
    await dossier.act("confirm_delivery", "gs.h24-31", content={"evidence": "post_tracking", "reference": "RR2VN"})
    assert (await dossier.result()).apologised


async def test_evidence_stated_while_the_dossier_is_at_work_settles_the_debt(office: Office) -> None:
    dossier = await late(office)
    await dossier.act("confirm_delivery", "mc.h24-31-1", content={"evidence": "portal_receipt"})
    await dossier.told(Tag.DELIVERY_CONFIRMED)
    assert not (await dossier.row()).apology_owed
    with refuses("STATE_FORBIDS_ACT"):
        await dossier.act("confirm_delivery", "mc.h24-31-1", content={"evidence": "portal_receipt"})
    await dossier.walk()
    await dossier.result()


async def test_who_did_not_take_over_is_not_who_apologises(office: Office) -> None:
    """The sender holds until the receiver takes over, and the letter says that nobody did."""
    dossier = await office.submit("1.009994", at=MONDAY)
    await dossier.walk("tham_dinh")
    await dossier.act("complete_step", "cv.h24-31")
    await dossier.act("hand_over", "cv.h24-31")
    await dossier.forward(to=vn(2026, 3, 17, 17) + A_MOMENT)
    decided = await dossier.told(Tag.APOLOGY_DECIDED)
    assert decided.detail["accountable_agency"] == "H24.31"
    assert decided.detail["reason_code"] == "HAND_OVER_NOT_TAKEN"


async def test_a_dossier_forgotten_at_the_desk_is_the_desks_fault(office: Office) -> None:
    dossier = await office.submit("1.001612", at=MONDAY)
    await dossier.forward(to=DUE + A_MOMENT)
    await dossier.told(Tag.DELIVERY_DONE)
    decided = await dossier.told(Tag.APOLOGY_DECIDED)
    assert decided.detail["accountable_agency"] == "H24.31.1"
    assert decided.detail["reason_code"] == "RECEPTION_OVER_LIMIT"
