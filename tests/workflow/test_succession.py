"""1 July 2025: districts end while dossiers are open, and their successors finish what they began (rulebook §0)."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest

from activities.publishing import PublishingPlace
from models.contents.ruling import Succeed
from models.identifiers import OfficerId, ReasonCode
from models.lifecycle import Phase
from models.publication import Subject
from models.statuses import Channel, Status
from models.tags import Tag
from models.value import unstamp
from tests.fixtures.casefile import Casefile, refuses
from tests.fixtures.dossiers import A_MOMENT, Office, vn
from tests.fixtures.judged import unlawful
from tests.fixtures.resetting import reset_before

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

HOUSE = "1.009994"
"""Fifteen calendar days; 32 working hours for the district's own office."""
NEW_TREE = PublishingPlace(subject=Subject.SUCCESSION, name="2025-07-01")


def since(office: Office, dossier: Casefile, at: datetime) -> Casefile:
    """The dossier in the hand of whoever is in office on another day."""
    return Casefile(dossier.code, office.app(at), office.environment)


async def test_what_a_district_was_late_with_is_escalated_to_who_is_above_its_successor(
    office: Office, office_url: str
) -> None:
    """The province above the district ended with it."""
    dossier = await office.submit(HOUSE, at=vn(2025, 6, 9, 9), receiving="H23.14")
    await dossier.walk("tham_dinh")
    promised = (await dossier.row()).due
    assert promised is not None
    await dossier.forward(to=promised + A_MOMENT)
    again = unstamp((await dossier.told(Tag.APOLOGY_DECIDED)).detail["new_due"])
    await dossier.forward(to=vn(2025, 7, 1, 7, 30))
    assert await dossier.app.publishing.tell(NEW_TREE, dossier.code) is None
    await dossier.forward(to=again + A_MOMENT)
    escalated = await dossier.told(Tag.ESCALATION_DECIDED)
    assert escalated.detail == {"to_agency": "H24", "accountable_agency": "H23.14.3"}
    await dossier.told(Tag.ESCALATION_DONE)
    successor = since(office, dossier, again + A_MOMENT)
    await successor.walk()
    await successor.result()
    assert not await asyncio.to_thread(unlawful, office_url, dossier.code)


async def test_a_district_that_ends_hands_on_its_dossier_and_keeps_its_fault(office: Office) -> None:
    """Taken in June by a district's office and forgotten there: the commune finishes it, the district was late."""
    dossier = await office.submit(HOUSE, at=vn(2025, 6, 17, 9), receiving="H23.14")
    await dossier.walk("tham_dinh")
    await dossier.at_rest()
    promised, used = (await dossier.row()).due, (await dossier.kept()).steps[0].used_minutes
    await dossier.forward(to=vn(2025, 7, 1, 7, 30))
    assert dossier.code in dossier.app.publishing.behind(NEW_TREE, 1000)
    assert await dossier.app.publishing.tell(NEW_TREE, dossier.code) is None
    event = await dossier.told(Tag.DUTIES_PASSED)
    assert event.detail["succession"]["duties"]["H23.14.3"] == "H24.31"
    assert dossier.code not in dossier.app.publishing.behind(NEW_TREE, 1000)
    assert await dossier.app.publishing.tell(NEW_TREE, dossier.code) is None, "told again it gives its first answer"

    await dossier.at_rest()
    kept = await dossier.kept()
    assert (kept.dossier.due, kept.dossier.due_original, kept.dossier.regime) == (promised, promised, "nd61-2018")
    assert (kept.dossier.competent, kept.dossier.holding, kept.dossier.receiving) == ("H24.31", "H24.31", "H23.14")
    assert [step.agency for step in kept.steps] == ["H24.31", "H24.4", "H24.31", "H24.31", "H24.31"]
    assert kept.steps[0].used_minutes == used, "nobody's clock is touched"
    assert (kept.hand_overs[0].from_agency, kept.hand_overs[0].to_agency) == ("H23.14", "H23.14.3")

    assert promised is not None
    await dossier.forward(to=promised + A_MOMENT)
    late = await dossier.told(Tag.APOLOGY_DECIDED)
    assert late.detail["accountable_agency"] == "H23.14.3", "it had it longest, and over its limit"
    assert late.detail["accountable_officer"] == "cv.h23-14-3"
    letter = await dossier.told(Tag.APOLOGY_DONE)
    assert "H24.31" in letter.detail["number"], "an agency that ended has no seal"
    successor = since(office, dossier, promised)
    with refuses("OFFICER_NOT_IN_OFFICE"):
        await successor.act("complete_step", "cv.h23-14-3")
    await successor.walk("lay_y_kien_xay_dung")
    await successor.walk()
    await dossier.result()
    steps = (await dossier.kept()).steps
    assert [step.agency for step in steps] == ["H24.31", "H24.4", "H24.31", "H24.31", "H24.31"]


