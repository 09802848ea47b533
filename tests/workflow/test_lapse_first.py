"""Lateness is a fact of the clock, not of the timer: whatever wakes a dossier first tells what is past."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from models.identifiers import OfficerId
from models.journal import PaperKind
from models.tags import Tag
from motcua.service import Submitting
from tests.fixtures.dossiers import COMMUNE_DESK, Office, vn

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = vn(2026, 3, 2, 9)
DUE = vn(2026, 3, 5, 17)
A_SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("by_signal", [False, True], ids=["update", "signal"])
async def test_an_approval_that_waited_for_a_worker_over_the_due_instant_comes_after_it(
    office: Office, *, by_signal: bool
) -> None:
    own = office.own()
    async with own.worker():
        dossier = await own.submit(at=MONDAY)
        await dossier.walk("ky")
        await dossier.forward(to=DUE - A_SECOND)
        await dossier.told(Tag.DUE_SOON)
    await dossier.until(DUE + A_SECOND)
    envelope = await dossier.envelope("approve", "ld.h24-31")
    said = dossier.signal("approve", envelope) if by_signal else dossier.send("approve", envelope)
    waiting = asyncio.ensure_future(said)
    await asyncio.wait([waiting], timeout=0.2)
    assert waiting.done() is by_signal
    async with own.worker():
        await waiting
        await dossier.told(Tag.RELEASED)
        await dossier.told(Tag.DELIVERY_DONE)
        tags = await dossier.tags()
        assert tags.index(Tag.OVERDUE) < tags.index(Tag.APPROVED) < tags.index(Tag.RELEASED)
        assert tags.count(Tag.APOLOGY_DECIDED) == 1
        assert len(await dossier.papers(PaperKind.APOLOGY)) == 1
        assert len(await dossier.letters()) == 1
        overdue = await dossier.told(Tag.OVERDUE)
        assert overdue.detail["lateness_seconds"] >= 1
        await dossier.walk()
        assert (await dossier.result()).late_seconds >= 1


async def test_a_dossier_reserved_before_everything_went_down_tells_its_whole_past(office: Office) -> None:
    """Reserved on Monday, first run ten days later: every alarm with the instant it stood for and how late it fired."""
    down = timedelta(days=10)
    app = office.app(MONDAY + down)
    before = Submitting(
        office.register, app.authority, app.dossiers, app.stores,
        clock=lambda: datetime.now(UTC) - down, shift=app.submitting._shift,
    )  # fmt: skip
    submission = office.submission("1.001612", COMMUNE_DESK, MONDAY)
    answer = await before.submit(submission, OfficerId("mc.h24-31-1"))
    dossier = office.casefile(answer.code, app)
    await dossier.told(Tag.DELIVERY_DONE)
    told = [event for event in await dossier.journal() if event.tag.startswith("clock:")]
    assert [event.tag for event in told] == [Tag.DUE_SOON, Tag.OVERDUE]
    assert len({event.at for event in told}) == 1
    late = (MONDAY + down - DUE).total_seconds()
    assert late <= told[1].detail["lateness_seconds"] < late + 3600
    assert len(await dossier.letters()) == 1
    await dossier.walk()
    assert (await dossier.result()).apologised
