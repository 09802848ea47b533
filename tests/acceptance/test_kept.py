"""What is kept for years: the schedules archive and anchor, and the commands that show it to an auditor."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from models.archive import Ending
from models.identifiers import AgencyCode
from models.journal import PaperKind
from motcua.engine.schedules import ANCHOR, ARCHIVE
from tests.acceptance.station import Station, until

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def run_now(station: Station, schedule: str) -> None:
    """Have a schedule run once, now, and wait for its end."""
    handle = station.app.client.get_schedule_handle(schedule)
    before = (await handle.describe()).info.num_actions

    async def has_run() -> bool:
        info = (await handle.describe()).info
        return info.num_actions > before and not info.running_actions

    await handle.trigger()
    await until(has_run)


async def test_a_finished_dossier_is_archived_replayed_and_anchored(station: Station, tmp_path: Path) -> None:
    """The worker keeps it by its schedules; the commands show it."""
    code = await station.new()
    await station.drive(code)
    await station.closed(code)
    await station.app.client.get_workflow_handle(code).result()
    await run_now(station, ARCHIVE)
    await run_now(station, ANCHOR)
    assert [run.kept.ending for run in station.app.register.archives.of(code)] == [Ending.COMPLETED]
    [newest] = [station.app.register.anchors.last()]
    assert newest is not None
    proof = tmp_path / "proof.json"
    shown = await asyncio.to_thread(
        station.shell,
        f"motcua audit replay {code} --json && motcua audit anchor {code} --proof '{proof}' --json"
        f" && motcua audit anchors --against '{proof}' --json",
    )
    assert shown.returncode == 0, shown.stderr
    replayed, proven, *anchors = map(json.loads, shown.stdout.splitlines())
    assert (replayed["difference"], replayed["runs"][0]["archived"]) == (None, False)
    assert (proven["head"]["code"], proven["anchor"]["body"]["number"]) == (code, newest.body.number)
    assert anchors[-1] == proven["anchor"]


async def test_a_number_that_stands_for_no_paper_is_listed_with_why(station: Station) -> None:
    """Whoever reads the book finds a reason for every gap in it."""
    code, numbers, agency = await station.new(), station.app.register.numbers, AgencyCode("H24.40")
    given = await asyncio.to_thread(numbers.allocate, agency, 2026, PaperKind.STOP_NOTICE, "0-9", code)
    await asyncio.to_thread(numbers.void, code, "0-9", PaperKind.STOP_NOTICE, "KEY_UNKNOWN")
    line = f"motcua audit voided {agency} --year 2026 --as tt.h24"
    told = await asyncio.to_thread(station.shell, f"{line} && {line} --json && motcua audit voided H24.777 --as tt.h24")
    text, listed = told.stdout.splitlines()
    assert text == f"{given}  {code}  KEY_UNKNOWN"
    assert [(one["text"], one["code"], one["error"]) for one in json.loads(listed)] == [(given, code, "KEY_UNKNOWN")]
    assert (told.returncode, "AGENCY_UNKNOWN" in told.stderr) == (1, True)
