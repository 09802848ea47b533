"""Which version of the code a worker runs, and which version Temporal gives the dossiers to (docs/releases.md)."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Final

import activities
import models
import workflows

__all__ = ["build_id"]

_LENGTH: Final = 12


@lru_cache(maxsize=1)
def build_id() -> str:
    """Name the code by which dossiers are decided: the same sources, the same twelve digits, wherever they lie."""
    digest = hashlib.sha256()
    for package in (models, activities, workflows):
        root = Path(package.__path__[0])
        for path in sorted(root.rglob("*.py")):
            content = path.read_bytes()
            digest.update(f"{package.__name__}/{path.relative_to(root).as_posix()} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()[:_LENGTH]
