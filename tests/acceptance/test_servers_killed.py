"""A due time that comes while servers or worker are down: told afterwards, in order, with how late the clock was."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from models.acts import Act
from models.identifiers import DossierCode, OfficerId
from models.journal import PaperKind
from models.tags import Tag
from models.value import stamp
from motcua.service.acting import Saying
from tests.acceptance.station import Station, migrated, until

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def killed_before_due(station: Station, day: str, *, to_sign: bool) -> tuple[DossierCode, datetime]:
    """Start a dossier that is due in a moment, let it come to its signature if asked, and kill the worker before."""
    for seconds in (4, 8, 16, 32):  # on a slow machine it is due before the worker is dead: then once more, with more
        due = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=seconds)
        code = DossierCode(f"H24.31.1-{day}-{seconds:04}")
        await station.submit(migrated(code, due - timedelta(days=3), due))
        if to_sign:
            await station.to_sign(code)
        await station.quiet(code)  # what is cut off is tried again after 30 s: that is another test's matter
        station.worker.kill()
        if datetime.now(UTC) < due:
            return code, due
        await station.work()
    pytest.fail("this machine takes more than half a minute for one dossier")


async def wait_past(due: datetime) -> None:
    """Let the due instant pass by at least a second, the unit of recorded lateness."""
    await until(lambda: datetime.now(UTC) > due + timedelta(seconds=1))


async def check_told_late(station: Station, code: DossierCode, due: datetime) -> None:
    """One letter; the alarm has due, fired and lateness, in the journal and in the register."""
    await station.told(code, Tag.DELIVERY_DONE)
    [overdue] = [event for event in station.journal(code) if event.tag is Tag.OVERDUE]
    assert overdue.detail["due"] == stamp(due)
    assert overdue.detail["fired"] == stamp(overdue.at)
    assert overdue.detail["lateness_seconds"] == int((overdue.at - due).total_seconds()) >= 1
    [alarm] = [alarm for alarm in station.app.looking.dossier(code).alarms if alarm.kind == "overdue"]
    assert (alarm.due, alarm.fired) == (due, overdue.at)
    assert alarm.lateness_seconds == overdue.detail["lateness_seconds"]
    papers = station.app.register.queries.papers(code)
    assert [paper.kind for paper in papers].count(PaperKind.APOLOGY) == 1
    assert len(station.app.register.queries.letters(code)) == len(station.tickets(code)) == 1


async def test_a_due_time_while_everything_is_down_gets_one_letter(station: Station) -> None:
    """Worker, supervisor, Temporal and PostgreSQL killed, the promise broken meanwhile, everything started again."""
    code, due = await killed_before_due(station, "260301", to_sign=False)
    station.kill_servers()
    await station.close()
    await wait_past(due)
    await station.open()
    await station.work()
    await check_told_late(station, code, due)
    await station.drive(code)
    await station.closed(code)
    assert (await station.app.timelines.tell(code)).whole


@pytest.mark.soak
async def test_an_approval_that_waited_for_the_worker_comes_after_the_overdue(station: Station) -> None:
    """The worker alone is down over the due time, and an approval was sent meanwhile: lateness is told first."""
    code, due = await killed_before_due(station, "260302", to_sign=True)
    approval = Saying(Act.APPROVE, OfficerId("ld.h24-31"))
    envelope = await asyncio.to_thread(station.app.acting.envelope, code, approval)
    await station.app.client.get_workflow_handle(code).signal("approve", envelope)
    await wait_past(due)
    await station.work()
    await check_told_late(station, code, due)
    released = await station.told(code, Tag.RELEASED)
    assert released.detail["late_seconds"] >= 1
    tags = station.tags(code)
    assert tags.index(Tag.OVERDUE) < tags.index(Tag.APPROVED)
    assert (tags.count(Tag.OVERDUE), tags.count(Tag.APPROVED), tags.count(Tag.APOLOGY_DONE)) == (1, 1, 1)
    await station.drive(code)
    await station.closed(code)
    assert (await station.app.timelines.tell(code)).whole
