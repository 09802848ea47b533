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
from models.identifiers import DossierCode, OfficerId, ReasonCode
from models.journal import DossierRow, PaperKind
from models.lifecycle import Phase
from models.policy import Standing
from models.tags import Tag
from motcua.audit.verify.finding import Kind
from motcua.embedded.restore import restore
from motcua.register.reconciling import kept_of
from motcua.service.repaired import Deed, Repairs, Trouble
from motcua.service.repairing import Mandate
from tests.acceptance.station import Station, migrated, new_station, vn
from tests.fixtures.backups import mixed
from tests.fixtures.homes import remove_home
from workflows.rebuilding import rebuild

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(900)]

OPERATOR = Mandate(OfficerId("vh.h24"), ReasonCode("RESTORED"))


@dataclass
class Past:
    """Two backups of one population, and where it stood at the later."""

    folder: Path
    size: int
    """How many of each kind."""
    codes: dict[str, list[DossierCode]] = field(default_factory=dict)
    stood: dict[DossierCode, DossierRow] = field(default_factory=dict)

    @property
    def earlier(self) -> Path:
        return self.folder / "earlier.tar"

    @property
    def later(self) -> Path:
        return self.folder / "later.tar"

    @property
    def everything(self) -> list[DossierCode]:
        return [code for codes in self.codes.values() for code in codes]


async def backed_up(station: Station, past: Past, target: Path) -> None:
    """Let everything come to rest, then take a backup while it runs."""
    for code in past.everything:
        await station.quiet(code)
    done = await asyncio.to_thread(station.shell, f"motcua backup '{target}' --json")
    assert done.returncode == 0, done.stderr
    assert target.stat().st_mode & 0o777 == 0o600  # noqa: ASYNC240


async def some_way(station: Station, code: DossierCode, stages: int) -> None:
    """Let officers act until a dossier stands at so many stages further on."""
    seen: set[tuple[Phase, str | None]] = set()

    def far_enough(standing: Standing) -> bool:
        seen.add((standing.phase, standing.step))
        return len(seen) > stages

    await station.drive(code, far_enough)


async def lived(station: Station, past: Past) -> None:
    """A population that moves on between the backups, and once more after the later."""
    codes, many = past.codes, range(past.size)
    for name in ("waiting", "moving", "signing", "closed"):
        codes[name] = [await station.new() for _ in many]
    late = [
        migrated(f"H24.31.1-260107-{one:04}", vn(2026, 1, 7, 8), vn(2026, 1, 8, 17)) for one in range(9, 9 + past.size)
    ]
    codes["late"] = [(await station.submit(one)).code for one in late]
    for code in codes["late"]:
        await station.told(code, Tag.DELIVERY_DONE)
    for one in many:
        await some_way(station, codes["moving"][one], one % 3)
        await station.to_sign(codes["signing"][one])
        await station.drive(codes["closed"][one])
    await station.closed(*codes["closed"])
    await backed_up(station, past, past.earlier)
    for one in many:
        await some_way(station, codes["moving"][one], 2)
        await station.drive(codes["signing"][one])
        await station.to_sign(codes["late"][one])
    await station.closed(*codes["signing"])
    codes["young"] = [await station.new() for _ in many]
    for one in many:
        await some_way(station, codes["young"][one], 3 - one % 3)
    await backed_up(station, past, past.later)
    past.stood = {code: station.app.looking.dossier(code).dossier for code in past.everything}
    for code in codes["moving"]:  # lost in both
        await station.drive(code)
    await station.closed(*codes["moving"])


@pytest_asyncio.fixture(
    scope="module", loop_scope="session", params=[1, pytest.param(12, marks=pytest.mark.soak)], ids=["small", "large"]
)
async def past(request: pytest.FixtureRequest, template_home: Path) -> AsyncIterator[Past]:
    with tempfile.TemporaryDirectory(prefix="motcua-test-drill-") as folder:
        whole = Past(Path(folder), request.param)
        async with new_station(template_home) as station:
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
    register, lost = station.app.register, [code for name in without for code in past.codes[name]]
    codes = [code for code in past.everything if code not in lost]
    for code in codes:
        assert past.stood[code].head in {event.hash for event in story_of(register.queries.events(code))}, code
    await station.work()
    codes.append(await station.new())
    assert codes[-1] not in past.everything
    for code in codes:
        if station.app.looking.dossier(code).dossier.closed_at is None:
            await station.drive(code)
            if code not in past.codes["late"]:  # its letter waits for somebody to confirm it
                await station.closed(code)
    for code in codes:
        await station.quiet(code)
        told = await station.app.timelines.tell(code)
        assert [entry.event.key for entry in told.entries if not entry.sound] == [], code
        rebuild(kept_of(register, code))
        papers = register.queries.papers(code)
        assert [paper.kind for paper in papers if paper.kind is PaperKind.RESULT] == [PaperKind.RESULT]
        for paper in papers:
            station.app.documents.get(code, paper.sha256)
    with psycopg.connect(station.database_url) as connection:
        books = connection.execute(
            "SELECT kind, max(last), max(number), count(*) FROM book JOIN book_entry USING (agency, year, kind)"
            " GROUP BY agency, year, kind"
        ).fetchall()
    assert all(last == highest == entries for _, last, highest, entries in books), books
    verified = await station.app.verifying().all()
    # Told for ever: nobody can say what was submitted under a code that only Temporal knows.
    assert {(one.kind, one.code) for one in verified.findings} == {found for code in lost for found in _unknown(code)}
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


def deeds(repairs: Repairs, codes: list[DossierCode]) -> set[tuple[Deed, ...]]:
    """What was done about these dossiers."""
    return {tuple(one.deed for one in repairs.found if one.code == code) for code in codes}


@pytest.mark.soak
async def test_a_register_older_than_temporal_is_filled_again_from_the_histories(
    past: Past, elsewhere: Station
) -> None:
    await restored(past, elsewhere.home, register=past.earlier, temporal=past.later)
    await elsewhere.open()
    try:
        repairs = await repaired(elsewhere)
        for name in ("moving", "signing", "late"):
            assert deeds(repairs, past.codes[name]) == {(Deed.REFILLED,)}
        assert deeds(repairs, past.codes["young"]) == {(Deed.NOTHING,)}
        assert {one.trouble for one in repairs.found} == {Trouble.REGISTER_BEHIND, Trouble.UNKNOWN}
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
        for name in ("moving", "late", "signing"):
            assert deeds(repairs, past.codes[name]) == {(Deed.ENDED, Deed.STARTED_AGAIN)}
        assert deeds(repairs, past.codes["young"]) == {(Deed.STARTED_AGAIN,)}
        assert deeds(repairs, past.codes["waiting"] + past.codes["closed"]) == {()}
        await goes_on(elsewhere, past)
        for name in ("moving", "late", "young", "signing"):
            assert all(Tag.REPAIRED in elsewhere.tags(code) for code in past.codes[name])
    finally:
        await elsewhere.close()
