"""The demo, ended early: what it started ends with it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

from tests.acceptance.station import ROOT, environment, until

pytestmark = pytest.mark.asyncio(loop_scope="session")


def started_by(home: Path) -> list[psutil.Process]:
    """Every process that works for a data folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("MOTCUA_HOME") == str(home) or str(home) in process.cmdline():
                found.append(process)
        except psutil.Error:
            continue
    return [one for one in found if one.pid != os.getpid()]


async def test_ended_early_it_leaves_nothing_running(tmp_path: Path) -> None:
    """A terminal that is closed, or a time limit, ends its worker and its servers too."""
    home = tmp_path / "home"
    demo = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "motcua.demo", cwd=ROOT, env=environment(home, MOTCUA_HOME=str(home)),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    log = home / "log" / "worker.log"
    await until(lambda: log.exists() and "worker_ready" in log.read_text("utf-8"))
    demo.send_signal(signal.SIGTERM)
    said, _ = await demo.communicate()
    assert (demo.returncode, said) == (128 + signal.SIGTERM, b"")
    await until(lambda: not started_by(home))
