"""The schedule `reconcile`: what was reserved and not started is started; what does not run any more is told."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from temporalio.client import WorkflowExecutionStatus

from models.identifiers import DossierCode
from models.tags import Tag
from motcua.engine.schedules import RECONCILE
from motcua.service import Submitting
from tests.acceptance.station import MIGRATOR, Station, migrated, new_station, until, vn

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
        app.register, app.authority, app.dossiers, app.stores, clock=lambda: datetime.now(UTC) - timedelta(minutes=10)
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


async def test_what_an_operator_ended_is_found_and_started_again_by_command(station: Station) -> None:
    """Found with what would be done, exit 5; repaired only by an operator with a reason; then nothing is left."""
    code = await station.new()
    await station.to_sign(code)
    await station.quiet(code)
    await station.app.client.get_workflow_handle(code).terminate("test")
    found = await asyncio.to_thread(station.shell, "motcua reconcile --json")
    assert found.returncode == 5, found.stderr
    told = {one["code"]: one for one in json.loads(found.stdout)["found"]}
    assert (told[code]["trouble"], told[code]["deed"]) == ("lost", "started_again")
    for words, status in (("--as vh.h24", 1), ("--as ld.h24-31 --reason LOST", 4)):
        refused = await asyncio.to_thread(station.shell, f"motcua reconcile --repair {words}")
        assert refused.returncode == status, refused.stdout
    repaired = await asyncio.to_thread(station.shell, "motcua reconcile --repair --as vh.h24 --reason LOST")
    assert repaired.returncode == 0, repaired.stdout + repaired.stderr
    assert f"{code}: đang mở mà Temporal không chạy → đã khởi động lại từ sổ" in repaired.stdout
    assert (await station.told(code, Tag.REPAIRED)).actor == "vh.h24"
    await station.drive(code)
    await station.closed(code)
    again = await asyncio.to_thread(station.shell, "motcua reconcile")
    assert again.returncode == 0, again.stdout


async def test_a_run_that_the_stock_program_reset_is_adopted_by_command_and_both_branches_are_told(
    station: Station,
) -> None:
    code = await station.new()
    await station.to_sign(code)
    await station.quiet(code)
    reset = f'eval "$(motcua env)"; temporal workflow reset -w {code} --type FirstWorkflowTask --reason test'
    done = await asyncio.to_thread(station.shell, reset)
    assert done.returncode == 0, done.stderr

    async def forked() -> bool:
        return (await station.app.dossiers.standing(code)).forked

    await until(forked)
    found = await asyncio.to_thread(station.shell, "motcua reconcile --repair --as vh.h24 --reason LOST")
    assert found.returncode == 5, "an operator decides which branch goes on"
    adopted = await asyncio.to_thread(
        station.shell, f"motcua dossier adopt-reset {code} --as vh.h24 --reason RESET_BY_MISTAKE"
    )
    assert adopted.returncode == 0, adopted.stderr
    assert "Nhánh 1 tách từ sự kiện 0/0." in adopted.stdout
    await station.drive(code)
    events = station.app.register.queries.events
    await until(lambda: any(event.tag is Tag.CLOSED for event in events(code)))
    timeline = await asyncio.to_thread(station.shell, f"motcua audit timeline {code} --svg '{station.home}/reset.svg'")
    assert timeline.returncode == 0, timeline.stdout
    assert "── Nhánh 1, của lượt chạy được đặt lại và công nhận, tách từ đầu ──" in timeline.stdout
    assert 'data-branch="1"' in (station.home / "reset.svg").read_text(encoding="utf-8")


@pytest.mark.soak
async def test_a_dossier_that_did_not_run_while_the_root_was_handed_on_is_told_when_it_is_started_again(
    template_home: Path,
) -> None:
    async with new_station(template_home) as station:
        await station.work()
        code = await station.new()
        await station.quiet(code)
        await station.app.client.get_workflow_handle(code).terminate("test")
        rotated = await asyncio.to_thread(station.shell, "motcua keys rotate root --as vh.h24 --json")
        assert json.loads(rotated.stdout)["waits"] == 1, rotated.stderr
        repaired = await asyncio.to_thread(station.shell, "motcua reconcile --repair --as vh.h24 --reason LOST")
        assert repaired.returncode == 0, repaired.stdout + repaired.stderr
        await station.told(code, Tag.REPAIRED)
        assert station.tags(code)[-2:] == [Tag.ROOT_ROTATED, Tag.REPAIRED]
        timeline = await asyncio.to_thread(station.shell, f"motcua audit timeline {code}")
        assert timeline.returncode == 0, timeline.stdout
        station.worker.stop()
