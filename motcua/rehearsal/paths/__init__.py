"""Every path of a rehearsed year. A new one is a function and a row in its room."""

from __future__ import annotations

from typing import Final

from motcua.rehearsal.path import Path
from motcua.rehearsal.paths import (
    after,
    asking,
    days,
    elsewhere,
    ending,
    handing,
    late,
    migrated,
    online,
    road,
    stores,
    work,
)

__all__ = ["PATHS"]

PATHS: Final[tuple[Path, ...]] = (
    *road.PATHS, *handing.PATHS, *online.PATHS, *late.PATHS, *migrated.PATHS, *days.PATHS, *asking.PATHS,
    *ending.PATHS, *elsewhere.PATHS, *stores.PATHS,
    *work.PATHS, *after.PATHS,
)  # fmt: skip
"""No more than sixty: a rehearsal of sixty dossiers has every one of them, whatever the seed."""
