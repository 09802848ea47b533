"""What Temporal lost, or the register, comes back from the other; every dossier goes on and can be finished."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from temporalio.client import WorkflowFailureError
from temporalio.exceptions import ApplicationError

from models.acts import Act
from models.contents.repair import StartAgain
from models.errors import Refused, Unavailable
from models.identifiers import OfficerId, ReasonCode
from models.journal import PaperKind
from models.start import Start
from models.tags import Tag
from motcua.register.reconciling import kept_of
from motcua.service.acting import Saying
from motcua.service.repaired import Deed, Trouble
from motcua.service.repairing import Mandate
from tests.fixtures.casefile import Casefile, refuses
from tests.fixtures.dossiers import Office, vn
from tests.fixtures.faults import Faults
from tests.fixtures.rebuilt import rebuilt_truly
from tests.fixtures.time_skipping import eventually
from workflows.rebuilding import rebuild

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


async def test_what_stood_aside_goes_on_where_the_new_runs_clock_is_behind(office: Office) -> None:
    """An act that is refused has changed nothing; here it would have closed the matter and left the dossier aside."""
    dossier = await office.submit(at=MONDAY)
    await dossier.forward(by=timedelta(hours=3))
    await dossier.act("stop", "ld.h24-31", "CHO_TOA_AN")
    await dossier.at_rest()
    await dossier.handle.terminate("by mistake")
    assert await repaired(dossier) == [(Trouble.LOST, Deed.STARTED_AGAIN)]
    assert (await dossier.act("lift_stop", "ld.h24-31", "DA_XONG")).status == 2
    assert (await dossier.standing()).phase == "to_hand_over"


async def test_a_state_that_no_operator_proved_runs_nothing(office: Office) -> None:
    """Whoever reaches Temporal could else move a due date by starting a dossier again with another state."""
    dossier = await office.submit(at=MONDAY)
    await dossier.walk("ky")
    await dossier.at_rest()
    await dossier.handle.terminate("by an insider")
    app, before = dossier.app, await dossier.journal()
    state = rebuild(await asyncio.to_thread(kept_of, office.register, dossier.code))
    content = StartAgain(state=state.digest).model_dump(mode="json")
    proven = await asyncio.to_thread(
        app.acting.envelope, dossier.code, Saying(Act.START_AGAIN, OPERATOR, reason_code=WHY, content=content)
    )
    officer = Saying(Act.START_AGAIN, OfficerId("ld.h24-31"), reason_code=WHY, content=content)
    by_another = await asyncio.to_thread(app.acting.envelope, dossier.code, officer)
    assert state.clock is not None
    later = state.clock.model_copy(update={"stated_due": vn(2027, 3, 5, 17)})
    moved = state.model_copy(update={"clock": later})
    for start, error in (
        (Start(state=state), "PROOF_MISSING"),
        (Start(state=state, again=by_another), "OFFICER_MAY_NOT"),
        (Start(state=moved, again=proven), "PROOF_FOREIGN"),
    ):
        assert await app.runs.begin_again(start, MONDAY)
        with pytest.raises(WorkflowFailureError) as failure:
            await dossier.result()
        assert isinstance(failure.value.cause, ApplicationError)
        assert failure.value.cause.type == error
    assert await dossier.journal() == before
    assert await repaired(dossier) == [(Trouble.LOST, Deed.STARTED_AGAIN)]
    await dossier.walk()
    await dossier.result()


async def test_a_dossier_with_a_blocked_effect_is_started_again_with_it(office: Office) -> None:
    faults, own = Faults(), office.own()
    async with own.worker(faults.before):
        dossier = await own.submit(at=MONDAY)
        await dossier.walk("ky")
        faults.fail("sign_result", Refused("KEY_UNKNOWN", holder="ld.h24-31"))
        await dossier.act("approve", "ld.h24-31")
        await dossier.told(Tag.SIGNATURE_FAILED)
        await dossier.handle.terminate("by mistake")
        assert await repaired(dossier) == [(Trouble.LOST, Deed.STARTED_AGAIN)]
        await dossier.told(Tag.REPAIRED)
        assert (await dossier.standing()).blocked
        faults.heal()
        await dossier.act("retry", "vh.h24")
        await dossier.walk()
        await dossier.result()


async def test_an_effect_that_was_under_way_is_done_once(office: Office) -> None:
    """Decided and written, with its outcome not yet told: it is done again, and the register knows it."""
    faults, own = Faults(), office.own()
    async with own.worker(faults.before):
        dossier = await own.submit(at=MONDAY)
        await dossier.walk("ky")
        faults.fail("perform", Unavailable("DATABASE_UNREACHABLE"), after=True)
        await dossier.act("approve", "ld.h24-31")

        async def signed() -> bool:
            return bool(await dossier.papers(PaperKind.RESULT))

        await eventually(signed, dossier.handle)
        await dossier.handle.terminate("by mistake")
        faults.heal()
        assert await repaired(dossier) == [(Trouble.LOST, Deed.STARTED_AGAIN)]
        await dossier.walk()
        await dossier.result()
        assert len(await dossier.papers(PaperKind.RESULT)) == 1


async def test_only_an_operator_may_repair(office: Office) -> None:
    dossier = await office.submit(at=MONDAY)
    with refuses("OFFICER_MAY_NOT"):
        await dossier.app.repairing.repair(Mandate(OfficerId("ld.h24-31"), WHY))


async def test_a_dossier_that_goes_on_is_no_trouble(office: Office) -> None:
    """Also one with a write under way: what is looked at twice and moves is well."""
    dossier = await office.submit(at=MONDAY)
    assert await repaired(dossier) == []
    await dossier.walk()
    assert await repaired(dossier) == []
