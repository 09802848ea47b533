"""Secret files: made 0600 and durable, read only while nobody else may read them."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from models.errors import Unavailable

__all__ = ["durable", "read_secret", "replace_secret", "require_mode", "write_secret"]


def durable(folder: Path) -> None:
    """Make the names in a folder survive a power loss."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_secret(path: Path, content: bytes) -> None:
    """Write a new file, 0600 from its first moment, and make its bytes durable. Raises FileExistsError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def replace_secret(path: Path, content: bytes) -> None:
    """Put a whole new content in the place of a file, at once."""
    handle, draft = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(draft).replace(path)
    durable(path.parent)


def read_secret(path: Path) -> bytes:
    """Read a file that its owner alone may read. Raises Unavailable: `KEYSTORE_MISSING`, `KEYSTORE_MODE`."""
    try:
        require_mode(path, 0o600)
        return path.read_bytes()
    except (FileNotFoundError, PermissionError):
        raise Unavailable("KEYSTORE_MISSING", folder=str(path)) from None


def require_mode(path: Path, most: int) -> None:
    """Check that group and others may do nothing with it. Raises Unavailable (`KEYSTORE_MODE`)."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & ~most:
        raise Unavailable("KEYSTORE_MODE", path=str(path), mode=f"{mode:04o}", wanted=f"{most:04o}")
