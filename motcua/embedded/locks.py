"""File locks that the kernel lets go when their last holder is dead: nobody has to clean up after a kill.

A lock belongs to the open file, so a child that inherits the descriptor holds it too. That is how a server of an
earlier supervisor, or a stray of a killed one, keeps the next from opening the same files (design §2.3).
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil

__all__ = ["is_same_file", "processes_with", "try_lock"]

_RETRY_S = 0.02


def try_lock(path: Path, *, wait: float = 0.0, create: bool = True) -> int | None:
    """Lock `path` for ourselves alone and return the descriptor, or None when another holds it after `wait` seconds.

    Raises OSError when the file cannot be opened.
    """
    handle = os.open(path, os.O_RDWR | (os.O_CREAT if create else 0), 0o600)
    end = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= end:
                os.close(handle)
                return None
            time.sleep(_RETRY_S)
        else:
            return handle


def is_same_file(handle: int, path: Path) -> bool:
    """Whether the open file `handle` is still the one that `path` names."""
    try:
        named = path.stat()
    except FileNotFoundError:
        return False
    opened = os.fstat(handle)
    return (named.st_dev, named.st_ino) == (opened.st_dev, opened.st_ino)


def processes_with(path: Path) -> Iterator[psutil.Process]:
    """The processes, other than this, that have `path` open, hence may hold its lock."""
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.pid != os.getpid() and any(file.path == str(path) for file in process.open_files()):
                yield process
