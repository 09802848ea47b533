"""Not all promises of a day wake at once, and letters do not stand before people."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from models.queues import letters_of
from models.spread import planned
from models.tags import Tag
from models.value import stamp
from tests.fixtures.casefile import Casefile
from tests.fixtures.dossiers import A_MOMENT, Office, vn

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = vn(2026, 3, 2, 9)
DUE = vn(2026, 3, 5, 17)


async def place_of(dossier: Casefile) -> datetime:
    """For when the timer of its due instant is set."""
    row = await dossier.row()
    assert row.received_at is not None
    return planned(DUE, row.received_at, dossier.code, "overdue", 0)


async def test_who_acts_between_the_due_instant_and_its_timer_hears_of_lateness_first(office: Office) -> None:
    dossier = await office.submit(at=MONDAY)
    while await place_of(dossier) < DUE + timedelta(seconds=20):  # a place early in the spread leaves no time to act
        dossier = await office.submit(at=MONDAY)
    await dossier.walk("ky")
    await dossier.forward(to=DUE + timedelta(seconds=1))
    await dossier.at_rest()
    assert Tag.OVERDUE not in await dossier.tags()
    await dossier.act("approve", "ld.h24-31")
    overdue = await dossier.told(Tag.OVERDUE)
    assert overdue.detail["fired"] < overdue.detail["planned"] == stamp(await place_of(dossier))
    assert (await dossier.told(Tag.RELEASED)).detail["late_seconds"] >= 1
    tags = await dossier.tags()
    assert tags.index(Tag.OVERDUE) < tags.index(Tag.APPROVED)
    assert tags.count(Tag.OVERDUE) == 1


async def test_a_timer_keeps_its_place_and_the_register_has_it(office: Office) -> None:
    dossier = await office.submit(at=MONDAY)
    place = await place_of(dossier)
    await dossier.forward(to=DUE + A_MOMENT)
    overdue = await dossier.told(Tag.OVERDUE)
    assert overdue.at >= place
    (alarm,) = [alarm for alarm in (await dossier.kept()).alarms if alarm.kind == "overdue"]
    assert (alarm.due, alarm.planned, alarm.fired) == (DUE, place, overdue.at)
    assert alarm.lateness_seconds == (overdue.at - DUE) // timedelta(seconds=1)


async def test_letters_and_nothing_else_are_done_on_the_queue_of_letters(office: Office) -> None:
    dossier = await office.submit(at=MONDAY)
    await dossier.forward(to=DUE + A_MOMENT)
    await dossier.told(Tag.DELIVERY_DONE)
    await dossier.forward(to=vn(2026, 3, 11, 17) + A_MOMENT)
    await dossier.told(Tag.ESCALATION_DONE)
    scheduled = [
        event.activity_task_scheduled_event_attributes
        for event in (await dossier.handle.fetch_history()).events
        if event.HasField("activity_task_scheduled_event_attributes")
    ]
    queue = letters_of(office.settings.task_queue)
    letters = {order.activity_type.name for order in scheduled if order.task_queue.name == queue}
    assert letters == {"issue_apology_letter", "deliver_letter", "escalate"}
    others = {order.activity_type.name for order in scheduled} - letters
    assert {"receive", "record_journal"} <= others
