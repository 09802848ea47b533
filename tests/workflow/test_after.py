"""What comes after closing: ratings, corrected and cancelled results, in `CODE/after` (design §2.16)."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from activities.archive import RunHistory
from activities.reconcile import Reconciliation
from models.acts import Act
from models.errors import MotcuaError, Unavailable
from models.identifiers import DossierCode, OfficerId
from models.journal import PaperKind
from models.lifecycle import Phase
from models.opening import Opening
from models.tags import Tag
from motcua.engine.histories import TemporalHistories
from motcua.register.reconciling import Reconcilable
from tests.fixtures.casefile import Casefile, refuses
from tests.fixtures.dossiers import Office, vn
from tests.fixtures.faults import Faults
from tests.fixtures.time_skipping import eventually
from workflows.hearing import decide, judge

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = vn(2026, 3, 2, 9)
DESK, HEAD = "mc.h24-31-1", "ld.h24-31"


async def closed(office: Office) -> Casefile:
    dossier = await office.submit("1.001612", at=MONDAY)
    await dossier.walk()
    await dossier.result()
    return dossier


async def test_an_applicant_rates_a_closed_dossier_once_and_may_change_their_mind(office: Office) -> None:
    """An act said twice counts once; two at once both find their place, in two events of one chain."""
    dossier = await closed(office)
    before = await dossier.row()
    rated: dict[str, Any] = {"content": {"score": 2, "criteria": {"attitude": 5}}, "decision_id": "danh-gia-1"}
    first = await dossier.act("rate", DESK, **rated)
    await dossier.over()
    assert await dossier.act("rate", DESK, **rated) == first
    with refuses("ACT_CONTENT_MALFORMED"):
        await dossier.act("rate", DESK, content={"score": 6})
    with refuses("AGENCY_MAY_NOT"):
        await dossier.act("rate", "cv.h24-31", content={"score": 1})
    await asyncio.gather(*(dossier.act("rate", DESK, content={"score": score}) for score in (4, 5)))
    await dossier.over()
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
    await dossier.over()
    (result,), (corrected,) = await dossier.papers(PaperKind.RESULT), await dossier.papers(PaperKind.CORRECTION)
    assert (corrected.supersedes, len(corrected.certificates)) == (result.sha256, 2)
    pdf = await asyncio.to_thread(
        dossier.app.looking.paper, dossier.code, PaperKind.CORRECTION, OfficerId(DESK), "giao bản đính chính"
    )
    assert pdf.startswith(b"%PDF")
    await dossier.act("cancel_result", HEAD, "CAP_SAI", note="Cấp không đúng thẩm quyền.")
    await dossier.over()
    row = await dossier.row()
    assert row.result_cancelled_at is not None
    cancelled = (await dossier.journal())[-2]
    assert (cancelled.tag, cancelled.detail["number"]) == (Tag.RESULT_CANCELLED, corrected.number)
    replayed = await dossier.app.keeping.replays.replay(dossier.code)
    assert (len(replayed.runs), replayed.difference) == (3, None)
    assert (await dossier.app.timelines.tell(dossier.code)).whole
    verifying = dossier.app.verifying()
    assert (await verifying.some([dossier.code])).findings == ()
    assert len((await verifying._listed())[dossier.code]) == 3, "also a run that the register forgot is looked at"
    assert await dossier.app.repairing._surveying.one(dossier.code) is None
    runs = await asyncio.to_thread(dossier.app.register.queries.runs, dossier.code)
    histories = [await TemporalHistories(dossier.app.client).closed(dossier.code, run) for run in runs]
    assert [type(history) for history in histories] == [RunHistory] * 3, "what the archive takes in"
    for act in ("correct_result", "cancel_result"):
        with refuses("STATE_FORBIDS_ACT"):
            await dossier.act(act, HEAD, "CAP_SAI", note="Lần nữa.")


async def test_what_is_said_while_the_closing_is_being_written_comes_after_it(office: Office) -> None:
    """The run is still there and has told its end: it opens and ends anew, and nothing else is heard any more."""
    dossier = await closed(office)
    state = await asyncio.to_thread(office.register.state_of, dossier.code)
    now = await dossier.legal_now()
    unshifted = now - timedelta(seconds=dossier.opening_shift)
    for act, officer in (("correct_result", DESK), ("urge", "gs.h24-31"), ("contest_attribution", HEAD)):
        with pytest.raises(MotcuaError):
            decide(state, Act(act), await dossier.envelope(act, officer, "LY_DO"), now, unshifted=unshifted)
    assert not state.unwritten
    said = await dossier.envelope("rate", DESK, content={"score": 4})
    answer = decide(state, Act.RATE, said, now, unshifted=unshifted)
    assert [event.tag for event in state.unwritten] == [Tag.AFTER_OPENED, Tag.RATED]
    assert (answer.seq, state.phase) == (state.seq, Phase.AFTER)


async def test_what_comes_after_a_rehearsed_closing_is_told_after_it(office: Office) -> None:
    """Time was skipped before it closed; a rating is not told days before the result that it rates."""
    dossier = await office.submit("1.001612", at=MONDAY)
    await dossier.walk("tra")
    await dossier.forward(by=timedelta(days=3))
    await dossier.walk()
    await dossier.result()
    await dossier.act("rate", DESK, content={"score": 4})
    await dossier.over()
    told = [event.at for event in await dossier.journal()]
    assert told == sorted(told)


async def test_nothing_comes_after_a_dossier_that_is_open_or_unknown(office: Office) -> None:
    dossier = await office.submit("1.001612", at=MONDAY)
    await dossier.walk("tra")
    with refuses("STATE_FORBIDS_ACT"):
        await dossier.act("rate", DESK, content={"score": 1})
    envelope = await dossier.envelope("rate", DESK, content={"score": 1})
    with refuses("DOSSIER_OPEN"):
        await dossier.app.dossiers.act_after(dossier.code, dossier.saying("rate", DESK).act, envelope)


class Only(Reconcilable):
    """The register, of which only what came after one dossier is looked at."""

    def __init__(self, dossier: Casefile) -> None:
        super().__init__(dossier.app.register)
        self._code = dossier.code

    def open_codes(self) -> tuple[DossierCode, ...]:
        return ()

    def left_after(self) -> tuple[DossierCode, ...]:
        return tuple(code for code in super().left_after() if code == self._code)

    def not_started(self, before: datetime) -> tuple[Opening, ...]:
        return ()


async def test_what_came_after_goes_on_when_its_worker_was_killed_or_its_run_lost(office: Office) -> None:
    """A correction is signed once, whichever worker gets to it; a run that is lost is begun again by itself."""
    own, faults = office.own(), Faults()
    said = {"note": "Sửa địa chỉ.", "decision_id": "dinh-chinh-1"}
    async with own.worker(faults.before):
        dossier = await closed(own)
        faults.fail("sign_result", Unavailable("SIGNER_UNREACHABLE", holder="ld.h24-31"))
        answer = await dossier.act("correct_result", HEAD, "SAI_SOT", **said)
    async with own.worker():
        await dossier.over()
        assert await dossier.act("correct_result", HEAD, "SAI_SOT", **said) == answer
        await dossier.over()
        assert len(await dossier.papers(PaperKind.CORRECTION)) == 1
        await dossier.app.dossiers._reopen(dossier.code)
        lost = dossier.app.client.get_workflow_handle(dossier.code.after)

        async def opened() -> bool:
            return (await dossier.tags()).count(Tag.AFTER_OPENED) == 3

        await eventually(opened, lost)
        await lost.terminate()
        found = await Reconciliation(Only(dossier), dossier.app.dossiers).reconcile()
        assert found.resumed == (dossier.code,)
        await office.environment.fast_forward(lost, timedelta(minutes=11))
        await dossier.over()
    assert [tag for tag in await dossier.tags() if "after" in tag] == [Tag.AFTER_OPENED, Tag.AFTER_CLOSED] * 3
    assert (await dossier.app.verifying().some([dossier.code])).findings == ()
