"""Continue-as-new when Temporal suggests it, with nothing lost."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from models.attributes import OVERDUE
from models.tags import Tag
from tests.fixtures.casefile import refuses
from tests.fixtures.dossiers import A_MOMENT, Office, vn
from tests.fixtures.time_skipping import skipping_server

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = vn(2026, 3, 2, 9)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def impatient(office: Office) -> AsyncIterator[Office]:
    """The office on a server that suggests a new run after 40 events of history."""
    async with skipping_server("limit.historyCount.suggestContinueAsNew=40") as environment:
        own = Office(environment, office.register, office.settings, office.opened)
        async with own.worker():
            yield own


async def test_a_dossier_goes_on_in_new_runs_and_nothing_is_lost(impatient: Office) -> None:
    dossier = await impatient.submit("1.009994", at=MONDAY)
    said = await dossier.envelope("hand_over", "mc.h24-31-1")
    first = await dossier.send("hand_over", said)
    await dossier.walk("tong_hop")
    await dossier.told(Tag.CONTINUED)
    assert await dossier.send("hand_over", said) == first
    with refuses("DECISION_CONFLICT"):
        await dossier.act("hand_over", "mc.h24-31-1", "OTHER_REASON", decision_id=said.decision_id)
    await dossier.forward(to=vn(2026, 3, 17, 17) + A_MOMENT)
    await dossier.told(Tag.DELIVERY_DONE)
    assert (await dossier.handle.describe()).typed_search_attributes[OVERDUE] is True
    await dossier.walk()
    closing = await dossier.result()
    assert (closing.status, closing.apologised) == (10, True)
    timeline = await dossier.app.timelines.tell(dossier.code)
    assert len(timeline.runs) > 1
    assert timeline.whole
    kept = await dossier.kept()
    assert [step.officer for step in kept.steps] == ["cv.h24-31", "cv.h24-4", "cv.h24-31", "ld.h24-31", "mc.h24-31-1"]
    assert kept.steps[0].used_minutes == 0
