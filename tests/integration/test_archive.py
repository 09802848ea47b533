"""Every closed run is kept before Temporal forgets it, as Temporal itself would export it, and once."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner

from activities.archive import Archived, ArchivePlace, Archiving, RunHistory
from models.archive import ArchivedRun, Ending, RunPlace, attest_run
from models.attest import Attester, certify_attester
from models.errors import Broken, Unavailable
from models.lifecycle import Phase
from models.value import sha256_hex
from motcua.archive import ArchiveStore, Archivist
from motcua.cli.audit import app
from motcua.engine.histories import TemporalHistories
from tests.fixtures.archive import archived_runs, deleted, pass_through, reset
from tests.fixtures.casefile import Casefile, refuses
from tests.fixtures.dossiers import Office, vn

pytest_plugins = ("tests.fixtures.archive",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = vn(2026, 3, 2, 9)


@pytest.fixture
def office(archiving_office: Office) -> Office:
    return archiving_office


def store(office: Office) -> ArchiveStore:
    return ArchiveStore(office.settings.home / "archive")


def history_of(office: Office, archived: ArchivedRun) -> bytes:
    return store(office).history(archived, office.register.keystore.root_keys)


async def exported(dossier: Casefile, run_id: str) -> Any:
    """A run as Temporal's own export has it."""
    return (await dossier.app.client.get_workflow_handle(dossier.code, run_id=run_id).fetch_history()).to_json_dict()


async def finished(office: Office, procedure: str = "1.001612") -> Casefile:
    dossier = await office.submit(procedure, at=MONDAY)
    await walked(dossier)
    return dossier


async def walked(dossier: Casefile) -> None:
    """Let it come to rest after each act: where one run ends and the next begins is then no matter of chance."""
    while (await dossier.settled()).phase is not Phase.ENDED:
        await dossier.next_act()
        await dossier.at_rest()
    await dossier.result()


async def test_continued_and_completed_runs_are_archived_as_temporal_exports_them(office: Office) -> None:
    """Each once, however often the schedule comes; the file opens with the stock gunzip."""
    dossier = await finished(office, "1.009994")
    running = await office.submit(at=MONDAY)
    assert (await pass_through(office)).missed == 0
    runs = archived_runs(dossier)
    assert [run.kept.ending for run in runs] == [Ending.CONTINUED] * (len(runs) - 1) + [Ending.COMPLETED]
    assert len(runs) > 1
    assert {run.kept.run_id for run in runs} == set(office.register.queries.runs(dossier.code))
    for run in runs:
        assert json.loads(history_of(office, run)) == await exported(dossier, run.kept.run_id)
        assert gzip.decompress(store(office).path(run.kept.sha256).read_bytes()) == history_of(office, run)
        assert store(office).statement(run.kept.sha256) == run
    assert archived_runs(running) == []
    again = await pass_through(office)
    assert (again.archived, again.missed) == (0, 0)
    assert office.register.archives.backlog(datetime.now(UTC)).waiting == 0


async def test_a_terminated_run_is_archived_once_it_was_found_not_to_run(office: Office) -> None:
    """The register calls it open; the alarm of the reconciliation says otherwise."""
    dossier = await office.submit(at=MONDAY)
    await dossier.handle.terminate(reason="test")
    office.register.alarm(dossier.code, "not_running", 1, datetime.now(UTC))
    await pass_through(office)
    assert [run.kept.ending for run in archived_runs(dossier)] == [Ending.TERMINATED]


async def test_both_runs_of_a_dossier_that_was_reset_are_archived(office: Office) -> None:
    """The run that the reset ended, and the one that went on to the result."""
    dossier = await office.submit(at=MONDAY)
    await dossier.at_rest()
    await reset(dossier)
    await walked(dossier)
    await pass_through(office)
    endings = [run.kept.ending for run in archived_runs(dossier)]
    assert (endings[0], endings[-1]) == (Ending.TERMINATED, Ending.COMPLETED)


