"""The data folder: where each thing of the embedded runtime lies, made for its owner alone."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from models.errors import Unavailable

__all__ = ["Home"]


@dataclass(frozen=True)
class Home:
    """The paths under one data folder (MOTCUA_HOME)."""

    root: Path

    @property
    def run_file(self) -> Path:
        """What runs, at which address, under which process id."""
        return self.root / "run.json"

    @property
    def held_file(self) -> Path:
        """Stands from `motcua up` until `motcua down`."""
        return self.root / "held.json"

    @property
    def rehearsal_file(self) -> Path:
        """Stands in a folder where time may be skipped: a rehearsal's, and no other."""
        return self.root / "rehearsal"

    @property
    def place_file(self) -> Path:
        """Where PostgreSQL's data lie when they cannot lie in the data folder."""
        return self.root / "postgresql.place.json"

    @property
    def password_file(self) -> Path:
        """The embedded database's password."""
        return self.root / "secrets" / "postgresql"

    @property
    def log_folder(self) -> Path:
        """Logs of the supervisor and the servers."""
        return self.root / "log"

    @property
    def holders(self) -> Path:
        """One locked file for each program that uses the runtime."""
        return self.root / "holders"

    @property
    def temporal_folder(self) -> Path:
        """Temporal's database file."""
        return self.root / "temporal"

    @property
    def postgresql_folder(self) -> Path:
        """PostgreSQL's data, where the account that runs it can reach them here."""
        return self.root / "postgresql"

    def lock_file(self, name: str) -> Path:
        """The lock of `supervisor` or of a server."""
        return self.root / f"{name}.lock"

    def log_file(self, name: str) -> Path:
        """The log of `supervisor` or of a server."""
        return self.log_folder / f"{name}.log"

    def prepare(self) -> None:
        """Make what lacks, changing the mode of nothing that stands.

        Raises Unavailable HOME_NOT_OURS when another user owns the folder, HOME_NOT_WRITABLE when it cannot be made.
        """
        try:
            # As root PostgreSQL runs under another account, which must be able to walk through what we make.
            _make(self.root, 0o711 if os.geteuid() == 0 else 0o700)
            owner = self.root.stat().st_uid
            if owner != os.geteuid():
                raise Unavailable("HOME_NOT_OURS", home=str(self.root), owner=owner)
            for folder in (self.log_folder, self.holders, self.temporal_folder, self.password_file.parent):
                _make(folder, 0o700)
        except OSError as error:
            raise Unavailable("HOME_NOT_WRITABLE", home=str(self.root)) from error
        if not os.access(self.root, os.W_OK | os.X_OK):
            raise Unavailable("HOME_NOT_WRITABLE", home=str(self.root))


def _make(folder: Path, mode: int) -> None:
    if folder.is_dir():
        return
    _make(folder.parent, mode)
    try:
        folder.mkdir(mode)
    except FileExistsError:
        return
    folder.chmod(mode)
