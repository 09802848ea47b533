"""What the applicant is told: official forms under the agency's seal, short messages, and nothing waits for them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from activities.ports import Letter, Sent
from models.errors import Refused, Unavailable
from models.identifiers import AgencyCode, OfficerId
from models.journal import PaperKind
from models.statuses import Channel, Status
from models.submission import Person
from models.tags import Tag
from models.value import stamp
from motcua.engine.workers import Ports
from tests.fixtures.casefile import Casefile
from tests.fixtures.dossiers import A_MOMENT, Office, vn
from tests.fixtures.faults import Faults

pytest_plugins = ("tests.fixtures.dossiers", "tests.fixtures.telling", "tests.fixtures.verified")
pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("verified")]

DESK, HANDLER = "mc.h24-31-1", "cv.h24-31"
MONDAY = vn(2025, 9, 8, 9)
"""A day of this register's own, for the session's Temporal is everybody's."""


async def told(dossier: Casefile, *notices: str) -> list[str]:
    """Wait until so many notices went out; return which they were."""
    await dossier.told(Tag.NOTICE_DONE, len(notices))
    return [event.detail["notice"] for event in await dossier.journal() if event.tag is Tag.NOTICE_DONE]


async def test_a_dossiers_papers_are_sealed_numbered_and_told_of(telling: Office) -> None:
    """From the receipt to the reminders of a result that nobody collects; each is a letter, and can be written out."""
    dossier = await telling.submit(at=MONDAY)
    await dossier.told(Tag.NOTICE_DONE)
    (receipt,) = await dossier.papers(PaperKind.RECEIPT)
    assert receipt.number.endswith("/TN-H24.31.1")
    pdf = await asyncio.to_thread(
        dossier.app.looking.paper, dossier.code, PaperKind.RECEIPT, OfficerId(DESK), "kiem-tra"
    )
    assert pdf.startswith(b"%PDF")
    await dossier.walk("tham_tra")
    asked = {"components": "giay_de_nghi"}
    await dossier.act("request_supplement", HANDLER, content=asked, note="Đơn chưa ký tên.")
    await dossier.act("answer_supplement", DESK, content={**asked, "complete": True})
    await dossier.walk("tra")
    released = (await dossier.told(Tag.RELEASED)).at
    for number in (1, 2, 3):
        await dossier.forward(to=released + number * timedelta(days=7) + A_MOMENT)
        await dossier.told(Tag.UNCOLLECTED, number)
    expected = ["receipt", "supplement", "result_ready", *["collect_reminder"] * 3]
    assert await told(dossier, *expected) == expected
    (paper,) = await dossier.papers(PaperKind.SUPPLEMENT)
    assert paper.number.endswith("/BS-H24.31")
    letters = {letter.letter_id: letter for letter in await dossier.letters()}
    assert len(letters) == len(expected)
    assert all(letter.channel == "spool" and letter.to_agency is None for letter in letters.values())
    await dossier.walk()
    assert (await dossier.result()).status == Status.RETURNED


async def test_who_had_to_pay_first_is_reminded_to_collect_from_then_on(telling: Office) -> None:
    """Not of all the weeks in which the result could not be had, and not three times at once."""
    dossier = await telling.submit(at=MONDAY)
    await dossier.walk("tra")
    await dossier.act("request_payment", DESK, content={"amount": 100_000, "at": "return"})
    await dossier.forward(by=timedelta(days=20))
    await dossier.act("pay", DESK, content={"amount": 100_000, "reference": "BL-LAY-1"})
    paid = (await dossier.told(Tag.PAID)).at
    await dossier.at_rest()
    assert Tag.UNCOLLECTED not in await dossier.tags()
    await dossier.forward(to=paid + timedelta(days=7) + A_MOMENT)
    assert (await dossier.told(Tag.UNCOLLECTED)).detail["due"] == stamp(paid + timedelta(days=7))
    assert (await dossier.tags()).count(Tag.UNCOLLECTED) == 1


async def test_an_online_submission_is_answered_at_once_and_its_refusal_has_its_form(telling: Office) -> None:
    dossier = await telling.submit(at=MONDAY, channel=Channel.ONLINE, officer="dvc.h24")
    assert await told(dossier, "registered") == ["registered"]
    assert await dossier.papers(PaperKind.RECEIPT) == []
    await dossier.act("refuse_dossier", DESK, "NOT_COMPETENT", note="Không thuộc thẩm quyền của xã.")
    assert (await dossier.result()).status == Status.NOT_ACCEPTED
    assert await told(dossier, "registered", "refusal") == ["registered", "refusal"]
    (refusal,) = await dossier.papers(PaperKind.REFUSAL)
    assert refusal.number.endswith("/TC-H24.31.1")


async def test_what_is_returned_at_once_has_no_slip(telling: Office) -> None:
    """Rulebook §1: for procedures returned at once the slip is on request."""
    dossier = await telling.submit("2.000908", at=MONDAY)
    await dossier.walk()
    assert (await dossier.result()).status == Status.RETURNED
    assert await dossier.papers(PaperKind.RECEIPT) == []


class Silent:
    """A notifier that reaches nobody."""

    def send(self, letter: Letter, addressee: Person | None, paper: bytes | None) -> Sent:
        """Never."""
        del letter, addressee, paper
        raise Unavailable("MAIL_UNREACHABLE", letter="-", reply="-")


def mute(ports: Ports) -> Ports:
    return replace(ports, notifier=Silent())


async def test_a_notice_that_reaches_nobody_holds_nothing_back(telling: Office) -> None:
    """It is shown as blocked and tried again by the clock; the dossier goes its way, and closes once it is out."""
    own = telling.own()
    async with own.worker(mute):
        dossier = await own.submit(at=MONDAY)
        await dossier.told(Tag.NOTICE_FAILED)
        await dossier.walk()
        await dossier.told(Tag.RESULT_RETURN_DONE)
        await dossier.told(Tag.NOTICE_FAILED, 2)
        row = (await dossier.view()).dossier
        assert (row.status, len(row.blocked), row.closed_at) == (Status.RETURNED, 2, None)
    async with own.worker():
        await dossier.act("retry", "gs.h24-31")
        assert (await dossier.result()).status == Status.RETURNED
    assert sorted(await told(dossier, "receipt", "result_ready")) == ["receipt", "result_ready"]


async def test_the_number_of_a_form_that_never_came_to_be_says_why_until_it_does(telling: Office) -> None:
    """Its seal is refused for good: the number stays its own, is given to no other, and is no gap without a reason."""
    own, faults = telling.own(), Faults()
    faults.fail("seal_letter", Refused("KEY_UNKNOWN", holder="H24.31"))

    def voided(dossier: Casefile) -> list[tuple[PaperKind, str]]:
        found = telling.register.numbers.voided(AgencyCode("H24.31.1"), MONDAY.year)
        return [(one.kind, one.error) for one in found if one.code == dossier.code]

    async with own.worker(faults.before):
        dossier = await own.submit(at=MONDAY)
        assert (await dossier.told(Tag.NOTICE_FAILED)).detail["error"] == "KEY_UNKNOWN"
        assert await asyncio.to_thread(voided, dossier) == [(PaperKind.RECEIPT, "KEY_UNKNOWN")]
        faults.heal()
        await dossier.act("retry", "gs.h24-31")
        await dossier.told(Tag.NOTICE_DONE)
        assert await asyncio.to_thread(voided, dossier) == []
        await dossier.walk()
        await dossier.result()
