"""An online dossier waits for the counter: accepted, or refused with a reason."""

from __future__ import annotations

import asyncio

import pytest

from models.lifecycle import Phase
from models.statuses import Channel, Status
from models.submission import Person
from models.tags import Tag
from models.value import unstamp
from motcua.cli.dossier_text import dossier_lines
from tests.fixtures.casefile import Casefile, refuses
from tests.fixtures.dossiers import A_MOMENT, Office, anybody, vn
from tests.fixtures.rebuilt import rebuilt_truly

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

FRIDAY_EVENING = vn(2026, 3, 6, 20)
MONDAY = vn(2026, 3, 9, 8)
MISSING = {"components": ["giay_de_nghi"]}


async def registered(office: Office) -> Casefile:
    return await office.submit("1.001612", at=FRIDAY_EVENING, channel=Channel.ONLINE, officer="dvc.h24")


async def test_the_clock_of_an_online_dossier_starts_when_the_counter_accepts_it(office: Office) -> None:
    dossier = await registered(office)
    before = await dossier.row()
    assert (before.status, before.due, before.received_at) == (Status.REGISTERED, None, None)
    await dossier.forward(to=MONDAY)
    await dossier.act("accept_dossier", "mc.h24-31-1")
    await dossier.told(Tag.RECEPTION_DONE)
    after = await dossier.row()
    assert (after.status, after.due) == (Status.ACCEPTED, vn(2026, 3, 12, 17))
    await dossier.walk()
    assert (await dossier.result()).status == Status.RETURNED


async def test_an_online_dossier_is_refused_with_a_reason_and_closed(office: Office) -> None:
    dossier = await registered(office)
    with refuses("REASON_REQUIRED"):
        await dossier.act("refuse_dossier", "mc.h24-31-1")
    await dossier.act("refuse_dossier", "mc.h24-31-1", "NOT_COMPETENT")
    closing = await dossier.result()
    assert (closing.status, closing.late_seconds) == (Status.NOT_ACCEPTED, 0)
    assert await dossier.tags() == [Tag.SUBMITTED, Tag.REFUSED, Tag.CLOSED]
    with refuses("DOSSIER_NOT_RUNNING"):
        await dossier.act("accept_dossier", "mc.h24-31-1")


async def test_only_the_counter_itself_answers_an_online_dossier(office: Office) -> None:
    dossier = await registered(office)
    with refuses("AGENCY_MAY_NOT"):
        await dossier.act("accept_dossier", "mc.h24-40-1")
    with refuses("AGENCY_MAY_NOT"):
        await dossier.act("accept_dossier", "dvc.h24")
    with refuses("STATE_FORBIDS_ACT"):
        await dossier.act("hand_over", "mc.h24-31-1")


async def test_a_counter_that_does_not_answer_in_eight_working_hours_is_told_of_and_may_still_accept(
    office: Office,
) -> None:
    """Registered on Friday evening, it is to be answered by Monday's end; the alarm refuses nothing."""
    late, answered = await registered(office), await registered(office)
    await answered.forward(to=MONDAY)
    await answered.act("accept_dossier", "mc.h24-31-1")
    await late.forward(to=vn(2026, 3, 9, 17) + A_MOMENT)
    told = await late.told(Tag.ANSWER_LATE)
    assert unstamp(told.detail["due"]) == vn(2026, 3, 9, 17)
    assert "answer_late" in [alarm.kind for alarm in (await late.kept()).alarms]
    await late.act("accept_dossier", "mc.h24-31-1")
    await late.told(Tag.RECEPTION_DONE)
    assert (await late.row()).due == vn(2026, 3, 12, 17)
    await answered.forward(to=vn(2026, 3, 9, 17) + A_MOMENT)
    await answered.at_rest()
    assert Tag.ANSWER_LATE not in await answered.tags()


async def test_an_accepted_dossier_stands_in_the_register_book_and_cannot_be_refused_any_more(office: Office) -> None:
    """Numbers follow each other without a gap, in the order of acceptance, of those that are accepted alone."""
    before = await office.submit("1.001612", at=FRIDAY_EVENING)
    refused, dossier = await registered(office), await registered(office)
    assert (await dossier.row()).book_number is None
    await refused.act("refuse_dossier", "mc.h24-31-1", "NOT_COMPETENT")
    await dossier.act("accept_dossier", "mc.h24-31-1")
    told = await dossier.told(Tag.RECEPTION_DONE)
    number = (await before.row()).book_number
    assert number is not None
    assert ((await dossier.row()).book_number, told.detail["book_number"]) == (number + 1, number + 1)
    with refuses("STATE_FORBIDS_ACT"):
        await dossier.act("refuse_dossier", "mc.h24-31-1", "NOT_COMPETENT")
    assert f"số {number + 1} sổ theo dõi" in "\n".join(dossier_lines(await dossier.kept()))


async def test_owner_and_submitter_are_kept_apart_and_both_are_found(office: Office) -> None:
    """The paper is the owner's, whoever handed the dossier in; either of them is found by their own number."""
    owner, submitter = (
        anybody(identity_number="030085004321"),
        Person(name="Trần Văn Bền", identity_number="030090001234"),
    )
    dossier = await office.submit("1.001612", at=MONDAY, applicant=owner, submitter=submitter)
    people = office.register.people
    kept = await asyncio.to_thread(people.submission, dossier.code)
    assert (kept.applicant, kept.submitter, people.applicant(dossier.code)) == (owner, submitter, owner)
    found = [await asyncio.to_thread(people.codes_of, number) for number in ("030085004321", "030090001234")]
    assert found == [[dossier.code], [dossier.code]]


async def test_an_online_dossier_sent_back_before_acceptance_can_be_made_again_from_the_register(
    office: Office,
) -> None:
    dossier = await registered(office)
    await dossier.act("request_supplement", "mc.h24-31-1", "THIEU_GIAY_TO", content=MISSING)
    await dossier.at_rest()
    assert (await dossier.standing()).phase is Phase.SUSPENDED
    assert await rebuilt_truly(dossier)


async def test_what_the_counter_asked_for_before_acceptance_is_not_the_one_request_of_those_who_handle_it(
    office: Office,
) -> None:
    """It belongs to the reception (decision 0022); the next one is the first, and marks nothing."""
    dossier = await registered(office)
    await dossier.act("request_supplement", "mc.h24-31-1", "THIEU_GIAY_TO", content=MISSING)
    await dossier.act("answer_supplement", "mc.h24-31-1", content={**MISSING, "complete": True})
    await dossier.forward(to=MONDAY)
    await dossier.act("accept_dossier", "mc.h24-31-1")
    await dossier.walk("tham_tra")
    await dossier.act("request_supplement", "cv.h24-31", "THIEU_GIAY_TO", content=MISSING)
    await dossier.told(Tag.SUPPLEMENT_REQUESTED, 2)
    asked = [event for event in await dossier.journal() if event.tag is Tag.SUPPLEMENT_REQUESTED]
    assert ["marked_late" in event.detail for event in asked] == [False, False]
