"""Secret files: made for their owner alone, read only while nobody else may read them."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path
from typing import Final

from models.errors import Unavailable

__all__ = ["KEY_BYTES", "overwrite_secret", "read_key", "read_secret", "require_mode"]

KEY_BYTES: Final = 32


def read_secret(path: Path) -> bytes:
    """Read a file that its owner alone may read. Raises Unavailable: `KEYSTORE_MISSING`, `KEYSTORE_MODE`."""
    try:
        require_mode(path, 0o600)
        return path.read_bytes()
    except (FileNotFoundError, PermissionError):
        raise Unavailable("KEYSTORE_MISSING", folder=str(path)) from None


def read_key(path: Path) -> bytes:
    """Read a key of 32 bytes. Raises Unavailable as `read_secret`, and `KEYSTORE_DAMAGED`."""
    content = read_secret(path)
    if len(content) != KEY_BYTES:
        raise Unavailable("KEYSTORE_DAMAGED", file=str(path))
    return content


def overwrite_secret(path: Path) -> None:
    """Write chance over a file where it stands, of the same length. What a disk keeps elsewhere is out of reach."""
    with path.open("r+b") as file:
        file.write(secrets.token_bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())


def require_mode(path: Path, most: int) -> None:
    """Check that group and others may do nothing with it. Raises Unavailable (`KEYSTORE_MODE`)."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & ~most:
        raise Unavailable("KEYSTORE_MODE", path=str(path), mode=f"{mode:04o}", wanted=f"{most:04o}")
