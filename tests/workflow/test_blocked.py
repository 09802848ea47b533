"""No error ends a dossier: what cannot be done is told and waits, while the clock runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
import pytest_asyncio

from models.errors import Refused, Unavailable
from models.journal import PaperKind
from models.lifecycle import Phase
from models.tags import Tag
from tests.fixtures.casefile import refuses
from tests.fixtures.dossiers import A_MOMENT, Office, vn
from tests.fixtures.faults import Faults

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = vn(2026, 3, 2, 9)
DUE = vn(2026, 3, 5, 17)


class Trouble(NamedTuple):
    office: Office
    faults: Faults


@pytest_asyncio.fixture(loop_scope="session")
async def trouble(office: Office) -> AsyncIterator[Trouble]:
    faults, own = Faults(), office.own()
    async with own.worker(faults.before):
        yield Trouble(own, faults)


async def test_a_key_that_is_refused_blocks_the_signature_and_a_retry_makes_it(trouble: Trouble) -> None:
    dossier = await trouble.office.submit(at=MONDAY)
    await dossier.walk("ky")
    trouble.faults.fail("sign_result", Refused("CERTIFICATE_NOT_VALID", holder="ld.h24-31", day="2026-03-02"))
    await dossier.act("approve", "ld.h24-31")
    failed = await dossier.told(Tag.SIGNATURE_FAILED)
    assert (failed.detail["error"], failed.detail["attempts_over"]) == ("CERTIFICATE_NOT_VALID", False)
    row = await dossier.row()
    assert row.blocked == (f"{failed.detail['effect']}:signature:CERTIFICATE_NOT_VALID",)
    assert (await dossier.standing()).phase is Phase.RELEASING
    for officer, error in (("cv.h24-31", "OFFICER_MAY_NOT"), ("gs.h24-40", "AGENCY_MAY_NOT")):
        with refuses(error):
            await dossier.act("retry", officer)
    with refuses("EFFECT_NOT_BLOCKED"):
        await dossier.act("retry", "gs.h24-31", content={"effect": "0-1"})
    trouble.faults.heal()
    await dossier.act("retry", "vh.h24")
    await dossier.told(Tag.RELEASED)
    assert (await dossier.row()).blocked == ()
    (paper,) = await dossier.papers(PaperKind.RESULT)
    decided = await dossier.told(Tag.SIGNATURE_DECIDED)
    assert paper.signed_at == decided.at
    await dossier.walk()
    await dossier.result()


async def test_a_blocked_signature_does_not_hold_back_the_apology(trouble: Trouble) -> None:
    dossier = await trouble.office.submit(at=MONDAY)
    await dossier.walk("ky")
    trouble.faults.fail("sign_result", Refused("KEY_UNKNOWN", holder="ld.h24-31"))
    await dossier.act("approve", "ld.h24-31")
    await dossier.told(Tag.SIGNATURE_FAILED)
    await dossier.forward(to=DUE + A_MOMENT)
    await dossier.told(Tag.DELIVERY_DONE)
    trouble.faults.heal()
    await dossier.act("retry", "gs.h24-31")
    await dossier.walk()
    assert (await dossier.result()).apologised


async def test_after_an_outage_that_outlasts_the_attempts_the_clock_tries_again(trouble: Trouble) -> None:
    dossier = await trouble.office.submit(at=MONDAY)
    await dossier.walk("ky")
    trouble.faults.fail("sign_result", Unavailable("SIGNER_UNREACHABLE"))
    await dossier.act("approve", "ld.h24-31")
    while trouble.faults.calls["sign_result"] < 8:
        await dossier.forward(by=timedelta(seconds=31))
    failed = await dossier.told(Tag.SIGNATURE_FAILED)
    assert (failed.detail["error"], failed.detail["attempts_over"]) == ("SIGNER_UNREACHABLE", True)
    trouble.faults.heal()
    await dossier.forward(by=timedelta(minutes=15))
    await dossier.told(Tag.RELEASED)
    assert len(await dossier.papers(PaperKind.RESULT)) == 1


async def test_an_apology_that_cannot_be_written_never_holds_back_the_result(trouble: Trouble) -> None:
    """The applicant's data were erased: there is nobody left to write to, and the debt stays visible."""
    dossier = await trouble.office.submit(at=MONDAY)
    await dossier.walk("tham_tra")
    trouble.faults.fail("applicant", Refused("PERSON_ERASED", code=dossier.code))
    await dossier.forward(to=DUE + A_MOMENT)
    failed = await dossier.told(Tag.APOLOGY_FAILED)
    assert failed.detail["error"] == "PERSON_ERASED"
    trouble.faults.heal()
    await dossier.walk("tra")
    await dossier.walk()
    await dossier.told(Tag.RESULT_RETURN_DONE)
    assert (await dossier.row()).apology_owed
    await dossier.act("retry", "gs.h24-31")
    await dossier.told(Tag.DELIVERY_DONE)
    await dossier.act("confirm_delivery", "mc.h24-31-1", content={"evidence": "post_tracking"})
    await dossier.result()


