"""The stage: a data folder of its own with fresh servers, a worker process of each kind, and what they all cost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from motcua.embedded import Home, RunState, stop
from motcua.settings import Settings

__all__ = ["BARE_QUEUE", "PARTS", "Stage", "clean_environment", "home_for_once", "worker"]

ROOT: Final = Path(__file__).resolve().parents[1]
BARE_QUEUE: Final = "bare"
PARTS: Final = ("worker", "temporal", "postgresql", "client")
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
    """A worker process that logs into the data folder; ended in order."""
    with (home / "log" / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *words], cwd=ROOT, env={**os.environ, "MOTCUA_HOME": str(home)}, stdout=log, stderr=log
        )
        try:
            yield psutil.Process(process.pid)
        finally:
            process.terminate()
            process.wait(timeout=60)


@dataclass(frozen=True)
class Stage:
    """Which processes to charge: one of the two workers, both servers, and this one, which plays the clients."""

    settings: Settings
    ours: psutil.Process
    bare: psutil.Process

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
