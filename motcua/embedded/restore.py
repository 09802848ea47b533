"""Restoring a backup: into a new data folder, which gets its name only once everything in it is whole."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from models.errors import Refused
from motcua.durable import sync_folder, writing_into
from motcua.embedded.archive_file import REGISTER, TEMPORAL, Manifest, unpacked
from motcua.embedded.attach import serve, stop
from motcua.embedded.backup import client_program
from motcua.embedded.home import Home
from motcua.embedded.postgresql import DATABASE, url_of

__all__ = ["restore"]


def restore(file: Path, root: Path, tell: Callable[[str], None]) -> Manifest:
    """Make the data folder `root` of a backup. Killed in the middle it leaves no `root`, and may be repeated.

    Raises Refused `HOME_NOT_EMPTY`: what stands there is never written over; InvalidInput `BACKUP_UNREADABLE`; Broken
    `BACKUP_DAMAGED`; Unavailable `BACKUP_FAILED`, `EMBEDDED_…`, `DISK_FULL`, `FOLDER_UNWRITABLE`.
    """
    if root.is_dir() and any(root.iterdir()):
        raise Refused("HOME_NOT_EMPTY", home=str(root))
    part = Home(root.with_name(f".{root.name}.restoring"))
    _remove(part)
    try:
        with writing_into(root.parent):
            part.prepare()
            tell("Đang kiểm tra bản sao lưu…")
            manifest = unpacked(file, part.root)
            (part.root / TEMPORAL).rename(part.temporal_folder / TEMPORAL)
        tell("Đang khôi phục sổ…")
        with serve(part, frozenset({"postgresql"}), tell) as state:
            url = url_of(part, state.servers["postgresql"].address)
            options = ("--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={DATABASE}")
            client_program("pg_restore", url, *options, str(part.root / REGISTER))
        stop(part)
        with writing_into(root.parent):
            _name(part, root)
    except BaseException:
        _remove(part)
        raise
    return manifest


def _name(part: Home, root: Path) -> None:
    """Leave nothing of how it was made, and give it its name."""
    (part.root / REGISTER).unlink()
    part.run_file.unlink(missing_ok=True)
    for lock in part.root.glob("*.lock"):
        lock.unlink()
    shutil.rmtree(part.log_folder, ignore_errors=True)
    sync_folder(part.root)
    if root.is_dir():
        root.rmdir()
    part.root.rename(root)
    sync_folder(root.parent)


def _remove(part: Home) -> None:
    """Take away what an earlier restore left, servers and all."""
    if not part.root.is_dir():
        return
    stop(part)
    if part.place_file.exists():
        shutil.rmtree(json.loads(part.place_file.read_bytes())["data"], ignore_errors=True)
    shutil.rmtree(part.root)
