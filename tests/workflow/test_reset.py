"""A run that stock tools reset stops before it does harm, and goes on as a branch once somebody adopts it."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta
from typing import Any

import pytest

from models.identifiers import OfficerId, ReasonCode
from models.journal import PaperKind
from models.statuses import Channel
from models.tags import Tag
from models.value import stamp
from motcua.service.repaired import Deed, Trouble
from motcua.service.repairing import Mandate
from tests.fixtures.casefile import Casefile, refuses
from tests.fixtures.dossiers import A_MOMENT, Office, vn
from tests.fixtures.faults import Faults
from tests.fixtures.population import told as told_by
from tests.fixtures.rebuilt import rebuilt_truly
from tests.fixtures.resetting import reset_before
from tests.fixtures.time_skipping import eventually
from workflows.retelling import ACTS

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = vn(2026, 3, 2, 9)
WHY = ReasonCode("RESET_BY_MISTAKE")


async def take_turns(dossier: Casefile, acts: int) -> None:
    """So many acts of the ordinary road, at rest in between: each has a task of its own to be reset to."""
    for _ in range(acts):
        await dossier.next_act()
        await dossier.at_rest()


async def forked(dossier: Casefile) -> None:
    """Wait until it knows that the register keeps another journal."""

    async def told() -> bool:
        return (await dossier.standing()).forked

    await eventually(told, dossier.handle)


async def adopt(dossier: Casefile, officer: str = "vh.h24") -> int:
    """Adopt the reset; returns the new branch."""
    adopted = await dossier.app.adopting.adopt(dossier.code, OfficerId(officer), WHY)
    return adopted.point.branch


async def test_a_reset_dossier_stops_is_alarmed_and_goes_on_as_the_next_branch(office: Office) -> None:
    """Nothing of the old branch is lost, both are told, and no paper is made twice."""
    dossier = await office.submit(at=MONDAY)
    await take_turns(dossier, 4)
    before = await dossier.journal()
    await reset_before(dossier, Tag.TAKEN_OVER)
    first = await dossier.next_act()
    await forked(dossier)
    second = await dossier.next_act()
    assert await dossier.journal() == before
    assert dossier.code in [code for code, _ in office.register.queries.forks()]
    with refuses("OFFICER_MAY_NOT"):
        await adopt(dossier, "gs.h24-31")
    assert await adopt(dossier) == 1
    await dossier.walk()
    assert (await dossier.result()).status == 10
    events = await asyncio.to_thread(office.register.queries.events, dossier.code)
    assert [event for event in events if event.branch == 0] == before
    told = [event.tag for event in events if event.branch == 1]
    assert [ACTS[tag] for tag in told[: told.index(Tag.RESET_ADOPTED)] if tag in ACTS] == [first, second]
    papers = await dossier.papers(PaperKind.RESULT)
    assert len(papers) == 1
    signed = next(event for event in events if event.branch == 1 and event.tag is Tag.SIGNATURE_DONE)
    assert signed.detail["paper"] == papers[0].sha256
    assert signed.detail["taken_over"].startswith("0-")
    assert await rebuilt_truly(dossier)


async def test_acts_that_a_reset_hears_again_are_kept_in_the_new_branch(office: Office) -> None:
    """By default the stock program says again what was said since."""
    dossier = await office.submit(at=MONDAY)
    await take_turns(dossier, 3)
    await reset_before(dossier, Tag.TAKEN_OVER, reapply=True)
    await forked(dossier)
    await adopt(dossier)
    await dossier.walk()
    await dossier.result()
    told = await dossier.app.timelines.tell(dossier.code)
    assert told.whole
    assert {entry.event.branch for entry in told.entries} == {0, 1}
    assert await rebuilt_truly(dossier)


async def test_a_reset_run_with_nothing_to_write_can_be_adopted_too(office: Office) -> None:
    dossier = await office.submit(at=MONDAY)
    await take_turns(dossier, 3)
    await reset_before(dossier, Tag.COMPLETED)
    await adopt(dossier)
    await dossier.walk()
    await dossier.result()
    assert await rebuilt_truly(dossier)


async def test_a_dossier_reset_to_its_very_beginning_shares_nothing_and_is_adopted(office: Office) -> None:
    dossier = await office.submit(at=MONDAY)
    await take_turns(dossier, 2)
    await reset_before(dossier, Tag.SUBMITTED)
    await forked(dossier)
    await adopt(dossier)
    await dossier.walk()
    await dossier.result()
    events = await asyncio.to_thread(office.register.queries.events, dossier.code)
    assert [event.tag for event in events if event.seq == 1] == [Tag.SUBMITTED] * 2
    assert await rebuilt_truly(dossier)


async def test_what_the_first_run_signed_is_taken_over_as_its_own_however_often_it_is_reset(office: Office) -> None:
    dossier = await office.submit(at=MONDAY)
    await take_turns(dossier, 4)
    for branch in (0, 1, 2):
        if branch:
            await reset_before(dossier, Tag.APPROVED)
        await dossier.next_act()
        if branch:
            await forked(dossier)
            assert await adopt(dossier) == branch
        await dossier.at_rest()
    events = await asyncio.to_thread(office.register.queries.events, dossier.code)
    first, *others = [event.detail for event in events if event.tag is Tag.SIGNATURE_DONE]
    assert [signed["taken_over"] for signed in others] == [first["effect"]] * 2
    assert not told_by((await dossier.app.verifying().some([dossier.code])).findings)


async def test_a_letter_that_its_head_sent_before_a_reset_is_the_letter_of_the_breach(office: Office) -> None:
    """It stands in the world: none is written beside it, and nobody takes it for one without lateness."""
    dossier, due = await office.submit("1.001612", at=MONDAY), vn(2026, 3, 5, 17)
    await dossier.walk("tham_tra")
    await dossier.forward(to=vn(2026, 3, 4, 17) + A_MOMENT)
    await dossier.told(Tag.APOLOGY_DRAFTED)
    promised = {"new_due": stamp(vn(2026, 3, 10, 17))}
    await dossier.act("send_apology", "ld.h24-31", "STEP_OVER_LIMIT", content=promised)
    await dossier.told(Tag.DELIVERY_DONE)
    await dossier.at_rest()
    await reset_before(dossier, Tag.APOLOGY_SENT)
    await dossier.act("urge", "gs.h24-31", "CHO_LAU")
    await forked(dossier)
    await adopt(dossier)
    await dossier.forward(to=due + A_MOMENT)
    await dossier.at_rest()
    assert len(await dossier.papers(PaperKind.APOLOGY)) == 1
    assert not told_by((await dossier.app.verifying().some([dossier.code])).findings)


async def test_a_letter_of_a_branch_that_was_late_is_no_letter_without_lateness_on_one_that_is_not(
    office: Office,
) -> None:
    """The stop was lifted, and the dossier was late; after the reset it is lifted a day later, and nobody is late."""
    dossier = await office.submit("1.001612", at=MONDAY)
    await dossier.walk("tham_tra")
    await dossier.at_rest()
    await dossier.act("stop", "ld.h24-31", "CHO_TOA_AN")
    await dossier.at_rest()
    await dossier.act("lift_stop", "ld.h24-31", "DA_XONG")
    await dossier.forward(to=vn(2026, 3, 6, 9))
    await dossier.told(Tag.DELIVERY_DONE)
    await dossier.at_rest()
    await reset_before(dossier, Tag.STOP_LIFTED)
    await dossier.forward(by=timedelta(days=1))
    await dossier.act("lift_stop", "ld.h24-31", "DA_XONG")
    await forked(dossier)
    await adopt(dossier)
    await dossier.walk()
    assert (await dossier.result()).late_seconds == 0
    assert not told_by((await dossier.app.verifying().some([dossier.code])).findings)


async def test_a_number_given_before_a_reset_stays_that_of_a_dossier_refused_after_it(office: Office) -> None:
    """The register book has no gap: what was accepted on the branch that was left had its number."""
    dossier = await office.submit("1.001612", at=MONDAY, channel=Channel.ONLINE, officer="dvc.h24")
    await dossier.act("accept_dossier", "mc.h24-31-1")
    await dossier.at_rest()
    await reset_before(dossier, Tag.ACCEPTED)
    await dossier.act("refuse_dossier", "mc.h24-31-1", "THIEU_GIAY_TO", note="Thiếu giấy tờ.")
    await forked(dossier)
    await adopt(dossier)
    assert (await dossier.result()).status == 3
    assert not told_by((await dossier.app.verifying().some([dossier.code])).findings)


async def test_a_dossier_that_was_not_reset_is_not_adopted(office: Office) -> None:
    dossier = await office.submit(at=MONDAY)
    await dossier.at_rest()
    with refuses("RESET_NOT_FOUND"):
        await adopt(dossier)


async def test_a_letter_of_the_old_branch_stands_with_its_date_and_is_not_sent_again(office: Office) -> None:
    """One apology, one new date: the adopted run takes over both, whatever date it would have promised itself."""
    dossier = await office.submit(at=MONDAY)
    await dossier.forward(to=vn(2026, 3, 5, 17) + A_MOMENT)
    await dossier.told(Tag.DELIVERY_DONE)
    await dossier.at_rest()
    promised, letters = (await dossier.row()).new_due, await dossier.letters()
    await reset_before(dossier, Tag.OVERDUE)
    await forked(dossier)
    await adopt(dossier)
    await dossier.at_rest()
    events = await asyncio.to_thread(office.register.queries.events, dossier.code)
    done = [event.detail["taken_over"] for event in events if event.branch == 1 and event.tag is Tag.DELIVERY_DONE]
    assert [effect[:2] for effect in done] == ["0-"]
    assert (await dossier.row()).new_due == promised
    assert await dossier.letters() == letters
    assert await rebuilt_truly(dossier)


async def test_a_reset_that_nobody_adopts_is_found_left_alone_and_ended_when_an_operator_says_so(
    office: Office,
) -> None:
    dossier = await office.submit(at=MONDAY)
    await take_turns(dossier, 3)
    before = await dossier.journal()
    await reset_before(dossier, Tag.HANDED_OVER)
    await dossier.next_act()
    await forked(dossier)
    repairing, operator = dossier.app.repairing, Mandate(OfficerId("vh.h24"), WHY)
    (left,) = await repairing.repair_one(dossier.code, operator)
    assert (left.trouble, left.deed) == (Trouble.RESET, Deed.NOTHING)
    assert "reset" in [alarm.kind for alarm in (await dossier.kept()).alarms]
    ended, begun = await repairing.repair_one(dossier.code, operator._replace(discard_resets=True))
    assert (ended.deed, begun.deed) == (Deed.ENDED, Deed.STARTED_AGAIN)
    assert len(ended.gone) == 1, "the act that only the reset run had heard"
    await dossier.told(Tag.REPAIRED)
    assert (await dossier.journal())[: len(before)] == before
    await dossier.walk()
    await dossier.result()


class Held(Faults):
    """Adapters whose register waits with what it is to write next until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting, self.came, self.go = threading.Event(), threading.Event(), threading.Event()

    def call(self, real: Any, method: str, *args: Any, **named: Any) -> Any:
        if method == "record" and self.waiting.is_set():
            self.waiting.clear()
            self.came.set()
            self.go.wait(timeout=30)
        return super().call(real, method, *args, **named)


async def test_a_write_of_before_the_adoption_blocks_nothing_after_it(office: Office) -> None:
    """The run learns from a write that it was reset; here it is adopted while that write is still under way."""
    held, own = Held(), office.own()
    async with own.worker(held.before):
        dossier = await own.submit(at=MONDAY)
        await take_turns(dossier, 2)
        await dossier.act("assign", "ld.h24-31", content={"officer": "cv.h24-31"})
        await dossier.at_rest()
        await reset_before(dossier, Tag.ASSIGNED)
        held.waiting.set()
        await dossier.act("assign", "ld.h24-31", content={"officer": "cv2.h24-31"})
        await asyncio.to_thread(held.came.wait, 30)
        assert await adopt(dossier) == 1
        held.go.set()
        await dossier.at_rest()
        assert (await dossier.row()).assigned == "cv2.h24-31"
        assert await rebuilt_truly(dossier)
