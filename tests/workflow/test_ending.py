"""Early ends: withdrawal, stopping, and what each undoes, in order and once (rulebook §1, "Results")."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from models.errors import Refused, Unavailable
from models.identifiers import OfficerId
from models.lifecycle import Phase
from models.outcome import Outcome
from models.procedure import Role
from models.statuses import Channel, Status
from models.tags import Tag
from models.value import stamp
from motcua.register.searching import Sought
from tests.fixtures.casefile import Casefile, officer_for, refuses
from tests.fixtures.dossiers import A_MOMENT, Office, vn
from tests.fixtures.faults import Faults

pytest_plugins = ("tests.fixtures.dossiers", "tests.fixtures.verified")
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = vn(2026, 3, 2, 9)
DESK, HANDLER, HEAD = "mc.h24-31-1", "cv.h24-31", "ld.h24-31"
ASKED = [{"agency": "H24.5", "hours": 8}, {"agency": "H24.7", "hours": 8}]
UNDONE = (Tag.SENDING_CANCELLED, Tag.WORD_DECIDED, Tag.WORD_DONE, Tag.REFUND_DECIDED, Tag.REFUND_DONE,
          Tag.NOTICE_DECIDED, Tag.NOTICE_DONE, Tag.STOP_FINAL, Tag.UNDONE, Tag.CLOSED)  # fmt: skip


async def paid(office: Office) -> Casefile:
    """A dossier whose fee is paid, before it goes to work."""
    dossier = await office.submit("1.009994", at=MONDAY)
    await dossier.act("request_payment", DESK, content={"amount": 75000, "at": "reception"})
    await dossier.act("pay", DESK, content={"reference": dossier.code, "amount": 75000})
    return dossier


async def asking(office: Office) -> Casefile:
    """Paid, at work, and two agencies are asked for their opinion."""
    dossier = await paid(office)
    await dossier.walk("tham_dinh")
    await dossier.act("consult", HANDLER, content={"agencies": ASKED})
    await dossier.told(Tag.WORD_DONE, 2)
    return dossier


async def sound(*dossiers: Casefile) -> None:
    """Nothing is found by whoever verifies them."""
    for dossier in dossiers:
        await dossier.at_rest()
        assert (await dossier.app.verifying().some([dossier.code])).findings == ()


async def after(dossier: Casefile, tag: Tag) -> list[str]:
    """What an early end undid, in the order in which it was told."""
    events = await dossier.journal()
    since = next(number for number, event in enumerate(events) if event.tag is tag)
    told = [event for event in events[since + 1 :] if event.tag in UNDONE]
    decided = {Tag.WORD_DECIDED: "about", Tag.NOTICE_DECIDED: "notice"}
    return [event.detail[decided[event.tag]] if event.tag in decided else event.tag for event in told]


async def test_a_withdrawal_undoes_in_order_and_only_then_closes(office: Office) -> None:
    """Open questions are recalled and their agencies told, the fee is paid back, the applicant is told."""
    dossier = await asking(office)
    with refuses("REASON_REQUIRED"):
        await dossier.act("withdraw", DESK)
    with refuses("AGENCY_MAY_NOT"):
        await dossier.act("withdraw", HANDLER, "THEO_YEU_CAU")
    await dossier.act("withdraw", DESK, "THEO_YEU_CAU")
    with refuses("STATE_FORBIDS_ACT"):
        await dossier.act("answer_consultation", "cv.h24-5", content={"matter": 2, "opinion": "agree"})
    closing = await dossier.result()
    assert (closing.status, closing.late_seconds) == (Status.WITHDRAWN, 0)
    assert await after(dossier, Tag.WITHDRAWN) == [
        "CONSULTATION_RECALLED", Tag.WORD_DONE, "CONSULTATION_RECALLED", Tag.WORD_DONE,
        Tag.REFUND_DECIDED, Tag.REFUND_DONE, "stop_notice", Tag.NOTICE_DONE, Tag.UNDONE, Tag.CLOSED,
    ]  # fmt: skip
    row = await dossier.row()
    withdrawn = await dossier.told(Tag.WITHDRAWN)
    assert (row.outcome, row.status, row.finished_at) == ("withdrawn", Status.WITHDRAWN, withdrawn.at)
    assert [matter.outcome for matter in (await dossier.kept()).matters] == ["paid", "recalled", "recalled"]
    sought = Sought(outcome=Outcome.WITHDRAWN, limit=5000)
    found = await asyncio.to_thread(dossier.app.searches.search, sought, OfficerId("tt.h24"), "")
    assert dossier.code in {one.code for one in found}
    await sound(dossier)


async def test_what_was_offered_and_not_taken_over_is_recalled(office: Office) -> None:
    dossier = await office.submit("1.001612", at=MONDAY)
    await dossier.act("hand_over", DESK)
    await dossier.told(Tag.TRANSFER_DONE)
    await dossier.act("withdraw", "dvc.h24", "THEO_YEU_CAU")
    await dossier.result()
    word = await dossier.told(Tag.WORD_DECIDED)
    assert (word.detail["about"], word.detail["to_agency"]) == ("HAND_OVER_RECALLED", "H24.31")
    (offered,) = (await dossier.kept()).hand_overs
    assert (offered.withdrawn, offered.declined, offered.taken_by) == (True, False, None)
    await sound(dossier)


async def test_the_applicant_may_withdraw_from_registration_on_until_the_result_is_decided(office: Office) -> None:
    """Also while the dossier stands aside; the promise is kept at that instant."""
    online = await office.submit("1.009994", at=MONDAY, channel=Channel.ONLINE, officer="dvc.h24")
    await online.act("withdraw", "dvc.h24", "THEO_YEU_CAU")
    assert (await online.result()).status == Status.WITHDRAWN
    aside = await office.submit("1.009994", at=MONDAY)
    await aside.act("request_payment", DESK, content={"amount": 75000, "at": "reception"})
    await aside.act("withdraw", DESK, "THEO_YEU_CAU")
    with refuses("STATE_FORBIDS_ACT"):
        await aside.act("pay", DESK, content={"reference": aside.code, "amount": 75000})
    await aside.result()
    row = await aside.row()
    assert (row.status, row.outcome) == (Status.WITHDRAWN, "withdrawn")
    assert row.due is not None
    assert row.finished_at is not None
    assert row.finished_at < row.due
    await sound(online, aside)
    released = await office.submit("1.001612", at=MONDAY)
    await released.walk("tra")
    with refuses("STATE_FORBIDS_ACT"):
        await released.act("withdraw", DESK, "THEO_YEU_CAU")
    with refuses("STATE_FORBIDS_ACT"):
        await released.act("stop", HEAD, "VI_PHAM")


async def test_of_a_withdrawal_and_another_act_that_come_together_the_second_sees_what_the_first_decided(
    office: Office,
) -> None:
    """An answer, an approval, a payment: either order is lawful, and nothing is half done."""
    answered, approved = await asking(office), await office.submit("1.001612", at=MONDAY)
    await approved.walk("ky")
    owing = await office.submit("1.009994", at=MONDAY)
    await owing.act("request_payment", DESK, content={"amount": 75000, "at": "reception"})

    async def both(dossier: Casefile, act: str, officer: str, **said: Any) -> set[str]:
        answers = await asyncio.gather(
            dossier.act("withdraw", DESK, "THEO_YEU_CAU"),
            dossier.act(act, officer, **said),
            return_exceptions=True,
        )
        return {getattr(one, "code", "") if isinstance(one, Refused) else "done" for one in answers}

    opinion = {"matter": 2, "opinion": "agree"}
    await both(answered, "answer_consultation", "cv.h24-5", content=opinion)
    await both(owing, "pay", DESK, content={"reference": owing.code, "amount": 75000})
    assert await both(approved, "approve", HEAD) == {"done", "STATE_FORBIDS_ACT"}
    for dossier in (answered, owing):
        assert (await dossier.result()).status == Status.WITHDRAWN
    tags = await owing.tags()
    assert tags.count(Tag.REFUND_DONE) == tags.count(Tag.PAID)
    await approved.settled()
    row = (await approved.view()).dossier
    assert (row.outcome, row.status) in {("granted", Status.DONE), ("withdrawn", Status.WITHDRAWN)}


async def test_a_result_that_is_being_signed_is_decided(office: Office) -> None:
    faults, own = Faults(), office.own()
    async with own.worker(faults.before):
        dossier = await own.submit("1.001612", at=MONDAY)
        await dossier.walk("ky")
        faults.fail("sign_result", Refused("KEY_UNKNOWN", officer=HEAD))
        await dossier.act("approve", HEAD)
        await dossier.told(Tag.SIGNATURE_FAILED)
        with refuses("STATE_FORBIDS_ACT"):
            await dossier.act("withdraw", DESK, "THEO_YEU_CAU")
        faults.heal()
        await dossier.act("retry", "vh.h24")
        await dossier.walk()
        await dossier.result()


@pytest.mark.parametrize("lost", [1, 3])
async def test_a_worker_that_dies_between_two_steps_repeats_neither(office: Office, lost: int) -> None:
    """Each recall did its work and lost its answer; then the worker went. The next one goes on from there."""
    own, faults = office.own(), Faults()
    async with own.worker():
        dossier = await asking(own)
        await dossier.at_rest()
    async with own.worker(faults.before):
        faults.fail("perform", Unavailable("DATABASE_UNREACHABLE"), times=lost, after=True)
        await dossier.act("withdraw", DESK, "THEO_YEU_CAU")
        await dossier.told(Tag.WORD_DECIDED, 3)
    async with own.worker():
        assert (await dossier.result()).status == Status.WITHDRAWN
        tags = await dossier.tags()
        assert (tags.count(Tag.WORD_DONE), tags.count(Tag.REFUND_DONE), tags.count(Tag.CLOSED)) == (4, 1, 1)
        letters = [letter for letter in await dossier.letters() if letter.to_agency]
        assert len(letters) == 4


async def test_a_recall_that_cannot_be_told_holds_what_comes_after_it_until_a_retry(office: Office) -> None:
    own, faults = office.own(), Faults()
    async with own.worker(faults.before):
        dossier = await asking(own)
        await dossier.at_rest()
        faults.fail("send", Refused("MAIL_REJECTED", letter="-"), times=1)
        await dossier.act("withdraw", DESK, "THEO_YEU_CAU")
        await dossier.told(Tag.WORD_FAILED)
        assert Tag.REFUND_DECIDED not in await dossier.tags()
        await dossier.act("retry", "vh.h24")
        assert (await dossier.result()).status == Status.WITHDRAWN
        assert Tag.REFUND_DONE in await dossier.tags()


async def test_a_withdrawal_keeps_what_was_late_late(office: Office) -> None:
    """The apology is still owed, and the dossier open until its delivery has evidence."""
    dossier = await office.submit("1.001612", at=MONDAY)
    await dossier.walk("tham_tra")
    await dossier.forward(to=vn(2026, 3, 5, 17) + A_MOMENT)
    await dossier.told(Tag.DELIVERY_DONE)
    await dossier.act("withdraw", DESK, "THEO_YEU_CAU")
    await dossier.told(Tag.WITHDRAWN)
    await dossier.at_rest()
    row = await dossier.row()
    assert (row.apology_owed, row.closed_at, row.overdue) == (True, None, False)
    await dossier.act("confirm_delivery", DESK, content={"evidence": "desk_signature"})
    assert (await dossier.result()).late_seconds > 0
    await sound(dossier)


async def test_a_stop_pauses_and_is_lifted(office: Office) -> None:
    dossier = await office.submit("1.001612", at=MONDAY)
    await dossier.act("hand_over", DESK)
    with refuses("OFFICER_MAY_NOT"):
        await dossier.act("stop", HANDLER, "CHO_TOA_AN")
    with refuses("LATENESS_IS_NO_REASON"):
        await dossier.act("stop", HEAD, "QUA_HAN")
    await dossier.act("stop", "gs.h24-31", "CHO_TOA_AN")
    await dossier.at_rest()
    row = await dossier.row()
    assert (row.status, row.phase, row.due, row.outcome) == (Status.STOPPED, "suspended", None, None)
    for act in ("take_over", "stop", "approve"):
        with refuses("STATE_FORBIDS_ACT"):
            await dossier.act(act, HEAD, "LY_DO")
    await dossier.forward(to=vn(2026, 3, 9, 9))
    await dossier.act("lift_stop", HEAD, "DA_XONG")
    lifted = await dossier.told(Tag.STOP_LIFTED)
    row = await dossier.row()
    assert (row.status, lifted.detail["status"]) == (Status.IN_PROGRESS, Status.IN_PROGRESS)
    assert row.due is not None
    assert abs(row.due - vn(2026, 3, 12, 17)) < A_MOMENT, "five working days stood still"
    await dossier.walk()
    await dossier.result()
    assert Tag.HAND_OVER_SILENT not in await dossier.tags()
    assert Tag.OVERDUE not in await dossier.tags()
    await sound(dossier)


@pytest.mark.usefixtures("verified")
async def test_who_is_offered_a_dossier_again_by_a_lifted_stop_is_told_until_when(office: Office) -> None:
    """The event says it, so that whoever counts again by the journal alone comes to the silence that was told."""
    dossier = await office.submit("1.001612", at=MONDAY)
    await dossier.act("hand_over", DESK)
    await dossier.act("stop", HEAD, "CHO_TOA_AN")
    await dossier.forward(to=vn(2026, 3, 9, 9))
    await dossier.act("lift_stop", HEAD, "DA_XONG")
    lifted = await dossier.told(Tag.STOP_LIFTED)
    assert lifted.detail["silent_after"] == stamp(vn(2026, 3, 9, 17))
    await dossier.forward(to=vn(2026, 3, 9, 17) + A_MOMENT)
    silent = await dossier.told(Tag.HAND_OVER_SILENT)
    assert silent.detail["due"] == lifted.detail["silent_after"]


async def test_a_concluded_stop_issues_its_notice_is_final_and_undoes_the_rest(office: Office) -> None:
    dossier = await asking(office)
    await dossier.act("stop", "gs.h24-31", "VI_PHAM")
    with refuses("OFFICER_MAY_NOT"):
        await dossier.act("conclude_stop", "gs.h24-31", "VI_PHAM")
    await dossier.act("conclude_stop", HEAD, "VI_PHAM", note="Công trình vi phạm quy hoạch")
    with refuses("STATE_FORBIDS_ACT"):
        await dossier.act("withdraw", DESK, "THEO_YEU_CAU")
    with refuses("STATE_FORBIDS_ACT"):
        await dossier.act("lift_stop", HEAD, "DA_XONG")
    closing = await dossier.result()
    assert closing.status == Status.STOPPED
    assert await after(dossier, Tag.STOP_CONCLUDED) == [
        "stop_notice", Tag.NOTICE_DONE, Tag.STOP_FINAL,
        "CONSULTATION_RECALLED", Tag.WORD_DONE, "CONSULTATION_RECALLED", Tag.WORD_DONE,
        Tag.REFUND_DECIDED, Tag.REFUND_DONE, Tag.UNDONE, Tag.CLOSED,
    ]  # fmt: skip
    final = await dossier.told(Tag.STOP_FINAL)
    row = await dossier.row()
    assert (row.outcome, row.finished_at, row.phase) == ("stopped", final.at, Phase.ENDED.value)
    await sound(dossier)


@pytest.mark.parametrize("act", ["withdraw", "conclude_stop"])
async def test_under_a_regime_without_the_form_nothing_is_issued(office: Office, act: str) -> None:
    """`nd61-2018` has no stop notice: the end is final at once, and with nothing to undo the dossier closes."""
    dossier = await office.submit("1.001612", at=vn(2024, 6, 3, 9), receiving="H23.14")
    await dossier.at_rest()
    head = officer_for((await dossier.standing()).competent, Role.HEAD)
    if act == "conclude_stop":
        await dossier.act("stop", head, "VI_PHAM")
    await dossier.act(act, head if act == "conclude_stop" else "mc.h23-14", "VI_PHAM")
    closing = await dossier.result()
    assert closing.status == (Status.WITHDRAWN if act == "withdraw" else Status.STOPPED)
    tags = await dossier.tags()
    assert tags[-2:] == [Tag.UNDONE, Tag.CLOSED]
    assert Tag.NOTICE_DECIDED not in tags[tags.index(Tag.RECEPTION_DONE) + 3 :]


async def test_a_payment_while_stopping_waits_for_neither(office: Office) -> None:
    """One matter at a time pauses a dossier: what is asked of the applicant goes before a stop."""
    dossier = await office.submit("1.009994", at=MONDAY)
    await dossier.act("request_payment", DESK, content={"amount": 75000, "at": "reception"})
    with refuses("STATE_FORBIDS_ACT"):
        await dossier.act("stop", HEAD, "VI_PHAM")
    answers = await asyncio.gather(
        dossier.act("pay", DESK, content={"reference": dossier.code, "amount": 75000}),
        dossier.act("stop", HEAD, "VI_PHAM"),
        return_exceptions=True,
    )
    assert not isinstance(answers[0], BaseException)
    if isinstance(answers[1], BaseException):
        await dossier.act("stop", HEAD, "VI_PHAM")
    again = await dossier.act("pay", DESK, content={"reference": dossier.code, "amount": 75000})
    assert again == answers[0], "the same payment, told again while it is stopped, is the same answer"
    await dossier.act("conclude_stop", HEAD, "VI_PHAM")
    await dossier.result()
    refund = await dossier.told(Tag.REFUND_DECIDED)
    assert (refund.detail["amount"], refund.detail["payments"]) == (75000, [dossier.code])
