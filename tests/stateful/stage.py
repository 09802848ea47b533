"""Where the random acts are played: one office for all of them, on a server that suggests new runs early."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from models.identifiers import OfficerId
from motcua.register import PostgresRegister
from motcua.registry import _current_calendar
from motcua.security import Keystore
from motcua.security.rooting import hand_root_on
from tests.fixtures.dossiers import Office, office_settings
from tests.fixtures.faults import Faults
from tests.fixtures.time_skipping import skipping_server
from tests.stateful.catalogue import install
from tests.stateful.coverage import Coverage

__all__ = ["KEEPER", "KEEPERS", "Stage", "staged"]

KEEPERS, KEEPER = "H24", OfficerId("vh.h24")
"""The province, and who keeps its machines and hands its root on."""

_EARLY = "limit.historyCount.suggestContinueAsNew=200"
_LONGEST_S = 30
T = TypeVar("T")


@dataclass
class Stage:
    """The office, its worker, and what was tried in it.

    Hypothesis calls its rules one after another by a loop of its own; ours runs while a rule does, and stands between.
    """

    loop: asyncio.AbstractEventLoop
    office: Office
    url: str
    coverage: Coverage = field(default_factory=Coverage)
    faults: Faults = field(default_factory=Faults)
    """What its adapters do wrong."""
    _working: AsyncExitStack = field(default_factory=AsyncExitStack)

    def run(self, doing: Coroutine[Any, Any, T]) -> T:
        """Do something to its end. Raises TimeoutError for what waits for something that never comes."""
        return self.loop.run_until_complete(asyncio.wait_for(doing, _LONGEST_S))

    def hand_root_on(self) -> None:
        """Let the province have another root key; programs that are started from now on have it."""
        register, now = self.office.register, datetime.now(UTC)
        hand_root_on(register.keystore.folder, KEEPER, at=now, until=now + timedelta(hours=72))
        keystore = Keystore.open(register.keystore.folder, now=datetime.now(UTC))
        self.office = replace(self.office, register=PostgresRegister(register._database, keystore, _current_calendar))

    async def begin_work(self) -> None:
        """Let a worker begin."""
        await self._working.enter_async_context(self.office.worker(self.faults.before))

    async def end_work(self) -> None:
        """Let it end; what it has begun it finishes or gives back."""
        await self._working.aclose()


@contextmanager
def staged(url: str, home: Path) -> Iterator[Stage]:
    """Open the stage on an empty register of its own."""
    loop = asyncio.new_event_loop()
    whole = AsyncExitStack()
    try:
        stage = Stage(loop, loop.run_until_complete(whole.enter_async_context(_office(url, home))), url)
        loop.run_until_complete(stage.begin_work())
        whole.push_async_callback(stage.end_work)
        yield stage
    finally:
        loop.run_until_complete(whole.aclose())
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


@asynccontextmanager
async def _office(url: str, home: Path) -> AsyncIterator[Office]:
    now = datetime.now(UTC)
    with PostgresRegister.open(
        url, home / "keystore", calendar_of=_current_calendar, now=now, pool_size=20
    ) as register:
        install(register)
        async with skipping_server(_EARLY) as environment:
            yield Office(environment, register, office_settings(home, task_queue="stateful"))
