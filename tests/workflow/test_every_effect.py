"""Every effect that cannot be done is told, waits as blocked, and is done at a retry: the paths no other test goes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest
import pytest_asyncio

from models.errors import Refused
from models.lifecycle import Phase
from models.tags import Tag
from tests.fixtures.casefile import Casefile
from tests.fixtures.dossiers import A_MOMENT, CITY_DESK, Office, vn
from tests.fixtures.faults import Faults
from tests.fixtures.time_skipping import eventually
from tests.workflow.test_competence import DAY_AFTER, ORPHAN, orphaned
from tests.workflow.test_stores import DESK, SCAN

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = vn(2026, 3, 2, 9)
DUE = vn(2026, 3, 5, 17)
HEAD = "ld.h24-31"


class Trouble(NamedTuple):
    office: Office
    faults: Faults

    def begin(self) -> None:
        """No effect can be done from now on; the journal can be written."""
        self.faults.fail("perform", Refused("AGENCY_UNKNOWN", agency="H24.99", day="2026-03-02"))


@pytest_asyncio.fixture(loop_scope="session")
async def trouble(office: Office) -> AsyncIterator[Trouble]:
    faults, own = Faults(), office.own()
    async with own.worker(faults.before):
        yield Trouble(own, faults)


async def memo_is(dossier: Casefile, blocked: list[str]) -> bool:
    """Whether Temporal's lists say that this is blocked."""
    memo = await (await dossier.handle.describe()).memo()
    return bool(memo.get("blocked", []) == blocked)


async def healed(trouble: Trouble, dossier: Casefile, failed: Tag, done: Tag, times: int = 1) -> None:
    """The failure is told, and stands in Temporal's lists; after a retry the effect is done, under the same id."""
    error = await dossier.told(failed)
    kind = failed.value.split(":")[1]
    await eventually(lambda: memo_is(dossier, [f"{kind}:AGENCY_UNKNOWN"]), dossier.handle)
    assert error.detail["error"] == "AGENCY_UNKNOWN"
    trouble.faults.heal()
    await dossier.act("retry", "vh.h24")
    assert (await dossier.told(done, times)).detail["effect"] == error.detail["effect"]
    assert (await dossier.row()).blocked == ()
    await eventually(lambda: memo_is(dossier, []), dossier.handle)


async def test_a_reception_that_is_refused_is_made_at_a_retry(trouble: Trouble) -> None:
    app, opening = await trouble.office.reserve(MONDAY)
    trouble.begin()
    await app.dossiers.start(opening)
    dossier = trouble.office.casefile(opening.body.code, app)
    await healed(trouble, dossier, Tag.RECEPTION_FAILED, Tag.RECEPTION_DONE)
    assert (await dossier.standing()).phase is Phase.TO_HAND_OVER


async def test_a_transfer_that_is_refused_is_made_at_a_retry(trouble: Trouble) -> None:
    dossier = await trouble.office.submit(at=MONDAY)
    await dossier.at_rest()
    trouble.begin()
    await dossier.next_act()
    await healed(trouble, dossier, Tag.TRANSFER_FAILED, Tag.TRANSFER_DONE)


async def test_a_return_that_is_refused_is_noted_at_a_retry(trouble: Trouble) -> None:
    """The dossier stays open until the register has it."""
    dossier = await trouble.office.submit(at=MONDAY)
    await dossier.walk("tra")
    trouble.begin()
    await dossier.next_act()
    await healed(trouble, dossier, Tag.RESULT_RETURN_FAILED, Tag.RESULT_RETURN_DONE)
    await dossier.result()


async def test_an_escalation_that_is_refused_is_made_at_a_retry(trouble: Trouble) -> None:
    dossier = await trouble.office.submit(at=MONDAY)
    await dossier.forward(to=DUE + A_MOMENT)
    await dossier.told(Tag.DELIVERY_DONE)
    await dossier.at_rest()
    trouble.begin()
    promised = (await dossier.row()).new_due
    assert promised is not None
    await dossier.forward(to=promised + A_MOMENT)
    await healed(trouble, dossier, Tag.ESCALATION_FAILED, Tag.ESCALATION_DONE)


