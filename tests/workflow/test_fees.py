"""Fees: asked for at reception, in handling or at return; paid once, in the right amount (rulebook §1, "Fees")."""

from __future__ import annotations

import asyncio

import pytest

from models.identifiers import OfficerId
from models.lifecycle import Phase
from models.matter import MatterKind
from models.statuses import Status
from models.tags import Tag
from models.value import stamp, unstamp
from tests.fixtures.casefile import Casefile, refuses
from tests.fixtures.dossiers import A_MOMENT, Office, vn

pytest_plugins = ("tests.fixtures.dossiers", "tests.fixtures.verified")
pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("verified")]

DESK, FEE, MONDAY = "mc.h24-31-1", 100_000, vn(2026, 3, 2, 9)


async def at_desk(office: Office, procedure: str = "1.001612") -> Casefile:
    """Three working days, due on Thursday 5 March at five; the fee is a hundred thousand đồng."""
    return await office.submit(procedure, at=MONDAY)


async def test_a_payment_that_is_said_twice_is_one_payment(office: Office) -> None:
    """By its reference, whatever the decision's id, as long as the amount is the same; a wrong amount is refused."""
    dossier = await at_desk(office)
    await dossier.act("request_payment", DESK, content={"amount": FEE, "at": "reception"})
    asked = await dossier.told(Tag.PAYMENT_REQUESTED)
    assert asked.detail["due_before"] == stamp(vn(2026, 3, 5, 17))
    row = await dossier.row()
    assert (row.status, row.phase, row.due) == (Status.PAYMENT, Phase.SUSPENDED, None)
    await dossier.forward(to=vn(2026, 3, 4, 9))
    with refuses("PAYMENT_AMOUNT_WRONG"):
        await dossier.act("pay", "dvc.h24", content={"reference": "GD-1", "amount": FEE - 1})
    payment = {"reference": "GD-1", "amount": FEE, "through": "online"}
    first = await dossier.act("pay", "dvc.h24", content=payment)
    assert await dossier.act("pay", "dvc.h24", content=payment) == first
    assert await dossier.act("pay", DESK, content={"reference": "GD-1", "amount": FEE}) == first
    with refuses("PAYMENT_CONFLICT"):
        await dossier.act("pay", "dvc.h24", content={"reference": "GD-1", "amount": FEE + 1})
    with refuses("STATE_FORBIDS_ACT"):
        await dossier.act("pay", "dvc.h24", content={"reference": "GD-2", "amount": FEE})
    with refuses("AGENCY_MAY_NOT"):
        await dossier.act("pay", "mc.h24-40-1", content=payment)
    told = await dossier.told(Tag.PAID)
    assert (await dossier.tags()).count(Tag.PAID) == 1
    assert abs((unstamp(told.detail["due_after"]) - vn(2026, 3, 9, 17)).total_seconds()) < 60
    (matter,) = (await dossier.kept()).matters
    assert (matter.kind, matter.outcome, matter.detail["through"]) == (MatterKind.PAYMENT, "paid", "online")
    with refuses("FEE_ALREADY_PAID"):
        await dossier.act("request_payment", DESK, content={"amount": FEE, "at": "reception"})
    await dossier.walk()
    assert (await dossier.result()).late_seconds == 0


async def test_a_payment_pays_one_dossier_and_what_is_to_be_paid_back_is_listed(office: Office) -> None:
    """A bank's reference is one everywhere, a counter's receipt at its counter; one that was refused is free again."""
    paid, other, elsewhere = [
        await office.submit("1.001612", at=MONDAY, receiving=receiving)
        for receiving in ("H24.31.1", "H24.31.1", "H24.40.1")
    ]
    for dossier, desk in ((paid, DESK), (other, DESK), (elsewhere, "mc.h24-40-1")):
        await dossier.act("request_payment", desk, content={"amount": FEE, "at": "reception"})
    bank, receipt = {"reference": "NH-77", "through": "online"}, {"reference": "BL-77"}
    with refuses("PAYMENT_AMOUNT_WRONG"):
        await other.act("pay", "dvc.h24", content=bank | {"amount": FEE - 1})
    await paid.act("pay", "dvc.h24", content=bank | {"amount": FEE})
    for dossier, desk in ((other, DESK), (elsewhere, "mc.h24-40-1")):
        for through in ("online", "counter"):
            with refuses("PAYMENT_USED"):
                await dossier.act("pay", desk, content={"reference": "NH-77", "through": through, "amount": FEE})
    both = await asyncio.gather(*(
        dossier.act("pay", desk, content=receipt | {"amount": FEE})
        for dossier, desk in ((other, DESK), (elsewhere, "mc.h24-40-1"))
    ))  # fmt: skip
    assert [answer.status for answer in both] == [Status.ACCEPTED] * 2, "each counter numbers its own receipts"
    assert await paid.act("pay", "dvc.h24", content=bank | {"amount": FEE}), "said again it gets its answer again"
    await paid.act("withdraw", DESK, "CITIZEN_WISH")
    await paid.result()
    listed = [await asyncio.to_thread(paid.app.paying.refunds, OfficerId(one)) for one in (DESK, "gs.h24", "ld.h24-40")]
    assert [[(one.amount, one.payments) for one in due if one.code == paid.code] for due in listed] == [
        [(FEE, ("NH-77",))], [(FEE, ("NH-77",))], [],
    ]  # fmt: skip