async def test_an_erased_person_really_blocks_the_papers(office: Office) -> None:
    dossier = await office.submit(at=MONDAY)
    await dossier.walk("ky")
    await asyncio.to_thread(office.register.erasures.destroy, dossier.code, None, datetime.now(UTC))
    await dossier.act("approve", "ld.h24-31")
    failed = await dossier.told(Tag.SIGNATURE_FAILED)
    assert failed.detail["error"] == "PERSON_ERASED"
    assert (await dossier.row()).blocked


@pytest.mark.parametrize("after", [False, True], ids=["before the write", "after the write"])
async def test_while_the_register_is_away_acts_are_heard_and_nothing_is_lost(trouble: Trouble, *, after: bool) -> None:
    """The same effect asked again finds what it did: one event per seq, one paper."""
    dossier = await trouble.office.submit(at=MONDAY)
    for method in ("record", "perform"):
        trouble.faults.fail(method, Unavailable("DATABASE_UNREACHABLE"), times=1, after=after)
    await dossier.act("hand_over", "mc.h24-31-1")
    await dossier.act("take_over", "cv.h24-31")
    await dossier.act("complete_step", "cv.h24-31")
    await dossier.forward(by=timedelta(seconds=2))
    for method in ("record", "perform"):
        trouble.faults.fail(method, Unavailable("DATABASE_UNREACHABLE"), times=1, after=after)
    await dossier.act("approve", "ld.h24-31")
    await dossier.forward(by=timedelta(seconds=2))
    await dossier.told(Tag.RELEASED)
    trouble.faults.heal()
    await dossier.walk()
    await dossier.result()
    assert len(await dossier.papers(PaperKind.RESULT)) == 1
    assert (await dossier.app.timelines.tell(dossier.code)).whole


async def test_an_effect_whose_answer_was_lost_is_not_done_twice(trouble: Trouble) -> None:
    dossier = await trouble.office.submit(at=MONDAY)
    await dossier.walk("ky")
    trouble.faults.fail("perform", Unavailable("DATABASE_UNREACHABLE"), times=1, after=True)
    await dossier.forward(to=DUE + A_MOMENT)
    await dossier.forward(by=A_MOMENT)
    await dossier.told(Tag.DELIVERY_DONE)
    assert len(await dossier.papers(PaperKind.APOLOGY)) == 1
    assert trouble.faults.calls["seal_letter"] == 1


async def test_a_signature_that_outlasts_the_due_instant_is_late_and_apologised_for(trouble: Trouble) -> None:
    """Approved in time, signed after it, and the timer's own place in the spread is later still."""
    dossier = await trouble.office.submit(at=MONDAY)
    await dossier.walk("ky")
    await dossier.forward(to=DUE - timedelta(seconds=2))
    trouble.faults.fail("sign_result", Unavailable("SIGNER_UNREACHABLE"), times=2)
    await dossier.act("approve", "ld.h24-31")
    while trouble.faults.calls["sign_result"] < 3:
        await dossier.forward(by=timedelta(seconds=3))
    released = await dossier.told(Tag.RELEASED)
    assert released.detail["late_seconds"] >= 1
    await dossier.told(Tag.DELIVERY_DONE)
    tags = await dossier.tags()
    assert tags.index(Tag.APPROVED) < tags.index(Tag.OVERDUE) < tags.index(Tag.RELEASED)
    assert tags.count(Tag.APOLOGY_DONE) == 1
