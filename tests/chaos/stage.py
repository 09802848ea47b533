"""The stage of a run: a data folder with its servers, two workers behind a proxy to the database, an open app."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psutil

from motcua.app import App, open_app
from motcua.embedded import Home, RunState, runtime_of
from motcua.embedded.children import dying_with_us
from motcua.embedded.state import ServerName
from motcua.settings import Settings
from tests.chaos.proxy import Proxy
from tests.fixtures.homes import remove_home

__all__ = ["ROOT", "Stage", "WorkerKind", "clean_environment", "staged"]

ROOT: Final = Path(__file__).resolve().parents[2]
_SOURCES: Final = ("models", "activities", "workflows", "motcua", "worker.py")
_GLANCE_S: Final = 0.05
_PAUSE_S: Final = 0.5
_SCHEME: Final = "postgresql+psycopg://"


def _faketime() -> str:
    """The library of the wheel that gives a process another clock."""
    spec = importlib.util.find_spec("libfaketime")
    assert spec is not None
    assert spec.origin is not None
    return str(Path(spec.origin).parent / "vendor" / "libfaketime" / "src" / "libfaketime.so.1")


def clean_environment() -> None:
    """Forget every address: chaos must never meet servers that somebody uses."""
    for name in list(os.environ):
        if name.startswith(("MOTCUA_", "TEMPORAL_")):
            del os.environ[name]


@dataclass(frozen=True)
class WorkerKind:
    """How a worker differs from the ordinary one. Whichever begins last has its build promoted: they take turns."""

    clock_minutes: int = 0
    """By so much its clock is off; its monotonic clock is everybody's."""
    other_build: bool = False


@dataclass
class Stage:
    """What a run acts on. Only processes that it started, or its data folder's servers, are ever killed."""

    home: Path
    app: App
    proxy: Proxy
    other_checkout: Path
    workers: dict[int, asyncio.subprocess.Process] = field(default_factory=dict)
    ended: list[int] = field(default_factory=list)
    """Exit codes of workers that ended without being killed."""
    _kept: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    _logs: int = 0

    @property
    def database_url(self) -> str:
        """The register's database for psycopg, without the proxy."""
        settings = Settings(home=self.home)
        return runtime_of(settings, RunState.read(Home(self.home))).database_url.replace(_SCHEME, "postgresql://", 1)

    async def work(self, slot: int, kind: WorkerKind | None = None) -> None:
        """Put a worker into a slot and return once it serves; one that ends by itself is started again."""
        kept = self._kept.pop(slot, None)
        if kept is not None:
            kept.cancel()
        serving = asyncio.Event()
        self._kept[slot] = asyncio.create_task(self._keep(slot, kind or WorkerKind(), serving))
        await serving.wait()

    async def _keep(self, slot: int, kind: WorkerKind, serving: asyncio.Event) -> None:
        """As a machine's service manager would: a worker that could not begin is begun again after a moment."""
        while True:
            log = await self._start(slot, kind)
            ended = asyncio.create_task(self.workers[slot].wait())
            while not ended.done():
                if b"worker_ready" in log.read_bytes():
                    serving.set()
                await asyncio.wait([ended], timeout=_GLANCE_S if not serving.is_set() else None)
            self.ended.append(self.workers[slot].returncode or 0)
            await asyncio.sleep(_PAUSE_S)

    async def _start(self, slot: int, kind: WorkerKind) -> Path:
        self._logs += 1
        root = self.other_checkout if kind.other_build else ROOT
        path = self.home / "log" / f"worker-{slot}-{self._logs}.log"
        with path.open("wb") as log:
            self.workers[slot] = await asyncio.create_subprocess_exec(
                sys.executable, "worker.py", "--promote", cwd=root, env=self._environment(root, kind),
                stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=dying_with_us(signal.SIGKILL),
            )  # fmt: skip
        return path

    def _environment(self, root: Path, kind: WorkerKind) -> dict[str, str]:
        through = runtime_of(Settings(home=self.home), RunState.read(Home(self.home))).database_url
        before, _, after = through.partition("@")
        url = f"{before}@127.0.0.1:{self.proxy.port}/{after.partition('/')[2]}"
        named = {"MOTCUA_HOME": str(self.home), "MOTCUA_DATABASE_URL": url, "MOTCUA_LOG_FORMAT": "json"}
        if kind.clock_minutes:
            # The monotonic clock stays true, as on a machine whose time was set wrong: by it timeouts are measured.
            faked = {"LD_PRELOAD": _faketime(), "FAKETIME": f"{kind.clock_minutes:+d}m", "DONT_FAKE_MONOTONIC": "1"}
            named |= faked
        return {**os.environ, **named, "PYTHONPATH": str(root)}

    async def kill_worker(self, slot: int) -> None:
        """Kill -9 the worker of a slot, and leave the slot empty."""
        worker = self.workers[slot]
        self._kept.pop(slot).cancel()
        with suppress(ProcessLookupError):
            worker.kill()
        await worker.wait()

    def kill_server(self, name: ServerName) -> None:
        """Kill -9 a server, by its id in run.json; its supervisor starts it again."""
        state = RunState.read(Home(self.home))
        process = state.servers[name].process if state else None
        if process is not None and process.is_alive():
            os.kill(process.pid, signal.SIGKILL)

    async def replace(self, slot: int, kind: WorkerKind) -> None:
        """Kill -9 the worker of a slot, and put another kind of worker there."""
        await self.kill_worker(slot)
        await self.work(slot, kind)

    def limit_files(self, slot: int, most: int) -> None:
        """Let every write of a worker beyond so many bytes of a file fail, as on a full disk."""
        with suppress(psutil.NoSuchProcess):
            psutil.Process(self.workers[slot].pid).rlimit(psutil.RLIMIT_FSIZE, (most, psutil.RLIM_INFINITY))

    def told(self, word: bytes) -> int:
        """How often the workers' logs say a word."""
        return sum(log.read_bytes().count(word) for log in (self.home / "log").glob("worker-*.log"))

    async def stop(self) -> None:
        """End the workers in order; what does not end within a minute is killed."""
        for kept in self._kept.values():
            kept.cancel()
        for worker in self.workers.values():
            with suppress(ProcessLookupError):
                worker.terminate()
        for worker in self.workers.values():
            try:
                await asyncio.wait_for(worker.wait(), 60)
            except TimeoutError:
                worker.kill()
                await worker.wait()


@asynccontextmanager
async def staged(*, other_build: bool = True) -> AsyncIterator[Stage]:
    """A stage on a new data folder, its servers running and no worker yet; all removed in the end."""
    parent = Path(tempfile.mkdtemp(prefix="motcua-chaos-"))
    parent.chmod(0o711)  # noqa: ASYNC240 - nothing else runs yet
    home = parent / "home"
    try:
        async with open_app(Settings(home=home)) as app:
            state = RunState.read(Home(home))
            assert state is not None
            async with Proxy.running(state.servers["postgresql"].port) as proxy:
                stage = Stage(home, app, proxy, parent / "other")
                if other_build:
                    await asyncio.to_thread(_copy_checkout, stage.other_checkout)
                try:
                    yield stage
                finally:
                    await stage.stop()
    finally:
        remove_home(home)
        shutil.rmtree(parent)


def _copy_checkout(folder: Path) -> None:
    """The same program built again: a comment more, hence another build, and no other decision."""
    folder.mkdir()
    for name in _SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    with (folder / "workflows" / "dossier.py").open("a", encoding="utf-8") as changed:
        changed.write("# another build\n")
