"""A station for tests of real processes: one data folder with its servers, a worker that can be killed, an open app."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest_asyncio

from models.calendar import VIETNAM
from models.events import DossierEvent, verify_chain
from models.identifiers import DossierCode, OfficerId, SubmissionId
from models.lifecycle import Phase
from models.policy import Standing
from models.submission import Submission
from models.tags import Tag
from motcua.app import App, open_app
from motcua.demo.officers import Officers
from motcua.demo.script import Script, Turn
from motcua.embedded import Home, RunState, runtime_of
from motcua.embedded.programs import bin_folder
from motcua.service import Submitted
from motcua.settings import Settings
from tests.fixtures.homes import remove_home
from tests.fixtures.templates import copied

__all__ = ["ROOT", "Station", "Worker", "environment", "migrated", "new_station", "station", "until", "vn"]

ROOT = Path(__file__).resolve().parents[2]
MIGRATOR = OfficerId("cd.h24")
_BETWEEN = (Phase.RECEIVING, Phase.RELEASING)
_GLANCE_S = 0.03


def vn(*parts: int) -> datetime:
    """An instant as people here say it: year, month, day, hour, minute in Vietnam."""
    return datetime(*parts, tzinfo=VIETNAM)  # type: ignore[misc,arg-type]


def environment(home: Path, **variables: str) -> dict[str, str]:
    """The environment of a program on a data folder, untouched by the one of the test run."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MOTCUA_", "TEMPORAL_"))}
    return {**kept, "PATH": f"{bin_folder()}:{kept['PATH']}", "MOTCUA_HOME": str(home), **variables}


async def until(look: Callable[[], bool | Awaitable[bool]]) -> None:
    """Wait for what must come; the test's timeout ends a vain wait."""
    while True:
        seen = look()
        if seen if isinstance(seen, bool) else await seen:
            return
        await asyncio.sleep(_GLANCE_S)


def migrated(code: str, received_at: datetime, due: datetime | None = None, **said: Any) -> Submission:
    """A dossier of an older system under the code that it bore there."""
    apology = said.pop("apology", None)
    promise = {"code": code, "received_at": received_at, "due": due, "source": "Hệ thống cũ", "apology": apology}
    whole: dict[str, Any] = {
        "submission_id": f"cu-{code}",
        "procedure": "1.001612",
        "channel": "direct",
        "receiving_agency": "H24.31.1",
        "applicant": {"name": "Nguyễn Thị Hường"},
        "components": [{"key": "giay_de_nghi", "form": "original"}],
        "migrated": promise,
    }
    return Submission.model_validate(whole | said)


class Worker:
    """A worker as its own process; what it logs is kept in a file."""

    def __init__(self, home: Path, *words: str, cwd: Path = ROOT, **variables: str) -> None:
        self._log = home / "log" / f"worker-{secrets.token_hex(4)}.log"
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, *(words or ("worker.py",))],
                cwd=cwd,
                env=environment(home, MOTCUA_LOG_FORMAT="json", **variables),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    @property
    def told(self) -> str:
        """What it said so far."""
        return self._log.read_text(encoding="utf-8")

    async def ready(self) -> None:
        """Wait until it serves its queue."""
        while "worker_ready" not in self.told:
            self.require_alive()
            await asyncio.sleep(_GLANCE_S)

    def require_alive(self) -> None:
        """Fail with what it said when it has ended: nothing is to be waited for any more."""
        assert self._process.poll() is None, self.told

    def kill(self) -> None:
        """End it as a failing machine would."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """End it in order, if it has not ended."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait()


