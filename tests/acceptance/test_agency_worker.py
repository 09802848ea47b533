"""An agency's own worker as its own process: it has Temporal's address and a folder, and nothing else of ours."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import pytest_asyncio

import worker
from models.agency import Agency
from models.identifiers import AgencyCode, DossierCode
from models.tags import Tag
from motcua.catalogue.bundle import CatalogueBundle
from motcua.catalogue.importer import import_bundle
from motcua.registry import INSTALLER
from tests.acceptance.station import Station, Worker, new_station

pytestmark = pytest.mark.asyncio(loop_scope="session")

AGENCY = AgencyCode("H24.31")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def there(template_home: Path) -> AsyncIterator[Station]:
    """A station in whose catalogue the commune has a queue of its own, and an ordinary worker."""
    async with new_station(template_home) as station:
        today = datetime.now(UTC)
        organisation = station.app.register.catalogue.kept().organisation
        known = organisation.agency(AGENCY, today.date())
        stated = known.model_dump(mode="json", exclude_unset=True)
        newer = Agency.model_validate({**stated, "version": known.version + 1, "own_queue": True})
        bundle = CatalogueBundle.of([newer])
        await asyncio.to_thread(import_bundle, station.app.register.catalogue, bundle, INSTALLER, today)
        assert organisation.agency(AGENCY, date(2026, 1, 1)).own_queue is False
        await station.work()
        yield station


def at_the_agency(station: Station, tmp_path: Path) -> tuple[Worker, Path]:
    """The agency's worker, on a machine that has neither our data folder nor our database."""
    folder = tmp_path / "inbox"
    folder.mkdir(exist_ok=True)
    address = station.app.client.service_client.config.target_host
    home = tmp_path / "elsewhere"
    words = ("worker.py", "--agency", AGENCY, "--deliver-to", str(folder))
    return Worker(
        home, *words, TEMPORAL_ADDRESS=address, MOTCUA_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none"
    ), folder


async def handed_over(station: Station) -> DossierCode:
    """A dossier that was handed over to the agency."""
    code = await station.new()
    await station.drive(code, lambda standing: standing.phase.value == "handed_over")
    await station.told(code, Tag.ERRAND_DECIDED)
    return code


async def test_what_came_while_the_agencys_worker_was_dead_is_there_once_it_is_back(
    there: Station, tmp_path: Path
) -> None:
    """Killed with -9 and started again; the dossier meanwhile went all its way."""
    worker, folder = at_the_agency(there, tmp_path)
    await worker.ready()
    first = await handed_over(there)
    assert (await there.told(first, Tag.ERRAND_DONE)).detail["delivered_by"] == "agency"
    worker.kill()
    second = await handed_over(there)
    await there.drive(second)
    again, _ = at_the_agency(there, tmp_path)
    await again.ready()
    done = await there.told(second, Tag.ERRAND_DONE)
    await there.told(second, Tag.CLOSED)
    again.stop()
    assert done.detail["delivered_by"] == "agency"
    assert sorted(path.name.partition("_")[0] for path in folder.iterdir()) == sorted([first, second])
    home = tmp_path / "elsewhere"
    assert [path.name for path in home.iterdir()] == ["log"], "it made nothing but this test's log of it"


@pytest.mark.parametrize(
    "words", [["--agency", "H24.31"], ["--deliver-to", "."], ["--agency", "H24.31", "--deliver-to", "nowhere"]]
)
async def test_half_of_the_words_is_a_wrong_call(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2 with usage, before anything is connected."""
    with pytest.raises(SystemExit) as wrong:
        worker.main(words)
    assert wrong.value.code == 2
    assert "usage" in capsys.readouterr().err
