"""A repair that is killed over and over does no less and no more than one that is left in peace."""

from __future__ import annotations

import asyncio

import pytest

from models.identifiers import DossierCode
from models.tags import Tag
from motcua.embedded.programs import bin_folder
from tests.acceptance.station import ROOT, Station, environment

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.soak, pytest.mark.timeout(900)]

REPAIR = (str(bin_folder() / "motcua"), "reconcile", "--repair", "--as", "vh.h24", "--reason", "KIEM_TRA", "--json")
STEP_S = 0.4
"""By so much longer each next one lives: it is cut off in every place it comes to, until one reaches the end."""


async def repaired_under_kills(station: Station) -> int:
    """Start the repair anew until one is done; return how many were killed."""
    killed = 0
    while True:
        process = await asyncio.create_subprocess_exec(
            *REPAIR, cwd=ROOT, env=environment(station.home), stdout=asyncio.subprocess.DEVNULL
        )
        try:
            status = await asyncio.wait_for(process.wait(), 1 + killed * STEP_S)
        except TimeoutError:
            process.kill()
            await process.wait()
            killed += 1
        else:
            assert status == 0
            return killed


async def test_a_repair_killed_again_and_again_starts_each_dossier_once(station: Station) -> None:
    codes: list[DossierCode] = [await station.new() for _ in range(12)]
    for code in codes[::2]:
        await station.to_sign(code)
    for code in codes:
        await station.quiet(code)
        await station.app.client.get_workflow_handle(code).terminate("test")
    assert await repaired_under_kills(station) > 0
    found = await asyncio.to_thread(station.shell, "motcua reconcile --json")
    assert found.returncode == 0, found.stdout
    for code in codes:
        await station.drive(code)
    await station.closed(*codes)
    for code in codes:
        assert station.tags(code).count(Tag.REPAIRED) == 1, code
    verified = await station.app.verifying().all()
    assert verified.findings == ()
