"""run.json: what the supervisor says of itself and its servers, whole at every moment."""

from __future__ import annotations

import os
from functools import cache, cached_property
from pathlib import Path
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from motcua.durable import replace_durably
from motcua.embedded.home import Home

__all__ = ["Failure", "ProcessMark", "RunState", "ServerName", "ServerState"]

ServerName = Literal["temporal", "postgresql"]

_DEAD: Final = ("Z", "X", "x")


@cache
def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ProcessMark(_Value):
    """One process and no later one of the same number, also after the machine or its clock was set anew."""

    pid: int
    started: str
    """The boot, and the ticks from the boot to the start: a step of the clock changes neither."""

    @classmethod
    def of(cls, pid: int) -> Self | None:
        """The mark of a living process, or None; a zombie does not live."""
        try:
            told = Path(f"/proc/{pid}/stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            return None
        fields = told.rpartition(")")[2].split()  # the name before it may hold spaces and brackets
        return None if fields[0] in _DEAD else cls(pid=pid, started=f"{_boot()}:{fields[19]}")

    @classmethod
    def own(cls) -> Self:
        """The mark of this process."""
        mark = cls.of(os.getpid())
        assert mark is not None
        return mark

    def is_alive(self) -> bool:
        """Whether that very process still runs."""
        return ProcessMark.of(self.pid) == self


class ServerState(_Value):
    """One server: `ready` means that it answers at `port` of 127.0.0.1; a stopped one keeps its port for the next."""

    stage: Literal["starting", "ready", "stopped"]
    port: int
    process: ProcessMark | None = None
    restarts: int = 0
    version: str = ""
    data: str = ""

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"127.0.0.1:{self.port}"


class Failure(_Value):
    """Why the supervisor gave up: an error of ours, by code and facts."""

    code: str
    facts: dict[str, str | int]


class RunState(_Value):
    """The whole file."""

    stage: Literal["serving", "stopping", "stopped", "failed"]
    supervisor: ProcessMark
    servers: dict[ServerName, ServerState] = {}
    failure: Failure | None = None

    @classmethod
    def read(cls, home: Home) -> Self | None:
        """What stands there, or None: nothing, or not readable as ours."""
        try:
            return cls.model_validate_json(home.run_file.read_bytes())
        except (FileNotFoundError, NotADirectoryError, PermissionError, ValidationError):
            return None

    def write(self, home: Home) -> None:
        """Replace the file. Raises OSError."""
        replace_durably(home.run_file, self.model_dump_json(indent=1).encode())

    @cached_property
    def supervisor_is_alive(self) -> bool:
        """Whether the supervisor that wrote this still ran when first asked."""
        return self.supervisor.is_alive()

    def is_ready(self, needs: frozenset[ServerName]) -> bool:
        """Whether every needed server answers."""
        if self.stage != "serving" or not self.supervisor_is_alive:
            return False
        return all(name in self.servers and self.servers[name].stage == "ready" for name in needs)
