"""Processes that die with the supervisor, hold their server's lock, and write to their own log."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from motcua.embedded.account import Account

__all__ = ["Launch", "dying_with_us", "plain_environment", "spawn"]

_PR_SET_PDEATHSIG: Final = 1
_LIBC: Final = ctypes.CDLL(None, use_errno=True)
_LOG_BYTES: Final = 20 * 1024 * 1024


@dataclass(frozen=True)
class Launch:
    """How one server is started and ended."""

    command: tuple[str, ...]
    folder: Path
    stop_signal: signal.Signals
    """Asks it to finish in order."""
    death_signal: signal.Signals
    """What the kernel sends it when the supervisor is killed."""
    account: Account | None = None
    environment: dict[str, str] = field(default_factory=dict)


def plain_environment() -> dict[str, str]:
    """An environment without our own and Temporal's and PostgreSQL's variables, which would configure the servers."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def dying_with_us(death_signal: signal.Signals) -> Callable[[], None]:
    """For `preexec_fn`: run in the child after it changed its user, which clears the wish. We have one thread only."""
    parent = os.getpid()

    def wish() -> None:
        if _LIBC.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0) != 0 or os.getppid() != parent:
            os._exit(1)

    return wish


def spawn(launch: Launch, lock: int, log_file: Path) -> subprocess.Popen[bytes]:
    """Start the server with the lock's descriptor inherited. Raises OSError."""
    account = launch.account
    if log_file.exists() and log_file.stat().st_size > _LOG_BYTES:
        log_file.replace(log_file.with_suffix(".1.log"))
    handle = os.open(log_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        return subprocess.Popen(
            launch.command,
            cwd=launch.folder,
            env={**plain_environment(), **launch.environment},
            stdin=subprocess.DEVNULL,
            stdout=handle,
            stderr=handle,
            pass_fds=(lock,),
            start_new_session=True,
            preexec_fn=dying_with_us(launch.death_signal),  # noqa: PLW1509
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
    finally:
        os.close(handle)
