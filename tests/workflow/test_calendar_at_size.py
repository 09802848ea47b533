"""24 November 2026 is declared off while a thousand dossiers are open: as foreseen, for every one of them.

Bounded (MOTCUA_SOAK_SECONDS), two hundred.
"""

from __future__ import annotations

import asyncio
import os
import time
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest

from activities.publishing import PublishingPlace
from models.publication import Subject
from models.tags import Tag
from motcua.register import PostgresRegister
from motcua.registry import _current_calendar
from motcua.service.previewing import Effect
from tests.fixtures.casefile import Casefile
from tests.fixtures.database import Server
from tests.fixtures.dossiers import Office, office_settings, vn
from tests.fixtures.publishing import CULTURE_DAY, bundle_of, decided, installed_before
from tests.fixtures.time_skipping import skipping_server

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

DAYS = [vn(2026, 11, day, hour, 5) for day, hour in product((9, 12, 16, 17, 18, 19, 20), (8, 10, 14, 16))]
PROCEDURES = ("1.004884", "1.001612", "1.009994")
DOSSIERS = 200 if os.environ.get("MOTCUA_SOAK_SECONDS") else 1000
PUBLICATION = PublishingPlace(subject=Subject.CALENDAR, name="vn-2026.2")


async def opened(office: Office, count: int) -> list[Casefile]:
    """Open so many dossiers, over all days and procedures; a third was handed over."""
    free = asyncio.Semaphore(6)

    async def one(number: int) -> Casefile:
        async with free:
            procedure, day = PROCEDURES[number % len(PROCEDURES)], DAYS[number % len(DAYS)]
            dossier = await office.submit(procedure, at=day)
            if number % 3 == 0:
                await dossier.act("hand_over", "mc.h24-31-1")
            await dossier.at_rest()
            return dossier

    return await asyncio.gather(*map(one, range(count)))


@pytest.mark.soak
@pytest.mark.timeout(0)
async def test_all_open_dossiers_are_told_as_foreseen_by_workers_that_come_and_go(
    database_server: Server, migrated_template: str, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    url = database_server.create(migrated_template)
    with PostgresRegister.open(
        url, tmp_path / "keystore", calendar_of=_current_calendar, now=now, pool_size=30
    ) as register:
        installed_before(register)
        async with skipping_server() as apart:
            office = Office(apart, register, office_settings(tmp_path, task_queue="at-size"))
            app = office.app(vn(2026, 11, 20, 17, 30))
            async with office.worker():
                dossiers = await opened(office, DOSSIERS)
                began = time.monotonic()
                preview = await asyncio.to_thread(app.previewing.of, bundle_of(register, CULTURE_DAY))
                foreseen, previewed_s = {one.code: one for one in preview.dossiers}, time.monotonic() - began
                assert foreseen.keys() == {dossier.code for dossier in dossiers}
                assert preview.counted[Effect.MOVED] > 0 < preview.counted[Effect.UNCHANGED]
                await decided(register, CULTURE_DAY)
                began = time.monotonic()
                (name,) = await app.publishing.begin()
            for _ in range(3):  # each worker goes away in the middle
                async with office.worker():
                    await asyncio.sleep(2)
            async with office.worker():
                published = await app.publishing.result(name)
                told_s = time.monotonic() - began
                while app.publishing.due():
                    await app.publishing.result((await app.publishing.begin())[0])
                for dossier in dossiers:
                    await dossier.told(Tag.CALENDAR_CHANGED)
                    await dossier.at_rest()
                    row, tags = await dossier.row(), await dossier.tags()
                    assert (row.due, row.calendar) == (foreseen[dossier.code].new_due, "vn-2026.2"), dossier.code
                    assert tags.count(Tag.CALENDAR_CHANGED) == 1, dossier.code
            print(
                f"{len(dossiers)} dossiers: preview {previewed_s:.1f} s, told in {told_s:.1f} s,"
                f" left at first {published.left_count}; {dict(preview.counted)}"
            )
