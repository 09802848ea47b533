"""The schedule `reconcile`: what was reserved and not started is started; what does not run any more is told."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.client import WorkflowExecutionStatus

from models.events import Tag
from models.identifiers import DossierCode
from motcua.engine.schedules import RECONCILE
from motcua.service import Submitting
from tests.acceptance.station import MIGRATOR, Station, migrated, until, vn

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def reconciled(station: Station) -> None:
    """Have the schedule run once, now, and wait for its end."""
    schedule = station.app.client.get_schedule_handle(RECONCILE)
    before = (await schedule.describe()).info.num_actions

    async def has_run() -> bool:
        info = (await schedule.describe()).info
        return info.num_actions > before and not info.running_actions

    await schedule.trigger()
    await until(has_run)


def reserve_only(station: Station, code: str) -> None:
    """What a submitter leaves who died between reservation and start, minutes ago."""
    app = station.app
    earlier = Submitting(
        app.register, app.authority, app.dossiers, clock=lambda: datetime.now(UTC) - timedelta(minutes=10)
    )
    earlier._reserve(migrated(code, vn(2026, 1, 7, 8)), MIGRATOR)


async def test_a_reservation_that_was_never_started_is_started(station: Station) -> None:
    """Nothing is lost between the register's transaction and Temporal's; the promise counts from its reception."""
    code = DossierCode("H24.31.1-260107-0001")
    await asyncio.to_thread(reserve_only, station, code)
    assert not await station.app.dossiers.is_running(code)
    await reconciled(station)
    assert (await station.told(code, Tag.RECEPTION_DONE)).detail["due"]
    assert await station.app.dossiers.is_running(code)


async def test_a_terminated_dossier_raises_an_alarm_and_is_not_started_again(station: Station) -> None:
    """An operator's `temporal workflow terminate` is found and told; starting a code again is nobody's routine."""
    code = await station.new()
    stopped = await asyncio.to_thread(
        station.shell, f'eval "$(motcua env)"; temporal workflow terminate -w {code} --reason test'
    )
    assert stopped.returncode == 0, stopped.stderr
    for _ in range(2):
        await reconciled(station)
        alarms = [alarm.kind for alarm in station.app.looking.dossier(code).alarms]
        assert alarms == ["not_running"]
    description = await station.app.client.get_workflow_handle(code).describe()
    assert description.status is WorkflowExecutionStatus.TERMINATED
