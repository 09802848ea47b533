"""The stage: a data folder of its own with fresh servers, a worker process of each kind, and what they all cost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from motcua.embedded import Home, RunState, stop
from motcua.settings import Settings

__all__ = ["BARE_QUEUE", "PARTS", "READY", "ROOT", "Stage", "clean_environment", "home_for_once", "worker"]

ROOT: Final = Path(__file__).resolve().parents[1]
BARE_QUEUE: Final = "bare"
PARTS: Final = ("worker", "temporal", "postgresql", "client")
READY: Final = "worker_ready"
"""What a worker's log says once it polls."""
_PATIENCE_S: Final = 120
_KEPT: Final = {"MOTCUA_SANDBOX"}


def clean_environment() -> None:
    """Forget every address: a benchmark must never write into a register that somebody uses."""
    for name in list(os.environ):
        if name.startswith(("MOTCUA_", "TEMPORAL_")) and name not in _KEPT:
            del os.environ[name]


@contextmanager
def home_for_once() -> Iterator[Path]:
    """A new data folder in a place that any account may pass, removed with what root's PostgreSQL put elsewhere."""
    parent = Path(tempfile.mkdtemp(prefix="motcua-bench-"))
    parent.chmod(0o711)
    home = Home(parent / "home")
    try:
        yield home.root
    finally:
        stop(home)
        if home.place_file.exists():
            shutil.rmtree(json.loads(home.place_file.read_bytes())["data"])
        shutil.rmtree(parent)


@contextmanager
def worker(home: Path, name: str, *words: str) -> Iterator[psutil.Process]:
    """A worker process that logs into the data folder, once it says there that it is ready; ended in order."""
    path = home / "log" / f"{name}.log"
    with path.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *words], cwd=ROOT, env={**os.environ, "MOTCUA_HOME": str(home)}, stdout=log, stderr=log
        )
        try:
            _until_ready(process, path)
            yield psutil.Process(process.pid)
        finally:
            process.terminate()
            process.wait(timeout=60)


def _until_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(_PATIENCE_S * 10):
        if READY in log.read_text():
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit(f"a worker did not begin:\n{log.read_text()[-2000:]}")


@dataclass(frozen=True)
class Stage:
    """Which processes to charge: a worker, both servers, and this one, which plays the clients."""

    settings: Settings

    def cpu(self, worker: psutil.Process) -> dict[str, float]:
        """Seconds of CPU used so far, by part."""
        state = RunState.read(Home(self.settings.home))
        assert state is not None
        servers = {name: server.process for name, server in state.servers.items()}
        temporal, postgresql = servers["temporal"], servers["postgresql"]
        assert temporal is not None
        assert postgresql is not None
        return {
            "worker": _seconds(worker),
            "temporal": _seconds(psutil.Process(temporal.pid)),
            "postgresql": _family_seconds(psutil.Process(postgresql.pid)),
            "client": _seconds(psutil.Process()),
        }


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def _family_seconds(process: psutil.Process) -> float:
    """With its living children, and those that have ended."""
    times = process.cpu_times()
    ended = times.children_user + times.children_system
    return _seconds(process) + ended + sum(_seconds(child) for child in process.children(recursive=True))
