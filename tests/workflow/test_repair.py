"""What Temporal lost, or the register, comes back from the other; every dossier goes on and can be finished."""

from __future__ import annotations

import pytest

from models.events import Tag
from models.identifiers import OfficerId, ReasonCode
from motcua.service.repairing import Deed, Mandate
from motcua.service.surveying import Trouble
from tests.fixtures.casefile import Casefile, refuses
from tests.fixtures.dossiers import Office, vn
from tests.fixtures.rebuilt import rebuilt_truly

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = vn(2026, 3, 2, 9)
OPERATOR = OfficerId("vh.h24")
WHY = ReasonCode("LOST_BY_MISTAKE")


async def repaired(dossier: Casefile) -> list[tuple[Trouble, Deed]]:
    """Repair one dossier; returns what was found and done."""
    done = await dossier.app.repairing.repair_one(dossier.code, Mandate(OPERATOR, WHY))
    return [(one.trouble, one.deed) for one in done]


async def test_a_terminated_dossier_is_started_again_where_it_stood(office: Office) -> None:
    """From the register's state, under an event that says who and why; what was answered before is answered again."""
    dossier = await office.submit(at=MONDAY)
    said = await dossier.envelope("hand_over", "mc.h24-31-1")
    first = await dossier.send("hand_over", said)
    await dossier.walk("ky")
    await dossier.at_rest()
    before, lost = await dossier.journal(), (await dossier.handle.describe()).run_id
    await dossier.handle.terminate("by mistake")
    assert await repaired(dossier) == [(Trouble.LOST, Deed.STARTED_AGAIN)]
    event = await dossier.told(Tag.REPAIRED)
    assert (event.branch, event.seq, event.actor) == (0, before[-1].seq + 1, OPERATOR)
    assert (event.detail["run"], event.detail["reason_code"]) == (lost, WHY)
    assert await repaired(dossier) == []
    assert await dossier.send("hand_over", said) == first
    with refuses("DECISION_CONFLICT"):
        await dossier.act("hand_over", "mc.h24-31-1", "OTHER_REASON", decision_id=said.decision_id)
    await dossier.walk()
    assert (await dossier.result()).status == 10
    told = await dossier.app.timelines.tell(dossier.code)
    assert told.whole
    assert await rebuilt_truly(dossier)