@dataclass
class Station:
    """The data folder, its worker and the app of this process, in whose name officers act."""

    home: Path
    worker: Worker = field(init=False)
    app: App = field(init=False)
    _opened: AsyncExitStack = field(init=False)

    @property
    def settings(self) -> Settings:
        """The settings of a program on this data folder."""
        return Settings(home=self.home)

    async def open(self) -> None:
        """Open the app; it holds the servers up."""
        self._opened = AsyncExitStack()
        self.app = await self._opened.enter_async_context(open_app(self.settings))

    async def close(self) -> None:
        """Close the app."""
        del self.app
        await self._opened.aclose()

    async def work(self, *words: str, cwd: Path = ROOT, **variables: str) -> None:
        """Put a worker to work: the ordinary one, or the script that is named."""
        self.worker = Worker(self.home, *words, cwd=cwd, **variables)
        await self.worker.ready()

    def kill_servers(self) -> None:
        """Kill -9 supervisor, Temporal and PostgreSQL, by the ids in run.json, and see them dead."""
        state = RunState.read(Home(self.home))
        assert state is not None
        marks = [state.supervisor, *(server.process for server in state.servers.values() if server.process)]
        assert len(marks) == 3
        for mark in marks:
            os.kill(mark.pid, signal.SIGKILL)
        while any(mark.is_alive() for mark in marks):
            pass

    def shell(self, line: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a line of shell from the checkout with this data folder."""
        return subprocess.run(
            ["bash", "-c", line], cwd=ROOT, env=environment(self.home, **variables), capture_output=True, text=True,
            check=False, timeout=120,
        )  # fmt: skip

    @property
    def database_url(self) -> str:
        """The register's database, for psycopg."""
        url = runtime_of(self.settings, RunState.read(Home(self.home))).database_url
        return url.replace("postgresql+psycopg://", "postgresql://", 1)

    # ── dossiers ──────────────────────────────────────────────────────────────────────────────────────────────────

    async def submit(self, submission: Submission, officer: OfficerId = MIGRATOR) -> Submitted:
        """Submit and wait for the receipt."""
        return await self.app.submitting.submit(submission, officer)

    async def new(self, **said: Any) -> DossierCode:
        """Submit a dossier at the counter, with a due date days away."""
        whole = migrated("H24.31.1-260101-0001", vn(2026, 1, 1, 8)).model_dump(mode="json")
        whole |= {"submission_id": SubmissionId(f"moi-{secrets.token_hex(6)}"), "migrated": None, **said}
        return (await self.submit(Submission.model_validate(whole), OfficerId("mc.h24-31-1"))).code

    async def drive(self, code: DossierCode, left: Callable[[Standing], bool] = lambda standing: False) -> Standing:
        """Let officers act on the straight road until `left` says to leave it, or the dossier has ended."""
        officers, script = Officers(self.app), Script(Turn.STRAIGHT)
        while True:
            self.worker.require_alive()
            standing = await self.app.dossiers.standing(code)
            if standing.phase is Phase.ENDED or left(standing):
                return standing
            act = None if standing.phase in _BETWEEN else script.next_act(standing)
            if act is None:
                await asyncio.sleep(_GLANCE_S)
            else:
                await officers.say(code, act, standing)

    async def to_sign(self, code: DossierCode) -> Standing:
        """Let officers act until the result waits for its signature."""
        return await self.drive(code, lambda standing: standing.step == "ky" and standing.phase is Phase.IN_HAND)

    async def closed(self, *codes: DossierCode) -> None:
        """Wait until the register has these dossiers closed."""
        for code in codes:
            await self.told(code, Tag.CLOSED)

    async def quiet(self, code: DossierCode) -> None:
        """Wait until no activity of a dossier is under way."""
        handle = self.app.client.get_workflow_handle(code)

        async def look() -> bool:
            return not (await handle.describe()).raw_description.pending_activities

        await until(look)

    async def told(self, code: DossierCode, tag: Tag, times: int = 1) -> DossierEvent:
        """Wait until the register has the event so many times; return the last."""
        found: list[DossierEvent] = []

        def look() -> bool:
            self.worker.require_alive()
            found[:] = [event for event in self.journal(code) if event.tag is tag]
            return len(found) >= times

        await until(lambda: asyncio.to_thread(look))
        return found[times - 1]

    def journal(self, code: DossierCode) -> list[DossierEvent]:
        """The journal in the register; its chain holds."""
        events = self.app.register.queries.events(code)
        verify_chain(events)
        return events

    def tags(self, code: DossierCode) -> list[Tag]:
        """The tags of the journal in the register."""
        return [event.tag for event in self.journal(code)]

    def tickets(self, code: DossierCode) -> list[Path]:
        """The tickets of a dossier in the spool."""
        return sorted((self.home / "spool").glob(f"{code}_*"))

    async def search(self, query: str) -> set[str]:
        """The codes that Temporal's visibility finds."""
        return {execution.id async for execution in self.app.client.list_workflows(query)}


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def station(template_home: Path) -> AsyncIterator[Station]:
    """The station of this session, an ordinary worker at work."""
    async with new_station(template_home) as whole:
        await whole.work()
        yield whole


@asynccontextmanager
async def new_station(template: Path) -> AsyncIterator[Station]:
    """A station of its own, on which no worker ever was: a copy of the template."""
    parent = Path(tempfile.mkdtemp(prefix="motcua-test-station-"))
    parent.chmod(0o711)  # noqa: ASYNC240 - nothing else runs yet
    whole = Station(parent / "home")
    copied(template, whole.home)
    await whole.open()
    try:
        yield whole
    finally:
        if hasattr(whole, "worker"):
            whole.worker.stop()
        await whole.close()
        remove_home(whole.home)
        shutil.rmtree(parent)
