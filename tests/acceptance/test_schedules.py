"""Every schedule that stands on the namespace is done by the ordinary worker; their histories are kept for replay."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from temporalio.client import ScheduleActionExecutionStartWorkflow, WorkflowExecutionStatus

from motcua.engine.schedules import ANCHOR, ARCHIVE, RECONCILE
from tests.acceptance.station import Station, until
from tests.replay.histories import RECORD, name_of, written

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("name", [RECONCILE, ARCHIVE, ANCHOR])
async def test_a_schedule_is_done(station: Station, name: str, request: pytest.FixtureRequest) -> None:
    """Triggered, it starts a workflow that a worker takes and that completes."""
    client = station.app.client
    schedule = client.get_schedule_handle(name)
    before = (await schedule.describe()).info.num_actions

    async def has_run() -> bool:
        info = (await schedule.describe()).info
        return info.num_actions > before and not info.running_actions

    await schedule.trigger()
    await until(has_run)
    started = (await schedule.describe()).info.recent_actions[-1].action
    assert isinstance(started, ScheduleActionExecutionStartWorkflow)
    run = client.get_workflow_handle(started.workflow_id, run_id=started.first_execution_run_id)
    assert (await run.describe()).status is WorkflowExecutionStatus.COMPLETED
    if (folder := os.environ.get(RECORD)) is not None:
        written(Path(folder), name_of(request.node.name, 0, 0), started.workflow_id, await run.fetch_history())


async def test_no_schedule_goes_untested(station: Station) -> None:
    there = {entry.id async for entry in await station.app.client.list_schedules()}
    assert there == {RECONCILE, ARCHIVE, ANCHOR}
