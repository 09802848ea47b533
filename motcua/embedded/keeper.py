"""Keeps one server running: starts it, sees it ready, starts it again when it dies, ends it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol

import psutil

from models.errors import Unavailable
from motcua.embedded.children import Launch, spawn
from motcua.embedded.home import Home
from motcua.embedded.locks import processes_with, try_lock
from motcua.embedded.ports import free_port, is_free
from motcua.embedded.state import ProcessMark, ServerName, ServerState
from motcua.log import logger

__all__ = ["Keeper", "Program"]

log = logger(__name__)

_FIRST_PAUSE_S: Final = 0.05
_LONGEST_PAUSE_S: Final = 5.0
_STEADY_S: Final = 30.0
_START_LIMIT_S: Final = 60.0
_STRAY_LIMIT_S: Final = 10.0
_TRIES_AT_FIRST: Final = 5
_STOP_LIMIT_S: Final = 20.0


class Program(Protocol):
    """What a server must tell its keeper."""

    name: ServerName
    data: Path

    @property
    def version(self) -> str:
        """The version of its wheel."""

    def prepare(self) -> None:
        """Make what it needs before its first start. Raises Unavailable, OSError."""

    def launch(self, port: int) -> Launch:
        """How it is started at `port`. Raises Unavailable."""

    def is_ready(self, pid: int, port: int) -> bool:
        """Whether the process `pid` answers at `port`."""


class Keeper:
    """One server's life under this supervisor. `tick` never waits, but for the making of a new database."""

    def __init__(self, home: Home, program: Program, last_port: int | None) -> None:
        self._home = home
        self._program = program
        self._port = free_port(*([last_port] if last_port else []))
        self._child: subprocess.Popen[bytes] | None = None
        self._launch: Launch | None = None
        self._ready = False
        self._was_ready = False
        self._since = time.monotonic()
        self._next_try = self._since
        self._pause = _FIRST_PAUSE_S
        self._failures = 0
        self._restarts = 0

    @property
    def is_ready(self) -> bool:
        """Whether the server answers, as far as is known."""
        return self._ready

    @property
    def state(self) -> ServerState:
        """What run.json says of it."""
        return ServerState(
            stage="ready" if self._ready else "starting",
            port=self._port,
            process=ProcessMark.of(self._child.pid) if self._child else None,
            restarts=self._restarts,
            version=self._program.version,
            data=str(self._program.data),
        )

    def tick(self) -> bool:
        """Do what is due; whether the state changed. Raises Unavailable when it never starts."""
        now = time.monotonic()
        if self._child is None:
            return now >= self._next_try and self._try_to_start(now)
        if self._child.poll() is not None:
            self._died(now, self._child.returncode)
            return True
        if not self._ready:
            return self._look(now)
        if now - self._since > _STEADY_S:
            self._pause, self._failures = _FIRST_PAUSE_S, 0
        return False

    def _try_to_start(self, now: float) -> bool:
        try:
            return self._start(now)
        except OSError as error:  # no room on the disk, no process left: it may be there again in a moment
            log.error("server not started", server=self._program.name, exc_info=error)
            self._failed(now)
            return True

    def _start(self, now: float) -> bool:
        lock = try_lock(self._home.lock_file(self._program.name))
        if lock is None:
            self._clear_strays(now)
            return False
        try:
            self._program.prepare()
            if not self._was_ready and not is_free(self._port):
                self._port = free_port()
            self._launch = self._program.launch(self._port)
            self._child = spawn(self._launch, lock, self._home.log_file(self._program.name))
        finally:
            os.close(lock)  # from here on the child alone holds it
        self._since = time.monotonic()
        log.info("server started", server=self._program.name, pid=self._child.pid, port=self._port)
        return True

    def _clear_strays(self, now: float) -> None:
        """Something of an earlier run still has the server's files open: give it time to end, then end it."""
        self._next_try = now + _FIRST_PAUSE_S
        if now - self._since < _STRAY_LIMIT_S:
            return
        self._since = now
        for stray in processes_with(self._home.lock_file(self._program.name)):
            log.warning("stray server killed", server=self._program.name, pid=stray.pid)
            with suppress(psutil.Error):
                stray.kill()

    def _look(self, now: float) -> bool:
        assert self._child is not None
        if self._program.is_ready(self._child.pid, self._port):
            self._ready = self._was_ready = True
            self._since = now
            log.info("server ready", server=self._program.name, port=self._port)
            return True
        if now - self._since > _START_LIMIT_S:
            log.error("server does not become ready", server=self._program.name)
            self._child.kill()
        return False

    def _died(self, now: float, code: int) -> None:
        log.warning("server died", server=self._program.name, exit=code, ready=self._ready)
        self._restarts += 1
        self._failed(now)

    def _failed(self, now: float) -> None:
        self._failures += 1
        if not self._was_ready and self._failures >= _TRIES_AT_FIRST:
            log_file = str(self._home.log_file(self._program.name))
            raise Unavailable("EMBEDDED_NOT_STARTED", server=self._program.name, log=log_file)
        self._child, self._ready, self._since = None, False, now
        self._next_try = now + (self._pause if self._failures > 1 else 0)
        self._pause = min(self._pause * 2, _LONGEST_PAUSE_S)

    def ask_to_stop(self) -> None:
        """Let the server finish in order."""
        if self._child is not None and self._launch is not None and self._child.poll() is None:
            self._child.send_signal(self._launch.stop_signal)

    def wait_stopped(self) -> None:
        """Wait for the end, and force it after a while."""
        if self._child is None:
            return
        for force in (signal.SIGQUIT, signal.SIGKILL, signal.SIGKILL):
            try:
                self._child.wait(_STOP_LIMIT_S)
            except subprocess.TimeoutExpired:
                log.warning("server forced", server=self._program.name, signal=int(force))
                self._child.send_signal(force)
            else:
                break
        self._child, self._ready = None, False