async def test_a_run_that_temporal_forgot_raises_an_alarm_and_is_looked_for_again_the_next_day(office: Office) -> None:
    dossier = await finished(office)
    await deleted(dossier)
    now = datetime.now(UTC)
    assert office.register.archives.backlog(now + timedelta(hours=1)).oldest_seconds >= 0
    runs = len(office.register.queries.runs(dossier.code))
    assert (await pass_through(office)).missed == runs
    assert (await pass_through(office)).missed == 0
    alarms = [alarm.kind for alarm in (await dossier.kept()).alarms]
    assert alarms.count("archive_missed") == runs
    assert office.register.archives.backlog(now).missed == runs
    tomorrow = office.register.archives.closed(("", ""), 10, now + timedelta(days=1, minutes=1))
    assert {run.code for run in tomorrow} == {dossier.code}


class _Dies:
    """A register that dies between the file and its row, as a killed worker would."""

    def __init__(self, runs: Any) -> None:
        self._runs = runs

    def closed(self, after: tuple[str, str], most: int, now: datetime) -> tuple[RunPlace, ...]:
        found: tuple[RunPlace, ...] = self._runs.closed(after, most, now)
        return found

    def keep(self, archived: ArchivedRun) -> None:
        raise Unavailable("DATABASE_UNREACHABLE")


async def test_a_pass_that_died_between_file_and_row_is_taken_up_where_it_was(office: Office) -> None:
    """The statement that was written stays; there is never a row without its file."""
    dossier = await finished(office)
    client = office.environment.client
    keystore = office.register.keystore
    shelf = Archivist(office.settings.home / "archive", keystore.attester(datetime.now(UTC)), keystore.root_keys)
    dying: Any = _Dies(office.register.archives)
    archiving = Archiving(dying, TemporalHistories(client), shelf, lambda: datetime.now(UTC))
    with pytest.raises(Unavailable):
        await archiving.archive(ArchivePlace())
    assert archived_runs(dossier) == []
    [left] = [one for _, one in store(office).statements() if one and one.kept.code == dossier.code]
    await pass_through(office)
    assert left in archived_runs(dossier)
    assert not list((office.settings.home / "archive").rglob("*.part"))


async def test_more_runs_than_a_batch_are_archived_in_one_pass(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("activities.archive.BATCH", 1)
    both = [await finished(office) for _ in range(2)]
    runs = sum(len(office.register.queries.runs(dossier.code)) for dossier in both)
    assert (await pass_through(office)) == Archived(archived=runs)
    assert sum(len(archived_runs(dossier)) for dossier in both) == runs > 1


async def test_a_damaged_file_without_a_row_is_written_anew(office: Office) -> None:
    """Whatever stood under that name while the history was still at hand."""
    dossier = await finished(office)
    run_id = office.register.queries.runs(dossier.code)[0]
    history = await TemporalHistories(dossier.app.client).closed(dossier.code, run_id)
    assert isinstance(history, RunHistory)
    path = store(office).path(sha256_hex(history.json))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"half a file")
    await pass_through(office)
    assert history_of(office, archived_runs(dossier)[0]) == history.json


async def test_a_statement_by_another_key_or_of_another_run_does_not_pass(office: Office) -> None:
    """Neither for the worker's own reader nor for an auditor who has the files and the root key alone."""
    dossier = await finished(office)
    await pass_through(office)
    run, other = archived_runs(dossier)[0], "A" * 43
    with refuses("ARCHIVE_FORGED"):
        store(office).history(run, {other})
    stranger = Ed25519PrivateKey.generate()
    certificate = certify_attester(
        stranger, stranger, datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)
    )
    for forged in (
        attest_run(Attester(stranger, certificate), run.kept),
        run.model_copy(update={"kept": run.kept.model_copy(update={"code": "H24.31.1-260302-9999"})}),
        run.model_copy(update={"kept": run.kept.model_copy(update={"archived_at": datetime(2001, 1, 1, tzinfo=UTC)})}),
    ):
        with refuses("ARCHIVE_FORGED"):
            history_of(office, forged)
    statement = store(office).path(run.kept.sha256).with_name(f"{run.kept.sha256}.run.json")
    root = office.register.keystore.root_key
    assert run.kept.run_id in CliRunner().invoke(app, ["attested", str(statement), f"--root={root}"]).stdout
    refused = CliRunner().invoke(app, ["attested", str(statement), f"--root={other}"]).exception
    assert isinstance(refused, Broken)
    assert refused.code == "ARCHIVE_FORGED"
