"""Attach to the data folder's runtime, or start it for as long as the program runs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NoReturn

from models.errors import Unavailable
from motcua.embedded import holders
from motcua.embedded.children import plain_environment
from motcua.embedded.home import Home
from motcua.embedded.postgresql import url_of
from motcua.embedded.runtime import Runtime
from motcua.embedded.state import RunState, ServerName
from motcua.settings import Settings

__all__ = ["attach", "needs_of", "runtime_of", "serve", "stop"]

_PAUSE_S: Final = 0.02
_START_AGAIN_S: Final = 2.0
_READY_LIMIT_S: Final = 120.0
_STOP_LIMIT_S: Final = 60.0
_ROOT: Final = Path(__file__).resolve().parents[2]

Tell = Callable[[str], None]


def needs_of(settings: Settings) -> frozenset[ServerName]:
    """Which servers we run ourselves under these settings."""
    wanted: dict[ServerName, bool] = {
        "temporal": not settings.temporal_is_outside,
        "postgresql": not settings.database_is_outside,
    }
    return frozenset(name for name, ours in wanted.items() if ours)


@contextmanager
def attach(settings: Settings, *, hold: bool = False, tell: Tell | None = None) -> Iterator[Runtime]:
    """Give the addresses of Temporal and PostgreSQL, running ours if none are set, for as long as the block lasts.

    With `hold` the runtime stays after a block that ended well, until `motcua down`. `tell` hears, in Vietnamese, what
    is waited for.
    Raises Unavailable: HOME_NOT_OURS, HOME_NOT_WRITABLE, EMBEDDED_*.
    """
    needs = needs_of(settings)
    if not needs:
        yield runtime_of(settings, None)
        return
    home = Home(settings.home)
    home.prepare()
    with serve(home, needs, tell or _tell_terminal) as state:
        yield runtime_of(settings, state)
        if hold:
            holders.mark_held(home, needs)


@contextmanager
def serve(home: Home, needs: frozenset[ServerName], tell: Tell) -> Iterator[RunState]:
    """Have these servers of a data folder run for as long as the block lasts. Raises as `attach`."""
    with holders.hold(home, needs):
        yield _wait_ready(home, needs, tell)


def runtime_of(settings: Settings, state: RunState | None) -> Runtime:
    """The addresses under these settings; `state` must be given for what is embedded."""
    needs = needs_of(settings)
    address = (
        state.servers["temporal"].address
        if state and "temporal" in needs
        else settings.temporal_profile().get("target_host", "")
    )
    if settings.database_url is not None:
        url = settings.database_url.get_secret_value()
    else:
        assert state is not None
        url = url_of(Home(settings.home), state.servers["postgresql"].address)
    return Runtime(settings.home, address, settings.namespace, url, needs)


def _tell_terminal(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(text + "\n")


def _wait_ready(home: Home, needs: frozenset[ServerName], tell: Tell) -> RunState:
    before = RunState.read(home)
    began = time.monotonic()
    started: float | None = None
    while (now := time.monotonic()) - began < _READY_LIMIT_S:
        state = RunState.read(home)
        if state is not None and state.is_ready(needs):
            return state
        if state is None or not state.supervisor_is_alive:
            if state and state.stage == "failed" and before != state:
                _fail(state)
            if started is None or now - started > _START_AGAIN_S:
                if started is None:
                    tell("Đang khởi động Temporal và PostgreSQL nhúng…")
                _start_supervisor(home)
                started = now
        time.sleep(_PAUSE_S)
    raise Unavailable("EMBEDDED_SLOW", seconds=int(_READY_LIMIT_S), log=str(home.log_folder))


def _fail(state: RunState) -> NoReturn:
    assert state.failure is not None
    raise Unavailable(state.failure.code, **state.failure.facts)


def _start_supervisor(home: Home) -> None:
    """Start one; if another is faster, ours sees its lock and ends."""
    handle = os.open(home.log_file("supervisor"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        subprocess.run(
            [sys.executable, "-m", "motcua.embedded.supervisor", str(home.root)],
            cwd="/",
            env={**plain_environment(), "PYTHONPATH": str(_ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=handle,
            stderr=handle,
            start_new_session=True,
            check=False,
        )
    finally:
        os.close(handle)


def stop(home: Home) -> bool:
    """End the supervisor and its servers, whoever uses them; whether there was one. Raises EMBEDDED_SLOW."""
    state = RunState.read(home)
    if state is None or not state.supervisor_is_alive:
        return False
    with suppress(ProcessLookupError):
        os.kill(state.supervisor.pid, signal.SIGTERM)
    end = time.monotonic() + _STOP_LIMIT_S
    while state.supervisor.is_alive():
        if time.monotonic() > end:
            raise Unavailable("EMBEDDED_SLOW", seconds=int(_STOP_LIMIT_S), log=str(home.log_folder))
        time.sleep(_PAUSE_S)
    return True
