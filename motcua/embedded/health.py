"""What can be said of a data folder's runtime from outside, without starting anything: for `motcua doctor`."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from models.errors import MotcuaError
from motcua.embedded import holders
from motcua.embedded.attach import needs_of
from motcua.embedded.home import Home
from motcua.embedded.programs import postgresql_bin, temporal_program
from motcua.embedded.state import RunState
from motcua.settings import Settings

__all__ = ["Check", "local_checks"]

_LEAST_PYTHON: Final = (3, 11)
_ROOM_BYTES: Final = 512 * 1024 * 1024

Verdict = Literal["ok", "warning", "wrong", "unreachable"]


@dataclass(frozen=True)
class Check:
    """One thing looked at. `fact` says what was found, `step` what to do about it; both for a person, in Vietnamese."""

    name: str
    verdict: Verdict
    fact: str
    step: str = ""


def local_checks(settings: Settings) -> Iterator[Check]:
    """Look at the environment, the programs, the data folder and its processes."""
    yield _python()
    yield from _variables(settings)
    needs = needs_of(settings)
    if not needs:
        return
    if "temporal" in needs:
        yield _program("temporal", temporal_program)
    if "postgresql" in needs:
        yield _program("postgresql", lambda: postgresql_bin(None))
    home = Home(settings.home)
    yield _folder(home)
    if home.root.is_dir():
        yield _room(home)
        yield from _processes(home)


def _python() -> Check:
    fact = ".".join(map(str, sys.version_info[:3]))
    good = sys.version_info >= _LEAST_PYTHON
    return Check("python", "ok" if good else "wrong", fact, "" if good else "Cần Python 3.11 trở lên.")


def _variables(settings: Settings) -> Iterator[Check]:
    unknown = settings.unknown_variables()
    if unknown:
        yield Check("variables", "warning", ", ".join(unknown), "Biến không có nghĩa; xem docs/settings.md.")


def _program(name: str, find: Callable[[], Path]) -> Check:
    try:
        return Check(f"program:{name}", "ok", str(find()))
    except MotcuaError as error:
        return Check(f"program:{name}", "wrong", error.vi, error.next_vi)


def _folder(home: Home) -> Check:
    if not home.root.is_dir():
        return Check("home", "unreachable", f"{home.root} chưa có", "Chạy `motcua up`.")
    found = home.root.stat()
    mode = f"{home.root} {stat.S_IMODE(found.st_mode):04o}"
    if found.st_uid != os.geteuid():
        return Check("home", "wrong", mode, f"Thuộc về người dùng {found.st_uid}; chạy bằng người dùng đó.")
    if not os.access(home.root, os.W_OK | os.X_OK):
        return Check("home", "wrong", mode, "Không ghi được; cấp quyền ghi.")
    if found.st_mode & (stat.S_IRWXG | stat.S_IRWXO) & ~(stat.S_IXGRP | stat.S_IXOTH):
        return Check("home", "warning", mode, f"Người khác đọc được; chạy `chmod go-rw {home.root}`.")
    return Check("home", "ok", mode)


def _room(home: Home) -> Check:
    free = shutil.disk_usage(home.root).free
    fact = f"còn {free // (1024 * 1024)} MiB"
    return (
        Check("disk", "ok", fact) if free > _ROOM_BYTES else Check("disk", "wrong", fact, "Giải phóng dung lượng đĩa.")
    )


def _processes(home: Home) -> Iterator[Check]:
    state = RunState.read(home)
    held = holders.held_needs(home) is not None
    if state is None or not state.supervisor_is_alive:
        fact = "đã chết, dù `motcua up` còn giữ" if held else "không chạy"
        yield Check("supervisor", "unreachable", fact, "Chạy `motcua up`.")
        return
    users = ", ".join(f"{holder.program} ({holder.pid})" for holder in holders.living(home))
    keeps = "; ".join(filter(None, ("motcua up giữ" if held else "", users and f"đang dùng: {users}")))
    yield Check("supervisor", "ok", f"pid {state.supervisor.pid}" + (f"; {keeps}" if keeps else ""))
    for name, server in sorted(state.servers.items()):
        if server.stage == "stopped":
            continue
        alive = server.process is not None and server.process.is_alive()
        fact = f"{server.address}, pid {server.process.pid if server.process else '—'}, khởi động lại {server.restarts}"
        if alive and server.stage == "ready":
            yield Check(f"server:{name}", "ok", fact)
        else:
            yield Check(f"server:{name}", "unreachable", fact, f"Xem {home.log_file(name)}.")
