"""Which account runs PostgreSQL, and what that account can reach.

PostgreSQL refuses to run as root. As root we run it under an account of its own, and never loosen the mode of a folder
so that it gets through: what it cannot reach is placed where it can.
"""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from models.errors import Unavailable

__all__ = ["Account", "can_reach", "server_account"]

_NAME: Final = "motcua"


@dataclass(frozen=True)
class Account:
    """A user of the system."""

    name: str
    uid: int
    gid: int


def _find(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(name, entry.pw_uid, entry.pw_gid)


def server_account() -> Account | None:
    """The account for PostgreSQL; None means ourselves. As root it is `motcua`, made if it lacks.

    Raises Unavailable EMBEDDED_ACCOUNT_MISSING.
    """
    if os.geteuid() != 0:
        return None
    account = _find(_NAME)
    if account is None:
        command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", _NAME]
        try:
            subprocess.run(command, check=False, capture_output=True)
        except OSError as error:
            raise Unavailable("EMBEDDED_ACCOUNT_MISSING", account=_NAME) from error
        account = _find(_NAME)  # also when another process made it at the same moment and useradd refused
    if account is None or account.uid == 0:
        raise Unavailable("EMBEDDED_ACCOUNT_MISSING", account=_NAME)
    return account


def can_reach(path: Path, account: Account | None, mode: str = "x") -> bool:
    """Whether `account` may pass into or execute (`x`), or read (`r`) `path`, asked of the kernel: it knows of ACLs."""
    if account is None:
        return os.access(path, {"x": os.X_OK, "r": os.R_OK}[mode])
    done = subprocess.run(
        ["/usr/bin/test", f"-{mode}", str(path)],
        user=account.uid,
        group=account.gid,
        extra_groups=[],
        cwd="/",
        check=False,
        capture_output=True,
    )
    return done.returncode == 0
