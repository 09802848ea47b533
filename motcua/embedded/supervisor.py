"""The supervisor of one data folder: `python -m motcua.embedded.supervisor HOME`.

A small process of one thread, detached from the program that started it. It runs what its holders need, and ends when
none is left, unless `motcua up` holds it. Its servers die with it, however it dies (design §2.3).
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Final

from models.errors import MotcuaError, Unavailable
from motcua import log as logging
from motcua.embedded import holders
from motcua.embedded.home import Home
from motcua.embedded.keeper import Keeper, Program
from motcua.embedded.locks import is_same_file, try_lock
from motcua.embedded.postgresql import PostgreSQL
from motcua.embedded.state import Failure, ProcessMark, RunState, ServerName, ServerState
from motcua.embedded.temporal import Temporal

__all__ = ["ALREADY_SUPERVISED", "LINGER_S", "Supervisor", "main"]

log = logging.logger(__name__)

ALREADY_SUPERVISED: Final = 75
"""Exit code of a second supervisor of the same folder (EX_TEMPFAIL)."""

LINGER_S: Final = 3.0
"""How long the servers stay after the last holder, so that one command after another need not start them anew."""

_TICK_S: Final = 0.02
_STEADY_TICK_S: Final = 0.25
_LOCK_WAIT_S: Final = 0.5
_ORDER: Final[tuple[ServerName, ...]] = ("temporal", "postgresql")


class Supervisor:
    """The loop. It holds the supervisor's lock for as long as it lives."""

    def __init__(self, home: Home, lock: int) -> None:
        self._home = home
        self._lock = lock
        self._mark = ProcessMark.own()
        before = RunState.read(home)
        self._before: dict[ServerName, ServerState] = before.servers if before else {}
        self._keepers: dict[ServerName, Keeper] = {}
        self._stopping = False
        self._untold = False
        self._alone_since: float | None = None
        self._wake_reader, self._wake_writer = os.pipe()

    def run(self) -> int:
        """Serve until nobody holds the runtime or a signal ends it; the exit code."""
        self._listen_to_signals()
        self._publish("serving")
        try:
            self._serve()
        except (MotcuaError, OSError) as error:
            log.error("supervisor gives up", exc_info=error)
            self._stop_servers()
            self._publish("failed", _failure(self._home, error))
            return 1
        self._publish("stopping")
        self._stop_servers()
        self._publish("stopped")
        log.info("supervisor ends")
        return 0

    def _serve(self) -> None:
        while not self._stopping and is_same_file(self._lock, self._home.lock_file("supervisor")):
            needs = self._needs()
            if needs is None:
                if self._ends_alone():
                    return
                needs = frozenset()
            self._untold = self._tick(needs) or self._untold
            if self._untold:
                self._untold = not self._told()
            self._sleep()

    def _needs(self) -> frozenset[ServerName] | None:
        """What is needed now; None when nobody holds the runtime."""
        living = holders.living(self._home)
        held = holders.held_needs(self._home)
        if held is None and not living:
            return None
        return (held or frozenset()).union(*(holder.needs for holder in living))

    def _ends_alone(self) -> bool:
        now = time.monotonic()
        self._alone_since = self._alone_since or now
        if now - self._alone_since < LINGER_S:
            return False
        # Whoever came before this line is seen by the second look; whoever comes after reads `stopping` and waits.
        self._publish("stopping")
        if self._needs() is None:
            return True
        self._alone_since = None
        self._publish("serving")
        return False

    def _tick(self, needs: frozenset[ServerName]) -> bool:
        if needs:
            self._alone_since = None
        changed = False
        for name in _ORDER:
            if name in needs and name not in self._keepers:
                self._keepers[name] = self._keeper(name)
                changed = True
            if name in self._keepers:
                changed = self._keepers[name].tick() or changed
        return changed

    def _keeper(self, name: ServerName) -> Keeper:
        program: Program = Temporal(self._home) if name == "temporal" else PostgreSQL(self._home)
        last = self._before.get(name)
        return Keeper(self._home, program, last.port if last else None)

    def _told(self) -> bool:
        """Publish; a full disk must not end servers that run."""
        try:
            self._publish("serving")
        except OSError as error:
            log.error("run.json not written", exc_info=error)
            return False
        return True

    def _sleep(self) -> None:
        steady = all(keeper.is_ready for keeper in self._keepers.values())
        readable, _, _ = select.select([self._wake_reader], [], [], _STEADY_TICK_S if steady else _TICK_S)
        if readable:
            os.read(self._wake_reader, 512)

    def _publish(self, stage: str, failure: Failure | None = None) -> None:
        if not is_same_file(self._lock, self._home.lock_file("supervisor")):
            return  # the folder was removed, or is another's by now
        servers = {name: _stopped(state) for name, state in self._before.items()}
        for name, keeper in self._keepers.items():
            servers[name] = keeper.state if stage == "serving" else _stopped(keeper.state)
        state = {"stage": stage, "supervisor": self._mark, "servers": servers, "failure": failure}
        RunState.model_validate(state).write(self._home)

    def _stop_servers(self) -> None:
        for keeper in self._keepers.values():
            keeper.ask_to_stop()
        for keeper in self._keepers.values():
            keeper.wait_stopped()

    def _listen_to_signals(self) -> None:
        os.set_blocking(self._wake_writer, False)
        signal.set_wakeup_fd(self._wake_writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGTERM, self._on_signal)
        signal.signal(signal.SIGINT, self._on_signal)
        signal.signal(signal.SIGCHLD, self._on_signal)  # a server died: wake at once

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        if number != signal.SIGCHLD:
            self._stopping = True


def _stopped(state: ServerState) -> ServerState:
    return state.model_copy(update={"stage": "stopped", "process": None})


def _failure(home: Home, error: MotcuaError | OSError) -> Failure:
    if not isinstance(error, MotcuaError):
        error = Unavailable("EMBEDDED_NOT_STARTED", server="supervisor", log=str(home.log_file("supervisor")))
    return Failure(code=error.code, facts=error.facts)


def _detach() -> None:
    """Let the starting program's child end at once, so that it need not stay to bury us."""
    if os.fork() > 0:
        os._exit(0)
    os.setsid()


def main(arguments: list[str]) -> int:
    """Supervise the folder named first; `--foreground` stays attached."""
    home = Home(Path(arguments[0]))
    if "--foreground" not in arguments:
        _detach()
    logging.configure("info", "auto")
    lock = try_lock(home.lock_file("supervisor"), wait=_LOCK_WAIT_S)
    if lock is None:
        log.info("another supervisor serves this folder")
        return ALREADY_SUPERVISED
    return Supervisor(home, lock).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
