"""An online dossier waits for the counter: accepted, or refused with a reason."""

from __future__ import annotations

import pytest

from models.events import Tag
from models.statuses import Channel, Status
from tests.fixtures.casefile import Casefile, refuses
from tests.fixtures.dossiers import Office, vn

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

FRIDAY_EVENING = vn(2026, 3, 6, 20)
MONDAY = vn(2026, 3, 9, 8)


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
