"""Two builds side by side: open dossiers go on in the current version, which only goes forward by itself."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from temporalio.api.deployment.v1 import WorkerDeploymentInfo
from temporalio.api.workflowservice.v1 import DescribeWorkerDeploymentRequest

from models.lifecycle import Phase
from models.tags import Tag
from motcua.engine.versions import build_id
from tests.acceptance.station import ROOT, Station, Worker, new_station, until

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def fresh(template_home: Path) -> AsyncIterator[Station]:
    """Servers of this module alone; the tests go on from each other, as releases do."""
    async with new_station(template_home) as station:
        yield station


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """A checkout whose workflow code is another build: it differs in a comment."""
    checkout = tmp_path / "newer"
    for part in ("models", "activities", "workflows", "motcua"):
        shutil.copytree(ROOT / part, checkout / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "worker.py", checkout)
    with (checkout / "workflows" / "dossier.py").open("a", encoding="utf-8") as module:
        module.write("# another build\n")
    return checkout


async def deployment(station: Station) -> WorkerDeploymentInfo:
    """What Temporal knows of our builds."""
    client = station.app.client
    found = await client.workflow_service.describe_worker_deployment(
        DescribeWorkerDeploymentRequest(namespace=client.namespace, deployment_name="motcua")
    )
    return found.worker_deployment_info


async def current(station: Station) -> str:
    """The build to which dossiers go."""
    return (await deployment(station)).routing_config.current_deployment_version.build_id


async def builds(station: Station, code: str) -> list[str]:
    """Which builds decided in a dossier, task by task."""
    history = await station.app.client.get_workflow_handle(code).fetch_history()
    return [
        event.workflow_task_completed_event_attributes.deployment_version.build_id
        for event in history.events
        if event.HasField("workflow_task_completed_event_attributes")
    ]


async def test_dossiers_begun_without_versions_go_on_with_them(fresh: Station) -> None:
    """As at the first upgrade to a build that says its version."""
    await fresh.work(MOTCUA_VERSIONING="0")
    code = await fresh.new()
    fresh.worker.stop()
    await fresh.work()
    await fresh.drive(code)
    await fresh.told(code, Tag.CLOSED)
    assert (await builds(fresh, code))[-1] == build_id()


@pytest.mark.soak
async def test_a_second_worker_of_a_build_changes_nothing_and_one_may_leave_the_version_alone(
    fresh: Station, newer: Path
) -> None:
    await fresh.work()
    since = (await deployment(fresh)).routing_config.current_version_changed_time
    twin, waiting = Worker(fresh.home), Worker(fresh.home, "worker.py", "--no-promote", cwd=newer)
    await asyncio.gather(twin.ready(), waiting.ready())

    async def both_are_known() -> bool:
        return len((await deployment(fresh)).version_summaries) == 2

    await until(both_are_known)
    assert (await deployment(fresh)).routing_config.current_version_changed_time == since
    code = await fresh.new()
    fresh.worker.stop()
    fresh.worker = twin
    await fresh.drive(code)
    await fresh.told(code, Tag.CLOSED)
    assert set(await builds(fresh, code)) == {build_id()}
    waiting.stop()


async def test_open_dossiers_go_over_to_a_newer_build_and_not_back(fresh: Station, newer: Path) -> None:
    """Two builds, the newer one at work; then the older comes again and gets nothing; then it is promoted by hand."""
    code = await fresh.new()
    assert set(await builds(fresh, code)) == {build_id()}
    older, second = fresh.worker, Worker(fresh.home, cwd=newer)
    await second.ready()
    promoted = await current(fresh)
    assert promoted != build_id()
    await fresh.drive(code, lambda standing: standing.phase is Phase.IN_HAND)
    older.stop()  # what its cache holds it may still be asked for; now it drains
    await fresh.work()
    assert "worker_of_older_build" in fresh.worker.told
    assert await current(fresh) == promoted
    before = len(await builds(fresh, code))
    await fresh.drive(code)
    await fresh.told(code, Tag.CLOSED)
    assert set((await builds(fresh, code))[before:]) == {promoted}
    second.stop()
    again = Worker(fresh.home, "worker.py", "--promote")
    await again.ready()
    assert await current(fresh) == build_id()
    assert (await fresh.app.dossiers.view(code)).dossier.phase == Phase.ENDED.value
    again.stop()
