"""What operators see of a dossier: search keys, current details, and queries."""

from __future__ import annotations

from typing import Any

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.common import SearchAttributeKey

from models.attributes import (
    CHANNEL,
    DOSSIER_STATUS,
    DUE_AT,
    HOLDING_AGENCY,
    OVERDUE,
    PROCEDURE_CODE,
    RECEIVING_AGENCY,
    STEP,
)
from models.errors import Refused
from models.identifiers import OfficerId, StepKey
from models.tags import Tag
from motcua.engine.dossiers import Foreseen
from tests.fixtures.casefile import Casefile, refuses
from tests.fixtures.dossiers import A_MOMENT, Office, vn
from tests.fixtures.faults import Faults
from tests.fixtures.time_skipping import eventually

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

_UPSERT = EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES
MONDAY = vn(2026, 3, 2, 9)
DUE = vn(2026, 3, 17, 17)


async def shows(dossier: Casefile, **expected: Any) -> None:
    """Wait until the search keys are these."""
    keys: dict[str, SearchAttributeKey[Any]] = {
        "holder": HOLDING_AGENCY,
        "status": DOSSIER_STATUS,
        "step": STEP,
        "overdue": OVERDUE,
        "due": DUE_AT,
    }

    async def shown() -> bool:
        found = (await dossier.handle.describe()).typed_search_attributes
        return {name: found.get(keys[name]) for name in expected} == expected

    await eventually(shown, dossier.handle)


async def test_search_keys_follow_status_holder_and_lateness(office: Office) -> None:
    dossier = await office.submit("1.009994", at=MONDAY)
    fixed = (await dossier.handle.describe()).typed_search_attributes
    assert [fixed[key] for key in (PROCEDURE_CODE, RECEIVING_AGENCY, CHANNEL)] == ["1.009994", "H24.31.1", "direct"]
    await shows(dossier, status="2", holder="H24.31.1", overdue=False, due=DUE)
    await dossier.walk("lay_y_kien_xay_dung")
    await shows(dossier, status="4", holder="H24.4", step="lay_y_kien_xay_dung")
    await dossier.forward(to=DUE + A_MOMENT)
    await shows(dossier, overdue=True)
    await dossier.walk("tra")
    await shows(dossier, status="9", overdue=False)
    await dossier.walk()
    await dossier.result()
    await shows(dossier, status="10", overdue=False)


async def test_an_accepted_dossier_shows_from_its_start_what_its_receipt_will_say(office: Office) -> None:
    """So that its search keys are written once and not twice."""
    dossier = await office.submit(at=MONDAY)
    await dossier.at_rest()
    await shows(dossier, status="2", holder="H24.31.1", step="tham_tra", due=vn(2026, 3, 5, 17), overdue=False)
    history = await dossier.handle.fetch_history()
    assert not [event for event in history.events if event.event_type == _UPSERT]


async def test_what_was_foreseen_and_did_not_come_is_taken_back(office: Office) -> None:
    """A dossier whose reception is refused is not shown as accepted."""
    faults, own = Faults(), office.own()
    faults.fail("pin_rules", Refused("PROCEDURE_NOT_IN_FORCE", procedure="1.001612", day="2026-03-02"))
    async with own.worker(faults.before):
        app, opening = await own.reserve(MONDAY)
        with refuses("PROCEDURE_NOT_IN_FORCE"):
            await app.dossiers.open(opening, Foreseen(StepKey("tham_tra"), vn(2026, 3, 5, 17)))
        await shows(own.casefile(opening.body.code, app), status="1", step=None, due=None)


async def test_what_is_late_and_returned_at_once_is_not_overdue_when_it_closes(office: Office) -> None:
    dossier = await office.submit(at=MONDAY)
    await dossier.walk("ky")
    await dossier.forward(to=vn(2026, 3, 5, 17) + A_MOMENT)
    await dossier.walk()
    await dossier.result()
    assert (await dossier.handle.describe()).typed_search_attributes[OVERDUE] is False


async def test_the_details_say_in_vietnamese_where_it_stands(office: Office) -> None:
    dossier = await office.submit(at=MONDAY)
    await dossier.walk("ky")
    await dossier.forward(to=vn(2026, 3, 5, 17) + A_MOMENT)
    await dossier.told(Tag.DELIVERY_DONE)
    details = await dossier.handle.query("__temporal_workflow_metadata")
    text = str(details)
    assert "quá hạn" in text
    assert "còn nợ xin lỗi" in text
    assert "17:00 ngày 05/03/2026" in text


async def test_the_workflows_view_is_what_the_register_keeps(office: Office) -> None:
    dossier = await office.submit("1.009994", at=MONDAY)
    await dossier.walk("tong_hop")
    await dossier.at_rest()
    assert await dossier.view() == await dossier.kept()
    assert (await dossier.standing()).handlers == ("cv.h24-31", "cv.h24-4")


async def test_the_inbox_has_what_is_whose_move(office: Office) -> None:
    dossier = await office.submit("1.009994", at=MONDAY)
    await dossier.walk(until=lambda standing: standing.step == "lay_y_kien_xay_dung")
    await dossier.act("hand_over", "cv.h24-31")
    await dossier.told(Tag.TRANSFER_DONE, 2)
    waiting = {row.code for row in dossier.app.looking.inbox(OfficerId("cv.h24-4"))}
    assert dossier.code in waiting
    assert dossier.code not in {row.code for row in dossier.app.looking.inbox(OfficerId("cv.h24-31"))}
