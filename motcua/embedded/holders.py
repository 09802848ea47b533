"""Who uses the runtime: one file per program, locked for as long as the program lives, however it ends."""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pydantic import BaseModel, ValidationError

from motcua.durable import replace_durably
from motcua.embedded.home import Home
from motcua.embedded.locks import is_same_file, try_lock
from motcua.embedded.state import ServerName

__all__ = ["Holder", "clear_held", "held_needs", "hold", "living", "mark_held"]


class Holder(BaseModel):
    """A program that uses the runtime, and which servers it needs."""

    pid: int = 0
    program: str = "?"
    needs: frozenset[ServerName] = frozenset()


def _program() -> str:
    return Path(sys.argv[0] or "python").name


@contextmanager
def hold(home: Home, needs: frozenset[ServerName]) -> Iterator[None]:
    """Count as a user of the runtime inside the block. Raises OSError."""
    handle, path = _locked_file(home)
    try:
        holder = Holder(pid=os.getpid(), program=_program(), needs=needs)
        os.write(handle, holder.model_dump_json().encode())
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def _locked_file(home: Home) -> tuple[int, Path]:
    while True:
        path = home.holders / f"{os.getpid()}-{secrets.token_hex(4)}.json"
        handle = try_lock(path)
        # Between making and locking, the supervisor may have taken the file for a dead program's and removed it.
        if handle is not None and is_same_file(handle, path):
            return handle, path
        if handle is not None:
            os.close(handle)


def living(home: Home) -> list[Holder]:
    """The programs that use the runtime now; files of dead ones are removed."""
    found = []
    for path in sorted(home.holders.glob("*.json")):
        with suppress(FileNotFoundError):
            handle = try_lock(path, create=False)
            if handle is None:
                found.append(_read(path))
                continue
            path.unlink(missing_ok=True)
            os.close(handle)
    return found


def _read(path: Path) -> Holder:
    try:
        return Holder.model_validate_json(path.read_bytes())
    except ValidationError:
        return Holder()  # locked and not yet written: it will say what it needs in a moment


def mark_held(home: Home, needs: frozenset[ServerName]) -> None:
    """Keep the runtime until `clear_held`, over restarts of the supervisor and of the machine. Raises OSError."""
    replace_durably(home.held_file, json.dumps({"program": "motcua up", "needs": sorted(needs)}).encode())


def clear_held(home: Home) -> None:
    """Let the runtime end with its last holder."""
    home.held_file.unlink(missing_ok=True)


def held_needs(home: Home) -> frozenset[ServerName] | None:
    """The servers kept by `motcua up`, or None when it is not up."""
    try:
        return Holder.model_validate_json(home.held_file.read_bytes()).needs
    except FileNotFoundError:
        return None
