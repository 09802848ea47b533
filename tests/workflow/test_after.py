"""What comes after closing: ratings, corrected and cancelled results, in `CODE/after` (design §2.16)."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowHandle

from models.acts import Act
from models.events import Tag
from models.identifiers import OfficerId
from models.journal import PaperKind
from models.lifecycle import Phase
from models.start import Closing
from tests.fixtures.casefile import Casefile, refuses
from tests.fixtures.dossiers import Office, vn
from workflows.hearing import judge

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = vn(2026, 3, 2, 9)
DESK, HEAD = "mc.h24-31-1", "ld.h24-31"


async def closed(office: Office) -> Casefile:
    dossier = await office.submit("1.001612", at=MONDAY)
    await dossier.walk()
    await dossier.result()
    return dossier


async def over(dossier: Casefile) -> None:
    """Wait until what came after is over too."""
    handle: WorkflowHandle[object, Closing] = dossier.app.client.get_workflow_handle(
        dossier.code.after, result_type=Closing
    )
    await handle.result()


async def test_an_applicant_rates_a_closed_dossier_once_and_may_change_their_mind(office: Office) -> None:
    """An act said twice counts once; two at once both find their place, in two events of one chain."""
    dossier = await closed(office)
    before = await dossier.row()
    rated: dict[str, Any] = {"content": {"score": 2, "criteria": {"attitude": 5}}, "decision_id": "danh-gia-1"}
    first = await dossier.act("rate", DESK, **rated)
    await over(dossier)
    assert await dossier.act("rate", DESK, **rated) == first
    with refuses("ACT_CONTENT_MALFORMED"):
        await dossier.act("rate", DESK, content={"score": 6})
    with refuses("AGENCY_MAY_NOT"):
        await dossier.act("rate", "cv.h24-31", content={"score": 1})
    await asyncio.gather(*(dossier.act("rate", DESK, content={"score": score}) for score in (4, 5)))
    await over(dossier)
    ratings = [event.detail for event in await dossier.journal() if event.tag is Tag.RATED]
    assert [one.get("former_score") for one in ratings] == [None, 2, ratings[1]["score"]]
    row = await dossier.row()
    assert (row.rating, row.status, row.closed_at, row.phase) == (
        ratings[2]["score"], before.status, before.closed_at, "ended",
    )  # fmt: skip
    state = await asyncio.to_thread(office.register.state_of, dossier.code)
    state.phase = Phase.AFTER
    assert state.rating is not None
    last = state.rating.rated_at + timedelta(days=30) - timedelta(seconds=state.opening.shift_seconds)
    envelope = await dossier.envelope("rate", DESK, content={"score": 1})
    judge(state, Act.RATE, envelope, unshifted=last)
    with refuses("RATING_IS_FINAL"):
        judge(state, Act.RATE, envelope, unshifted=last + timedelta(seconds=1))


async def test_the_head_corrects_a_result_and_then_takes_it_back(office: Office) -> None:
    """The first paper stays, and the second names it; a cancelled result is still found, marked."""
    dossier = await closed(office)
    with refuses("NOTE_REQUIRED"):
        await dossier.act("correct_result", HEAD, "SAI_SOT")
    with refuses("AGENCY_MAY_NOT"):
        await dossier.act("cancel_result", DESK, "CAP_SAI")
    await dossier.act("correct_result", HEAD, "SAI_SOT", note="Ngày cấp ghi nhầm: 03/02 sửa thành 02/03.")
    await over(dossier)
    (result,), (corrected,) = await dossier.papers(PaperKind.RESULT), await dossier.papers(PaperKind.CORRECTION)
    assert (corrected.supersedes, len(corrected.certificates)) == (result.sha256, 2)
    pdf = await asyncio.to_thread(
        dossier.app.looking.paper, dossier.code, PaperKind.CORRECTION, OfficerId(DESK), "giao bản đính chính"
    )
    assert pdf.startswith(b"%PDF")
    await dossier.act("cancel_result", HEAD, "CAP_SAI", note="Cấp không đúng thẩm quyền.")
    await over(dossier)
    row = await dossier.row()
    assert row.result_cancelled_at is not None
    cancelled = (await dossier.journal())[-2]
    assert (cancelled.tag, cancelled.detail["number"]) == (Tag.RESULT_CANCELLED, corrected.number)
    replayed = await dossier.app.keeping.replays.replay(dossier.code)
    assert (len(replayed.runs), replayed.difference) == (3, None)
    assert (await dossier.app.timelines.tell(dossier.code)).whole
    assert (await dossier.app.verifying().some([dossier.code])).findings == ()
    assert await dossier.app.repairing._surveying.one(dossier.code) is None
    for act in ("correct_result", "cancel_result"):
        with refuses("STATE_FORBIDS_ACT"):
            await dossier.act(act, HEAD, "CAP_SAI", note="Lần nữa.")


async def test_nothing_comes_after_a_dossier_that_is_open_or_unknown(office: Office) -> None:
    dossier = await office.submit("1.001612", at=MONDAY)
    await dossier.walk("tra")
    with refuses("STATE_FORBIDS_ACT"):
        await dossier.act("rate", DESK, content={"score": 1})
    envelope = await dossier.envelope("rate", DESK, content={"score": 1})
    with refuses("DOSSIER_OPEN"):
        await dossier.app.dossiers.act_after(dossier.code, dossier.saying("rate", DESK).act, envelope)