async def test_a_refund_that_is_refused_is_ordered_at_a_retry(trouble: Trouble) -> None:
    """Once; the applicant gets back what was paid, whenever the register can be written again."""
    dossier = await trouble.office.submit(at=MONDAY)
    await dossier.act("request_payment", "mc.h24-31-1", content={"amount": 100_000, "at": "reception"})
    await dossier.act("pay", "mc.h24-31-1", content={"reference": "BL/0099", "amount": 100_000})
    await dossier.at_rest()
    trouble.begin()
    await dossier.act("withdraw", "mc.h24-31-1", "DOI_Y")
    await healed(trouble, dossier, Tag.REFUND_FAILED, Tag.REFUND_DONE)


async def test_a_dossier_that_cannot_be_listed_for_coordination_is_listed_at_a_retry(trouble: Trouble) -> None:
    await asyncio.to_thread(orphaned, trouble.office)
    dossier = await trouble.office.submit(ORPHAN, at=DAY_AFTER)
    await dossier.told(Tag.COORDINATION_DONE)
    await dossier.at_rest()
    trouble.begin()
    await dossier.act("assign_competent", "gs.h24-31", content={"agency": "H24.99"})
    await healed(trouble, dossier, Tag.COORDINATION_FAILED, Tag.COORDINATION_DONE, times=2)


async def test_a_digitised_component_that_the_store_refuses_is_put_there_at_a_retry(trouble: Trouble) -> None:
    dossier = await trouble.office.submit("1.014199", at=MONDAY, receiving=CITY_DESK)
    await dossier.at_rest()
    trouble.begin()
    await dossier.app.digitising.digitise(dossier.code, DESK, SCAN)
    await healed(trouble, dossier, Tag.DIGITISATION_FAILED, Tag.DIGITISATION_DONE)


async def test_a_letter_that_cannot_be_signed_afterwards_is_signed_at_a_retry(trouble: Trouble) -> None:
    """The sealed one went out at due; the head's own signature comes when it can."""
    dossier = await trouble.office.submit(at=MONDAY)
    await dossier.walk("tham_tra")
    await dossier.forward(to=DUE + A_MOMENT)
    await dossier.told(Tag.DELIVERY_DONE)
    await dossier.at_rest()
    trouble.begin()
    await dossier.act("sign_apology", HEAD)
    await healed(trouble, dossier, Tag.APOLOGY_SIGNATURE_FAILED, Tag.APOLOGY_SIGNATURE_DONE)


async def test_a_correction_that_cannot_be_signed_is_signed_at_a_retry(trouble: Trouble) -> None:
    """After the closing too, what is blocked is told and tried again."""
    dossier = await trouble.office.submit(at=MONDAY)
    await dossier.walk()
    await dossier.result()
    trouble.begin()
    await dossier.act("correct_result", HEAD, "SAI_SOT", note="Ngày cấp ghi nhầm.")
    after = dossier.app.client.get_workflow_handle(dossier.code.after)

    async def failed() -> bool:
        return Tag.CORRECTION_FAILED in await dossier.tags()

    await eventually(failed, after)
    trouble.faults.heal()
    await dossier.act("retry", "vh.h24")
    await after.result()
    decided, error, done = [event for event in await dossier.journal() if ":correction:" in event.tag]
    assert error.detail["effect"] == done.detail["effect"] == f"0-{decided.seq}"
    assert (await dossier.row()).blocked == ()


async def test_what_could_not_be_handed_over_is_not_sent_after_a_withdrawal(trouble: Trouble) -> None:
    dossier = await trouble.office.submit(at=MONDAY)
    await dossier.at_rest()
    trouble.begin()
    await dossier.next_act()
    failed = await dossier.told(Tag.TRANSFER_FAILED)
    trouble.faults.heal()
    await dossier.act("withdraw", "mc.h24-31-1", "DOI_Y")
    cancelled = await dossier.told(Tag.SENDING_CANCELLED)
    assert cancelled.detail["effects"] == [failed.detail["effect"]]
    await dossier.result()
    assert Tag.TRANSFER_DONE not in await dossier.tags()
