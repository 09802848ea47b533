"""One round of kill -9: a worker halts on each of many dossiers at another point, is killed, and another goes on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio

from models.identifiers import DossierCode
from models.submission import Submission
from motcua.service import Submitted
from tests.acceptance.station import ROOT, Station, migrated, until, vn

__all__ = ["POINTS", "Killed", "killed"]

PUNCTUAL = (
    "reception:before", "reception:after", "record:before", "record:after", "transfer:before", "transfer:after",
    "signature:numbered", "signature:before", "signature:after", "result_return:before", "result_return:after",
    "closing:before", "closing:after",
)  # fmt: skip
LATE = (
    "apology:numbered", "apology:before", "apology:after", "delivery:unsent", "delivery:before", "delivery:after",
)  # fmt: skip
LATE_TWICE = ("escalation:unsent", "escalation:before", "escalation:after")
POINTS = (*PUNCTUAL, *LATE, *LATE_TWICE)


class Killed(NamedTuple):
    """What the round left: each dossier with the point at which its worker was killed."""

    points: dict[DossierCode, str]
    dossiers: list[Submission]
    submitted: asyncio.Future[list[Submitted | BaseException]]
    """The submitters, who wait for their receipts all the while, or are told that servers went away."""


def dossier(number: int, point: str) -> Submission:
    """A dossier that comes to its point: a late one at once."""
    code, received = f"H24.31.1-260105-{number:04}", vn(2026, 1, 5, 8)
    if point in PUNCTUAL:
        # Long enough for the test, whenever it runs: what a dossier promises is no more than ten years away.
        return migrated(code, vn(2026, 1, 5, 8), vn(2035, 12, 28, 17))
    if point in LATE:
        return migrated(code, received, vn(2026, 1, 8, 17))
    return migrated(code, received, vn(2026, 1, 8, 17), apology={"issued_on": "2026-01-07", "new_due": vn(2026, 1, 15)})


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def killed(station: Station, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Killed]:
    """Kill the worker at every point at once; an ordinary one goes on. Temporal waits 30 s for what was cut off."""
    folder = tmp_path_factory.mktemp("halted")
    dossiers = {point: dossier(number, point) for number, point in enumerate(POINTS, 1)}
    points = {each.migrated.code: point for point, each in dossiers.items() if each.migrated}
    station.worker.stop()
    await station.work("-m", "tests.acceptance.halting_worker", json.dumps(points), str(folder), PYTHONPATH=str(ROOT))
    submitted = asyncio.gather(*(station.submit(each) for each in dossiers.values()), return_exceptions=True)
    await asyncio.gather(*(_to_its_point(station, code, folder) for code in points))
    station.worker.kill()
    await station.work()
    yield Killed(points, list(dossiers.values()), submitted)
    submitted.cancel()
    await asyncio.gather(submitted, return_exceptions=True)


async def _to_its_point(station: Station, code: DossierCode, folder: Path) -> None:
    await until(lambda: station.app.dossiers.is_running(code))
    await station.drive(code, lambda _: (folder / code).exists())
    await until((folder / code).exists)
