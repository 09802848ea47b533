"""An agency with a queue and a worker of its own: told by it, or without it, and never waited for (design §2.17)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from temporalio.client import WorkflowHistory

from activities.errand import SUBJECT, AgencyInbox, Slip
from models.errors import Refused
from models.identifiers import AgencyCode
from models.lifecycle import Phase
from models.queues import agency_queue
from models.rules import PinnedRules
from models.tags import Tag
from motcua.engine.workers import Ports, build_agency_worker
from motcua.notify import FolderInbox
from motcua.release.replaying import differences
from tests.fixtures.casefile import Casefile
from tests.fixtures.dossiers import CITY_DESK, Office, vn
from tests.fixtures.faults import Faults
from tests.fixtures.rebuilt import rebuilt_truly
from tests.fixtures.time_skipping import skipping_server

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = vn(2026, 3, 2, 9)
AGENCY = AgencyCode("H24.5")


class Marking:
    """The real register, in which one agency is marked as having a queue of its own."""

    def __init__(self, register: Any, hours: int | None) -> None:
        self._register = register
        self._hours = hours

    def __getattr__(self, name: str) -> Any:
        return getattr(self._register, name)

    def pin_rules(self, *args: Any) -> PinnedRules:
        rules: PinnedRules = self._register.pin_rules(*args)
        if self._hours is not None:
            parameters = rules.regime.parameters.model_copy(update={"errand_hours": self._hours})
            rules = rules.model_copy(update={"regime": rules.regime.model_copy(update={"parameters": parameters})})
        return rules.model_copy(update={"own_queues": (AGENCY,)})


def marked(ports: Ports) -> Ports:
    return replace(ports, register=Marking(ports.register, None))


def impatient(ports: Ports) -> Ports:
    """With a limit that is over at once: while an activity waits for a worker no time can be skipped."""
    return replace(ports, register=Marking(ports.register, 0))


@dataclass
class Agency:
    office: Office
    folder: Path

    def worker(self, inbox: AgencyInbox | None = None) -> AbstractAsyncContextManager[Any]:
        """The agency's own worker."""
        queue = agency_queue(self.office.settings.task_queue, AGENCY)
        client = self.office.environment.client
        return build_agency_worker(client, inbox or FolderInbox(self.folder), task_queue=queue)

    async def handed_over(self) -> Casefile:
        """A dossier that was handed over to the agency and transferred."""
        dossier = await self.office.submit("1.014199", at=MONDAY, receiving=CITY_DESK)
        await dossier.next_act()
        await dossier.told(Tag.ERRAND_DECIDED)
        return dossier

    def slips(self, dossier: Casefile) -> list[dict[str, Any]]:
        """What lies in the agency's folder about a dossier."""
        return [json.loads(path.read_text(encoding="utf-8")) for path in self.folder.glob(f"{dossier.code}_*")]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def agency(office: Office, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Agency]:
    own = office.own()
    async with own.worker(marked):
        yield Agency(own, tmp_path_factory.mktemp("agency"))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def hasty(office: Office, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Agency]:
    """An agency whose answer is waited for a second."""
    own = office.own()
    async with own.worker(impatient):
        yield Agency(own, tmp_path_factory.mktemp("hasty"))


async def replays(dossier: Casefile) -> bool:
    """Whether every run of a dossier replays with the code at hand."""
    client = dossier.app.client

    async def histories() -> AsyncIterator[WorkflowHistory]:
        async for run in client.list_workflows(f"WorkflowId = '{dossier.code}'"):
            yield await client.get_workflow_handle(run.id, run_id=run.run_id).fetch_history()

    return [difference async for _, difference in differences(histories()) if difference] == []


async def test_the_agencys_worker_brings_a_slip_of_codes_into_its_own_system(agency: Agency) -> None:
    """It returns a name; the shared queue writes that down."""
    async with agency.worker():
        dossier = await agency.handed_over()
        done = await dossier.told(Tag.ERRAND_DONE)
    decided = await dossier.told(Tag.ERRAND_DECIDED)
    effect = f"0-{decided.seq}"
    assert done.detail == {
        "effect": effect, "delivered_by": "agency", "reference": f"{dossier.code}_{effect}.json",
    }  # fmt: skip
    (slip,) = agency.slips(dossier)
    assert (slip["code"], slip["effect"], slip["to_agency"], slip["to_step"]) == (
        dossier.code, effect, AGENCY, decided.detail["to_step"],
    )  # fmt: skip
    assert slip.keys() == {"code", "effect", "procedure", "from_agency", "to_agency", "to_step", "at", "due"}
    assert await dossier.letters() == []
    await dossier.at_rest()
    assert await rebuilt_truly(dossier)
    assert (await dossier.app.verifying().some([dossier.code])).findings == ()
    assert await replays(dossier)


