"""Secret files: made for their owner alone, read only while nobody else may read them."""

from __future__ import annotations

import stat
from pathlib import Path

from models.errors import Unavailable

__all__ = ["read_secret", "require_mode"]


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