async def test_an_offer_that_waited_over_the_change_is_between_the_agencies_of_then_and_of_now(
    office: Office,
) -> None:
    dossier = await office.submit(HOUSE, at=vn(2025, 6, 24, 9), receiving="H23.14")
    await dossier.walk("tham_dinh")
    await dossier.act("complete_step", "cv.h23-14-3")
    await dossier.act("hand_over", "cv.h23-14-3")
    await dossier.at_rest()
    act, envelope = dossier.app.publishing._successions.message(NEW_TREE.name, dossier.code)
    with refuses("NOTHING_TO_SUCCEED"):  # the district is still there
        await dossier.act(act, "dm1.h23", content=envelope.content)
    forged = Succeed.model_validate(envelope.content).model_dump(mode="json")
    forged["succession"]["duties"] = {"H23.14": "H24.40"}
    with refuses("PUBLICATION_FOREIGN"):
        await dossier.act(act, "dm1.h23", content=forged)
    await dossier.forward(to=vn(2025, 7, 1, 7, 30))
    assert await dossier.app.publishing.tell(NEW_TREE, dossier.code) is None
    await dossier.at_rest()
    assert (await dossier.standing()).phase is Phase.HANDED_OVER
    successor = since(office, dossier, vn(2025, 7, 1, 8))
    await successor.act("take_over", "cv.h24-4")
    await dossier.at_rest()
    kept = await dossier.kept()
    assert (kept.hand_overs[1].from_agency, kept.hand_overs[1].to_agency) == ("H23.14.3", "H24.4")
    assert kept.steps[0].agency == "H24.31", "the sender holds it until it is taken over, and that was the successor"
    assert kept.dossier.holding == "H24.4"
    assert (await dossier.app.verifying().some([dossier.code])).findings == ()


async def test_a_dossier_that_a_reset_made_forget_its_successors_is_told_again(office: Office) -> None:
    """And one whose reset begins after it was told is not."""
    dossier = await office.submit(HOUSE, at=vn(2025, 6, 23, 9), receiving="H23.14")
    await dossier.walk("tham_dinh")
    await dossier.forward(to=vn(2025, 7, 1, 7, 30))
    assert await dossier.app.publishing.tell(NEW_TREE, dossier.code) is None
    await dossier.at_rest()
    successor = since(office, dossier, vn(2025, 7, 1, 8))
    await reset_before(dossier, Tag.DUTIES_PASSED)
    await successor.app.adopting.adopt(dossier.code, OfficerId("vh.h24"), ReasonCode("RESET_BY_MISTAKE"))
    await dossier.at_rest()
    assert (await dossier.row()).competent == "H23.14"
    assert dossier.code in dossier.app.publishing.behind(NEW_TREE, 1000)
    assert await dossier.app.publishing.tell(NEW_TREE, dossier.code) is None
    await dossier.at_rest()
    assert (await dossier.row()).competent == "H24.31"
    assert dossier.code not in dossier.app.publishing.behind(NEW_TREE, 1000)
    await successor.act("complete_step", "cv.h24-31")
    await dossier.at_rest()
    await reset_before(dossier, Tag.COMPLETED)
    await successor.app.adopting.adopt(dossier.code, OfficerId("vh.h24"), ReasonCode("RESET_BY_MISTAKE"))
    await dossier.at_rest()
    assert (await dossier.row()).branch == 2
    assert dossier.code not in dossier.app.publishing.behind(NEW_TREE, 1000)
    await successor.walk()
    await successor.result()


