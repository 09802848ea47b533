"""Files that are whole or absent: temporary file, fsync, rename or link, fsync of the folder.

Nothing that looks finished under its name can be half-written, even when the power fails in between.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from models.errors import Unavailable

__all__ = ["create_durably", "ensure_folder", "errno_name", "replace_durably", "sync_folder", "writing_into"]

_NO_SPACE: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_PART = ".part"
"""How the name of an unfinished file ends; whoever lists a folder passes over these."""


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def ensure_folder(folder: Path, mode: int = 0o700) -> None:
    """Make `folder` and what lacks above it, durably and for the owner alone. Raises OSError."""
    if folder.is_dir():
        return
    ensure_folder(folder.parent, mode)
    try:
        folder.mkdir(mode=mode)
    except FileExistsError:
        return
    sync_folder(folder.parent)


def _write_part(path: Path, content: bytes, mode: int) -> Path:
    part = path.with_name(f".{path.name}.{secrets.token_hex(6)}{_PART}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return part


def replace_durably(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write `content` to `path`, in place of what stood there. Raises OSError, leaving `path` as it was."""
    part = _write_part(path, content, mode)
    try:
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def create_durably(path: Path, content: bytes, mode: int = 0o600) -> bool:
    """Write `content` to `path` unless something stands there; of several writers at once exactly one wins.

    Returns whether this call made the file. Raises OSError, leaving nothing behind.
    """
    part = _write_part(path, content, mode)
    try:
        path.hardlink_to(part)
    except FileExistsError:
        return False
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)
    return True


@contextmanager
def writing_into(folder: Path) -> Iterator[None]:
    """Tell what hinders writing into `folder`. Raises Unavailable: `DISK_FULL`, `FOLDER_UNWRITABLE`."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise Unavailable("DISK_FULL", folder=folder.name) from error
        raise Unavailable("FOLDER_UNWRITABLE", folder=folder.name, errno=errno_name(error)) from error


def errno_name(error: OSError) -> str:
    """Return the system's name of an error, as `EACCES`."""
    return errno.errorcode.get(error.errno or 0, "?")
