"""The stage of a rehearsal: servers of its own, where time may be skipped, and a register with the year's catalogue."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from temporalio.testing import TimeSkipper, TimeSkippingConfig

from models.attributes import ALL
from models.errors import Refused
from motcua.catalogue.importer import import_bundle
from motcua.embedded import Home, attach, stop
from motcua.engine.client import Endpoint, connected
from motcua.engine.namespace import ensure_namespace
from motcua.register import PostgresRegister, upgrade
from motcua.registry import INSTALLER, register_of
from motcua.rehearsal.office import Office
from motcua.rehearsal.year import Year
from motcua.settings import Settings

__all__ = ["office_on", "own_home", "registered", "rehearsal_settings", "staged"]

_QUEUE: Final = "dien-tap"


@asynccontextmanager
async def staged(home: Path, year: Year) -> AsyncIterator[tuple[Office, str]]:
    """An office on servers of its own, its worker running; and the address of its register.

    Raises Unavailable as `motcua.embedded.attach` does.
    """
    place, settings = Home(home), rehearsal_settings(home)
    place.prepare()
    place.rehearsal_file.touch()
    with attach(settings) as runtime, registered(settings, runtime.database_url, year) as register:
        async with office_on(settings, runtime, register) as office, office.worker():
            yield office, runtime.database_url


@asynccontextmanager
async def office_on(settings: Settings, endpoint: Endpoint, register: PostgresRegister) -> AsyncIterator[Office]:
    """An office in a namespace of a Temporal where time may be skipped."""
    async with connected(settings, endpoint) as client:
        await ensure_namespace(client, settings.retention_days, ALL)
        yield Office(TimeSkipper(client, config=TimeSkippingConfig(enabled=False)), register, settings)


def rehearsal_settings(home: Path) -> Settings:
    """Settings of a rehearsal: servers of its own whatever the environment names, letters into the spool."""
    own = {
        "home": home, "embedded": True, "database_url": None, "smtp_url": None, "task_queue": _QUEUE,
        "versioning": False,
    }  # fmt: skip
    return Settings.load().model_copy(update=own)


@contextmanager
def registered(settings: Settings, url: str, year: Year) -> Iterator[PostgresRegister]:
    """A register with the catalogue of that year."""
    upgrade(url)
    with register_of(settings, url, pool_size=20) as register:
        import_bundle(register.catalogue, year.catalogue, INSTALLER, datetime.now(UTC))
        yield register


@contextmanager
def own_home(named: Path | None) -> Iterator[Path]:
    """The folder that was named, kept; or one of our own, removed in the end.

    Raises Refused `REHEARSAL_HOME_USED` for a folder that has something in it.
    """
    if named is not None:
        if named.exists() and any(named.iterdir()):
            raise Refused("REHEARSAL_HOME_USED", path=str(named))
        yield named
        return
    parent = Path(tempfile.mkdtemp(prefix="motcua-dien-tap-"))
    parent.chmod(0o711)  # PostgreSQL runs as another account where we are root, and must come through
    try:
        yield parent / "home"
    finally:
        stop(Home(parent / "home"))
        shutil.rmtree(parent, ignore_errors=True)
