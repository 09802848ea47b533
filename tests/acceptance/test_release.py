"""`motcua release check`: code that would break open dossiers is found before it is released (docs/releases.md)."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from models.identifiers import DossierCode
from models.lifecycle import Phase
from motcua.app import open_temporal
from motcua.engine.client import sdk_runtime
from motcua.engine.sandbox import workflow_runner
from motcua.engine.workers import WORKFLOWS
from motcua.release.checking import Checked, Verdict, check_release
from motcua.release.commands import recorded
from motcua.release.replaying import differences
from tests.acceptance.station import ROOT, Station, environment
from workflows import holding

pytestmark = pytest.mark.asyncio(loop_scope="session")

PROGRAM = "from motcua.cli import main; main()"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def codes(station: Station) -> AsyncIterator[list[DossierCode]]:
    """Three open dossiers: just received, with a step in hand, waiting for the signature."""
    received, in_hand, to_sign = [await station.new() for _ in range(3)]
    await station.drive(in_hand, lambda standing: standing.phase is Phase.IN_HAND)
    await station.to_sign(to_sign)
    whole = [received, in_hand, to_sign]
    for code in whole:
        await station.quiet(code)
    yield whole


def checked_by(checkout: Path, station: Station, *words: str) -> tuple[int, dict[str, Any]]:
    """What the gate says with the code of a checkout."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "release", "check", "--json", *words],
        cwd=checkout, env=environment(station.home), capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def of(checked: Checked, code: DossierCode) -> Verdict | None:
    """What it says of one dossier; None: it replays."""
    return next((verdict for verdict in checked.breaking if verdict.code == code), None)


async def test_the_code_that_runs_them_may_take_over_all_open_dossiers(
    station: Station, codes: list[DossierCode]
) -> None:
    """Exit 0; it needs nothing but Temporal, and touches no dossier."""
    before = [station.journal(code) for code in codes]
    status, told = await asyncio.to_thread(checked_by, ROOT, station)
    assert (status, told["breaking"]) == (0, [])
    assert told["checked"] == told["running"] >= 3
    assert [station.journal(code) for code in codes] == before


async def test_a_changed_workflow_is_caught_with_the_first_event_that_differs(
    station: Station, codes: list[DossierCode], tmp_path: Path
) -> None:
    """A timer more before each write of the journal: exit 5, every open dossier named."""
    checkout = tmp_path / "changed"
    for part in ("models", "activities", "workflows", "motcua"):
        shutil.copytree(ROOT / part, checkout / part, ignore=shutil.ignore_patterns("__pycache__"))
    module = checkout / "workflows" / "dossier.py"
    source = module.read_text(encoding="utf-8")
    changed = source.replace(
        "            await record(state,", "            await workflow.sleep(1)\n            await record(state,"
    )
    assert changed != source
    module.write_text(changed, encoding="utf-8")
    status, told = await asyncio.to_thread(checked_by, checkout, station)
    assert status == 5
    broken = {verdict["code"]: verdict["difference"] for verdict in told["breaking"]}
    for code in codes:
        difference = broken[code]
        assert difference["kind"] == "command"
        assert difference["event_type"] == "ActivityTaskScheduled"
        assert difference["recorded"] == "ActivityTaskScheduled record_journal"
        assert difference["wanted"] == "TimerStarted"
        assert await recorded_at(station, code, difference["event_id"]) == "record_journal"


async def recorded_at(station: Station, code: DossierCode, event_id: int) -> str:
    """The activity that a history scheduled at an event."""
    history = await station.app.client.get_workflow_handle(code).fetch_history()
    return history.events[event_id - 1].activity_task_scheduled_event_attributes.activity_type.name


async def test_another_journal_under_the_same_commands_is_caught(
    station: Station, codes: list[DossierCode], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would fork the chain of the register at the next write; the SDK compares no inputs and would let it pass."""
    silent_after = holding.silent_after
    monkeypatch.setattr(holding, "silent_after", lambda rules, at: silent_after(rules, at).replace(second=1))
    checked = await check_release(station.app.client)
    received, in_hand, _ = codes
    assert of(checked, received) is None
    found = of(checked, in_hand)
    assert found is not None
    assert found.difference is not None
    assert found.difference.kind == "journal"
    assert found.difference.recorded.startswith("officer:step:handed_over (0, ")


async def test_a_command_more_at_a_historys_end_is_caught(station: Station, codes: list[DossierCode]) -> None:
    """The SDK's replayer lets it pass, for nothing comes after it; a worker would stop at the dossier's next act.

    The history of an older code, which had not asked for the last of today's commands, is today's without it.
    """
    history = await station.app.client.get_workflow_handle(codes[2]).fetch_history()
    last = list(recorded(history.events))[-1]
    older = WorkflowHistory(history.workflow_id, history.events[: last.event_id - 1])
    replayer = Replayer(
        workflows=WORKFLOWS,
        workflow_runner=workflow_runner(sandboxed=False),
        data_converter=pydantic_data_converter,
        runtime=sdk_runtime(),
    )
    await replayer.replay_workflow(older)

    async def histories() -> AsyncIterator[WorkflowHistory]:
        yield history
        yield older

    whole, cut = [difference async for _, difference in differences(histories())]
    assert whole is None
    assert cut is not None
    assert (cut.kind, cut.event_type, cut.recorded) == ("command", "WorkflowTaskCompleted", "—")
    assert cut.wanted == str(last)


async def test_a_sample_is_the_same_again_and_seen_as_it_goes(station: Station, codes: list[DossierCode]) -> None:
    """Chosen by lot of the runs' ids; what is done is told up to the last."""
    seen: list[tuple[int, int]] = []
    async with open_temporal(station.settings) as client:
        checked = await check_release(client, sample=2, shown=lambda done, of: seen.append((done, of)))
    assert checked.may_go
    assert (checked.checked, checked.gone) == (2, 0)
    assert checked.running >= len(codes)
    assert seen[-1] == (2, 2)