async def test_a_dossier_does_not_wait_for_an_agency_whose_worker_is_away(agency: Agency) -> None:
    """It is in the register's inbox at once, and goes all its way; only its closing waits for the errand."""
    dossier = await agency.handed_over()
    await dossier.walk()
    assert (await dossier.standing()).phase is Phase.ENDED
    await dossier.told(Tag.RESULT_RETURN_DONE)
    assert Tag.CLOSED not in await dossier.tags()
    assert await rebuilt_truly(dossier)
    async with agency.worker():
        assert (await dossier.told(Tag.ERRAND_DONE)).detail["delivered_by"] == "agency"
        await dossier.result()
    assert len(agency.slips(dossier)) == 1


async def test_past_the_limit_it_is_alarmed_and_told_by_the_shared_queue_once(hasty: Agency) -> None:
    """When the agency's worker is back, nothing is left for it."""
    dossier = await hasty.handed_over()
    decided = await dossier.told(Tag.ERRAND_DECIDED)
    alarm = await dossier.told(Tag.ERRAND_UNANSWERED)
    assert alarm.detail["due"] == decided.detail["until"]
    assert alarm.detail["to_agency"] == AGENCY
    done = await dossier.told(Tag.ERRAND_DONE)
    assert (done.detail["delivered_by"], done.detail["error"]) == ("shared", "ACTIVITY_TIMEOUT")
    (letter,) = await dossier.letters()
    assert (letter.to_agency, letter.reference) == (AGENCY, done.detail["reference"])
    ticket = json.loads((hasty.office.settings.home / "spool" / done.detail["reference"]).read_text(encoding="utf-8"))
    assert (ticket["subject"], ticket["to_agency"]) == (SUBJECT, AGENCY)
    async with hasty.worker():
        await dossier.walk()
        await dossier.result()
    assert hasty.slips(dossier) == []
    assert (await dossier.tags()).count(Tag.ERRAND_DONE) == 1
    assert "unanswered" in {alarm.kind for alarm in (await dossier.kept()).alarms}
    assert await rebuilt_truly(dossier)
    assert (await dossier.app.verifying().some([dossier.code])).findings == ()
    assert await replays(dossier)


class Refusing:
    """An agency's system that takes nothing."""

    def deliver(self, slip: Slip) -> str:
        raise Refused("AGENCY_UNKNOWN", agency=slip.to_agency, day="2026-03-02")


async def test_an_agencys_system_that_refuses_for_good_is_gone_round_at_once(agency: Agency) -> None:
    """No alarm, for nobody was silent; the event tells why."""
    async with agency.worker(Refusing()):
        dossier = await agency.handed_over()
        done = await dossier.told(Tag.ERRAND_DONE)
    assert (done.detail["delivered_by"], done.detail["error"]) == ("shared", "AGENCY_UNKNOWN")
    assert Tag.ERRAND_UNANSWERED not in await dossier.tags()


async def test_what_the_shared_queue_cannot_tell_either_is_blocked_and_told_at_a_retry(office: Office) -> None:
    faults, own = Faults(), office.own()
    faults.fail("send", Refused("AGENCY_UNKNOWN", agency=AGENCY, day="2026-03-02"))
    async with own.worker(lambda ports: impatient(faults.before(ports))):
        dossier = await Agency(own, Path("/nowhere")).handed_over()
        failed = await dossier.told(Tag.ERRAND_FAILED)
        faults.heal()
        await dossier.act("retry", "vh.h24")
        done = await dossier.told(Tag.ERRAND_DONE)
        await dossier.at_rest()
        assert await rebuilt_truly(dossier)
    assert done.detail["effect"] == failed.detail["effect"]
    assert done.detail["delivered_by"] == "shared"


async def test_an_errand_outlives_the_workers_and_the_runs(office: Office, agency: Agency) -> None:
    """Sent out again by a new worker's replay, or by a new run, it is the same errand and stands there once."""
    async with skipping_server("limit.historyCount.suggestContinueAsNew=30") as environment:
        own = Office(environment, office.register, office.own().settings, office.opened)
        there = Agency(own, agency.folder)
        async with own.worker(marked):
            dossier = await there.handed_over()
            await dossier.at_rest()
        async with own.worker(marked):
            await dossier.walk("ky")
            await dossier.told(Tag.CONTINUED)
            async with there.worker():
                done = await dossier.told(Tag.ERRAND_DONE)
            await dossier.walk()
            await dossier.result()
            assert await rebuilt_truly(dossier)
            assert await replays(dossier)
    assert done.detail["delivered_by"] == "agency"
    assert len(there.slips(dossier)) == 1


async def test_a_stock_cancel_takes_no_errand_with_it(agency: Agency) -> None:
    dossier = await agency.handed_over()
    await dossier.at_rest()
    await dossier.handle.cancel()
    await dossier.told(Tag.ACT_REFUSED)
    async with agency.worker():
        assert (await dossier.told(Tag.ERRAND_DONE)).detail["delivered_by"] == "agency"
    assert len(agency.slips(dossier)) == 1
