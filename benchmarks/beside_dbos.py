"""DBOS beside ours: a process of its own (benchmarks/dbos_worker.py), driven through its standard input and output."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psutil

from benchmarks.drive import Timings
from benchmarks.shape import Shape
from benchmarks.stage import ROOT
from benchmarks.told import Stages

__all__ = ["Dbos", "dbos_process"]

EMPTY: Final = "empty"
WRITES: Final = "writes"


class Dbos:
    """The process, asked one thing after the other."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.worker = psutil.Process(process.pid)

    async def learn(self, stages: Stages) -> None:
        """Tell it what a dossier of ours had written."""
        await self._ask({"stages": stages})

    async def driven(self, kind: str, shape: Shape, count: int, concurrency: int) -> Timings:
        """Bring so many through. Raises what a broken pipe raises: a broken run measures nothing."""
        told = await self._ask({"kind": kind, "shape": shape.activities, "count": count, "concurrency": concurrency})
        return Timings(acts=told["acts"], ids=[], seconds=told["seconds"])

    async def _ask(self, said: dict[str, Any]) -> dict[str, Any]:
        def ask() -> dict[str, Any]:
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            print(json.dumps(said), file=self._process.stdin, flush=True)
            line = self._process.stdout.readline()
            if not line:
                raise SystemExit("the DBOS process ended; see log/dbos.log of the data folder")
            answer: dict[str, Any] = json.loads(line)
            return answer

        return await asyncio.to_thread(ask)


@contextmanager
def dbos_process(home: Path) -> Iterator[Dbos]:
    """The process, ended in order."""
    with (home / "log" / "dbos.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.dbos_worker"], cwd=ROOT, env={**os.environ, "MOTCUA_HOME": str(home)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
        try:
            yield Dbos(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(timeout=60)
