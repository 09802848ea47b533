"""The drill: register and Temporal restored from different instants; every dossier is back where it stood last."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio

from models.branches import story_of
from models.events import Tag
from models.identifiers import DossierCode, OfficerId, ReasonCode
from models.journal import DossierRow, PaperKind
from motcua.audit.verify.finding import Kind
from motcua.embedded.restore import restore
from motcua.register.reconciling import kept_of
from motcua.service.repairing import Deed, Mandate, Repairs
from motcua.service.surveying import Trouble
from tests.acceptance.station import Station, migrated, new_station, vn
from tests.fixtures.backups import mixed
from tests.fixtures.homes import remove_home
from workflows.rebuilding import rebuild

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]

OPERATOR = Mandate(OfficerId("vh.h24"), ReasonCode("RESTORED"))


@dataclass
class Past:
    """Two backups of one population, and where it stood at the later."""

    folder: Path
    codes: dict[str, DossierCode] = field(default_factory=dict)
    stood: dict[DossierCode, DossierRow] = field(default_factory=dict)

    @property
    def earlier(self) -> Path:
        return self.folder / "earlier.tar"

    @property
    def later(self) -> Path:
        return self.folder / "later.tar"


async def backed_up(station: Station, past: Past, target: Path) -> None:
    """Let everything come to rest, then take a backup while it runs."""
    for code in past.codes.values():
        await station.quiet(code)
    done = await asyncio.to_thread(station.shell, f"motcua backup '{target}' --json")
    assert done.returncode == 0, done.stderr
    assert target.stat().st_mode & 0o777 == 0o600  # noqa: ASYNC240


async def lived(station: Station, past: Past) -> None:
    """A population that moves on between the backups, and once more after the later."""
    late = migrated("H24.31.1-260107-0009", vn(2026, 1, 7, 8), vn(2026, 1, 8, 17))
    codes = past.codes
    for name in ("waiting", "moving", "signing", "closed"):
        codes[name] = await station.new()
    codes["late"] = (await station.submit(late)).code
    await station.told(codes["late"], Tag.DELIVERY_DONE)
    await station.to_sign(codes["signing"])
    await station.drive(codes["closed"])
    await station.closed(codes["closed"])
    await backed_up(station, past, past.earlier)
    await station.to_sign(codes["moving"])
    await station.drive(codes["signing"])
    await station.closed(codes["signing"])
    await station.to_sign(codes["late"])
    codes["young"] = await station.new()
    await station.to_sign(codes["young"])
    await backed_up(station, past, past.later)
    past.stood = {code: station.app.looking.dossier(code).dossier for code in codes.values()}
    await station.drive(codes["moving"])  # lost in both
    await station.closed(codes["moving"])


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def past() -> AsyncIterator[Past]:
    with tempfile.TemporaryDirectory(prefix="motcua-test-drill-") as folder:
        whole = Past(Path(folder))
        async with new_station() as station:
            await station.work()
            await lived(station, whole)
        yield whole


async def restored(past: Past, home: Path, *, register: Path, temporal: Path) -> None:
    """Make a data folder of the register of one instant and the Temporal of another."""
    file = past.folder / "mixed.tar"
    await asyncio.to_thread(mixed, file, register=register, temporal=temporal)
    await asyncio.to_thread(restore, file, home, print)


async def repaired(station: Station) -> Repairs:
    """Repair with no worker at work, then see that nothing is left."""
    repairs = await station.app.repairing.repair(OPERATOR)
    again = await station.app.repairing.repair(OPERATOR)
    assert [one for one in again.found if one.trouble not in (Trouble.UNKNOWN, Trouble.STOPPED)] == []
    return repairs


async def goes_on(station: Station, past: Past, *, without: tuple[str, ...] = ()) -> None:
    """Every dossier is where it was recorded last, can be finished, and nothing is there twice."""
    codes = {name: code for name, code in past.codes.items() if name not in without}
    for code in codes.values():
        story = story_of(station.app.register.queries.events(code))
        assert past.stood[code].head in {event.hash for event in story}, code
    await station.work()
    codes["new"] = await station.new()
    assert codes["new"] not in past.codes.values()
    for code in codes.values():
        if station.app.register.queries.dossier(code).dossier.closed_at is None:  # type: ignore[union-attr]
            await station.drive(code)
            if station.app.looking.dossier(code).dossier.apology_owed:
                assert code == codes["late"]
            else:
                await station.closed(code)
    numbers = []
    for name, code in codes.items():
        await station.quiet(code)
        told = await station.app.timelines.tell(code)
        assert [entry.event.key for entry in told.entries if not entry.sound] == [], name
        rebuild(kept_of(station.app.register, code))
        papers = station.app.register.queries.papers(code)
        assert [paper.kind for paper in papers if paper.kind is PaperKind.RESULT] == [PaperKind.RESULT]
        numbers += [paper.number for paper in papers]
        for paper in papers:
            station.app.documents.get(code, paper.sha256)
    assert len(set(numbers)) == len(numbers)
    with psycopg.connect(station.database_url) as connection:
        books = connection.execute(
            "SELECT kind, max(last), max(number), count(*) FROM book JOIN book_entry USING (agency, year, kind)"
            " GROUP BY agency, year, kind"
        ).fetchall()
    assert all(last == highest == entries for _, last, highest, entries in books), books
    verified = await station.app.verifying().all()
    found = {(one.kind, one.code) for one in verified.findings}
    # Told for ever: nobody can say what was submitted under a code that only Temporal knows.
    assert found == {(kind, code) for name in without for kind, code in _unknown(past.codes[name])}
    station.worker.stop()


def _unknown(code: DossierCode) -> list[tuple[Kind, DossierCode | None]]:
    return [(Kind.WORKFLOW_WITHOUT_DOSSIER, code), (Kind.NUMBER_MISSING, None)]


@pytest_asyncio.fixture(loop_scope="session")
async def elsewhere() -> AsyncIterator[Station]:
    """A station whose data folder is still to be made."""
    parent = Path(tempfile.mkdtemp(prefix="motcua-test-drill-"))
    parent.chmod(0o711)  # noqa: ASYNC240
    station = Station(parent / "home")
    yield station
    remove_home(station.home)
    remove_home(parent)


async def test_a_register_older_than_temporal_is_filled_again_from_the_histories(
    past: Past, elsewhere: Station
) -> None:
    await restored(past, elsewhere.home, register=past.earlier, temporal=past.later)
    await elsewhere.open()
    try:
        repairs = await repaired(elsewhere)
        found = {(one.code, one.trouble, one.deed) for one in repairs.found}
        codes = past.codes
        for name in ("moving", "signing", "late"):
            assert (codes[name], Trouble.REGISTER_BEHIND, Deed.REFILLED) in found
        assert (codes["young"], Trouble.UNKNOWN, Deed.NOTHING) in found
        assert [one.gone for one in repairs.found if one.gone] == []
        await goes_on(elsewhere, past, without=("young",))
    finally:
        await elsewhere.close()


async def test_a_temporal_older_than_the_register_begins_again_where_the_register_stands(
    past: Past, elsewhere: Station
) -> None:
    await restored(past, elsewhere.home, register=past.later, temporal=past.earlier)
    await elsewhere.open()
    try:
        repairs = await repaired(elsewhere)
        codes = past.codes
        deeds = {name: [one.deed for one in repairs.found if one.code == code] for name, code in codes.items()}
        assert deeds["moving"] == deeds["late"] == [Deed.ENDED, Deed.STARTED_AGAIN]
        assert (deeds["young"], deeds["signing"]) == ([Deed.STARTED_AGAIN], [Deed.ENDED, Deed.STARTED_AGAIN])
        assert (deeds["waiting"], deeds["closed"]) == ([], [])
        await goes_on(elsewhere, past)
        for name in ("moving", "late", "young", "signing"):
            assert Tag.REPAIRED in elsewhere.tags(codes[name])
    finally:
        await elsewhere.close()