async def test_only_the_procedures_own_fee_is_asked_for_and_at_its_stage(office: Office) -> None:
    dossier, free = await at_desk(office), await at_desk(office, "1.001193")
    with refuses("FEE_WRONG"):
        await dossier.act("request_payment", DESK, content={"amount": FEE * 2, "at": "reception"})
    with refuses("FEE_STAGE_WRONG"):
        await dossier.act("request_payment", DESK, content={"amount": FEE, "at": "return"})
    with refuses("REASON_REQUIRED"):
        await free.act("request_payment", DESK, content={"amount": 5_000, "at": "reception"})
    await free.act("request_payment", DESK, "PHI_SAO_CHUP", content={"amount": 5_000, "at": "reception"})
    assert (await free.told(Tag.PAYMENT_REQUESTED)).detail["amount"] == 5_000


async def test_an_unpaid_fee_holds_back_the_hand_over_and_not_the_promise(office: Office) -> None:
    """Asked for with the result: status 6, the hand-over waits, the promise is kept. Who does not pay is reminded."""
    dossier = await at_desk(office)
    await dossier.walk("tra")
    kept_at = (await dossier.told(Tag.RELEASED)).at
    await dossier.act("request_payment", DESK, content={"amount": FEE, "at": "return"})
    with refuses("STATE_FORBIDS_ACT"):
        await dossier.act("return_result", DESK)
    assert (await dossier.told(Tag.PAYMENT_REQUESTED)).detail["until"] == stamp(vn(2026, 3, 17, 17))
    await dossier.forward(to=vn(2026, 3, 12, 17) + A_MOMENT)
    await dossier.told(Tag.PAYMENT_DUE_SOON)
    await dossier.forward(to=vn(2026, 3, 17, 17) + A_MOMENT)
    await dossier.told(Tag.UNPAID)
    answer = await dossier.act("pay", DESK, content={"reference": "BL/0012", "amount": FEE})
    assert answer.status == Status.DONE
    await dossier.walk()
    closing = await dossier.result()
    assert (closing.status, closing.late_seconds) == (Status.RETURNED, 0)
    assert (await dossier.row()).finished_at == kept_at
    assert not {Tag.OVERDUE, Tag.APOLOGY_DECIDED} & set(await dossier.tags())


async def test_a_payment_while_refused_is_not_taken_and_what_was_paid_before_is_paid_back(office: Office) -> None:
    """Nobody is asked for a fee while papers are waited for; closed as not accepted, the fee is ordered back once."""
    dossier = await at_desk(office)
    await dossier.act("request_payment", DESK, content={"amount": FEE, "at": "reception"})
    await dossier.act("pay", DESK, content={"reference": "BL/0013", "amount": FEE})
    await dossier.act("request_supplement", DESK, content={"components": "giay_de_nghi"})
    with refuses("STATE_FORBIDS_ACT"):
        await dossier.act("request_payment", DESK, content={"amount": FEE, "at": "reception"})
    with refuses("STATE_FORBIDS_ACT"):
        await dossier.act("pay", "dvc.h24", content={"reference": "GD-9", "amount": FEE})
    await dossier.forward(to=vn(2026, 4, 1, 17) + A_MOMENT)
    await dossier.act("close_unanswered", DESK, "QUA_HAN_BO_SUNG")
    assert (await dossier.result()).status == Status.NOT_ACCEPTED
    (refund,) = await asyncio.to_thread(office.register.queries.refunds, dossier.code)
    assert (refund.amount, refund.payments, refund.reason_code) == (FEE, ("BL/0013",), "QUA_HAN_BO_SUNG")
    with refuses("DOSSIER_NOT_RUNNING"):
        await dossier.act("pay", "dvc.h24", content={"reference": "GD-9", "amount": FEE})