async def test_whoever_ended_is_found_by_the_day_and_what_they_finished_stays_theirs(office: Office) -> None:
    dossier = await office.submit(HOUSE, at=vn(2025, 6, 25, 9), receiving="H23.14")
    await dossier.walk("lay_y_kien_xay_dung")
    await dossier.at_rest()
    before, after = office.app(vn(2025, 6, 30, 16)), office.app(vn(2025, 7, 1, 6))
    assert NEW_TREE not in before.publishing.due()
    assert NEW_TREE in after.publishing.due()
    await dossier.forward(to=vn(2025, 7, 1, 6))
    assert await after.publishing.tell(NEW_TREE, dossier.code) is None
    await dossier.at_rest()
    assert (await dossier.kept()).steps[0].agency == "H23.14.3", "a step that was over stays who did it"
    await since(office, dossier, vn(2025, 7, 2, 8)).walk()
    closed = await dossier.result()
    assert closed.late_seconds == 0


async def test_an_online_dossier_that_nobody_had_accepted_is_answered_by_the_successor(
    office: Office, office_url: str
) -> None:
    """Sent to a district on 26 June, and to be answered on the 27th: accepted in July by the commune, by its rules."""
    dossiers = [
        await office.submit(HOUSE, at=vn(2025, 6, 26, 9), receiving="H23.14", channel=Channel.ONLINE, officer="dvc.h23")
        for _ in range(3)
    ]
    accepted, refused, asked = dossiers
    await asked.act("request_supplement", "mc.h23-14", content={"components": "ban_ve_thiet_ke"})
    for dossier in dossiers:
        await dossier.at_rest()
        await dossier.forward(to=vn(2025, 7, 1, 7, 30))
        assert dossier.code in dossier.app.publishing.behind(NEW_TREE, 1000)
        assert await dossier.app.publishing.tell(NEW_TREE, dossier.code) is None
        await dossier.at_rest()
        assert dossier.code not in dossier.app.publishing.behind(NEW_TREE, 1000)
        row = await dossier.row()
        assert (row.receiving, row.holding, row.competent) == ("H23.14", "H24.31", "H24.31")
        assert (row.calendar is None) is (dossier is asked), "of its counter, while that owes an answer"
    now = vn(2025, 7, 1, 8)
    heirs = [since(office, dossier, now) for dossier in dossiers]
    assert {one.code for one in heirs} <= {row.code for row in heirs[0].app.looking.inbox(OfficerId("mc.h24-31"))}
    with refuses("OFFICER_NOT_IN_OFFICE"):
        await heirs[0].act("accept_dossier", "mc.h23-14")
    await heirs[0].act("accept_dossier", "mc.h24-31")
    received = await accepted.told(Tag.RECEPTION_DONE)
    assert (received.agency, received.detail["regime"], received.detail["procedure_version"]) == (
        "H24.31", "nd118-2025", 2,
    )  # fmt: skip
    await heirs[0].walk()
    assert (await accepted.result()).late_seconds == 0
    assert not await asyncio.to_thread(unlawful, office_url, accepted.code)
    await heirs[1].act("refuse_dossier", "mc.h24-31", "NOT_COMPETENT")
    assert (await refused.result()).status == Status.NOT_ACCEPTED
    await heirs[2].act("answer_supplement", "mc.h24-31", content={"components": "ban_ve_thiet_ke", "complete": True})
    await heirs[2].act("accept_dossier", "mc.h24-31")
    await asked.told(Tag.RECEPTION_DONE)
