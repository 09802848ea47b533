"""The embedded runtime survives the death of every one of its parts, and is never there twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest

from models.errors import Unavailable
from motcua.embedded import Home, RunState, Runtime, attach, runtime_of, stop
from motcua.embedded.holders import living
from motcua.embedded.locks import processes_with
from motcua.embedded.state import ServerName
from motcua.embedded.supervisor import ALREADY_SUPERVISED
from motcua.settings import Settings

pytest_plugins = ("tests.fixtures.runtime",)

ALL_SERVERS: frozenset[ServerName] = frozenset(("temporal", "postgresql"))
ROOT = Path(__file__).resolve().parents[2]

HOLDER = """
import sys
from motcua.embedded import attach
from motcua.settings import Settings
with attach(Settings(home=sys.argv[1])) as runtime:
    print(runtime.temporal_address, runtime.database_url, flush=True)
    sys.stdin.read()
"""


def state_of(home: Path) -> RunState:
    """What run.json says now."""
    state = RunState.read(Home(home))
    assert state is not None
    return state


def until(look: Callable[[], bool]) -> None:
    """Wait for what must come; the test's timeout ends a vain wait."""
    while not look():
        time.sleep(0.01)


def pid_of(home: Path, server: ServerName) -> int:
    process = state_of(home).servers[server].process
    assert process is not None
    return process.pid


def all_dead(state: RunState) -> bool:
    """Whether the supervisor and every server of `state` have ended."""
    servers = [server.process for server in state.servers.values() if server.process]
    return len(servers) == 2 and not any(mark.is_alive() for mark in (state.supervisor, *servers))


def restarted(home: Path, server: ServerName, before: int) -> bool:
    state = state_of(home)
    process = state.servers[server].process
    return state.is_ready(frozenset((server,))) and process is not None and process.pid != before


def answer(runtime: Runtime) -> str:
    """Ask the database for its version."""
    with psycopg.connect(runtime.database_url.replace("+psycopg", ""), connect_timeout=10) as connection:
        row = connection.execute("SHOW server_version").fetchone()
    assert row is not None
    return str(row[0])


@contextmanager
def program(home: Path) -> Iterator[subprocess.Popen[str]]:
    """Another program, attached until its stdin ends."""
    command = [sys.executable, "-c", HOLDER, str(home)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.communicate()


def test_a_killed_temporal_is_back_at_its_address(made_home: Path) -> None:
    """Clients keep the address they were given."""
    with attach(Settings(home=made_home)) as runtime:
        before = pid_of(made_home, "temporal")
        os.kill(before, signal.SIGKILL)
        until(lambda: restarted(made_home, "temporal", before))
        assert state_of(made_home).servers["temporal"].address == runtime.temporal_address
        assert state_of(made_home).servers["temporal"].restarts == 1


def test_a_killed_postgresql_is_back_with_what_was_committed(made_home: Path) -> None:
    """A kill of the postmaster loses nothing committed and changes no address."""
    with attach(Settings(home=made_home)) as runtime:
        url = runtime.database_url.replace("+psycopg", "")
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 'Hồ sơ' AS word")
        before = pid_of(made_home, "postgresql")
        os.kill(before, signal.SIGKILL)
        until(lambda: restarted(made_home, "postgresql", before))
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT word FROM kept").fetchone() == ("Hồ sơ",)


def test_the_servers_die_with_a_killed_supervisor_and_the_next_starts_clean(made_home: Path) -> None:
    """No server outlives its supervisor, and whoever comes next finds the same addresses."""
    with attach(Settings(home=made_home)) as runtime:
        state = state_of(made_home)
        os.kill(state.supervisor.pid, signal.SIGKILL)
        until(lambda: all_dead(state))
        with attach(Settings(home=made_home)) as again:
            assert state_of(made_home).supervisor != state.supervisor
            assert (again.temporal_address, again.database_url) == (runtime.temporal_address, runtime.database_url)
            assert answer(again).startswith("18")


def test_two_programs_starting_at_once_share_one_runtime(scratch_home: Path) -> None:
    """Neither waits for a person, neither starts a second server."""
    with program(scratch_home) as first, program(scratch_home) as second:
        assert first.stdout is not None
        assert second.stdout is not None
        assert first.stdout.readline() == second.stdout.readline()
        assert len(living(Home(scratch_home))) == 2
        servers = [p for p in processes_with(Home(scratch_home).lock_file("temporal")) if p.name() == "temporal"]
        assert len(servers) == 1


def test_a_killed_program_no_longer_holds_the_runtime(made_home: Path) -> None:
    """The supervisor ends by itself when the last of its programs was killed."""
    with program(made_home) as process:
        assert process.stdout is not None
        process.stdout.readline()
        state = state_of(made_home)
        process.kill()
    until(lambda: not state.supervisor.is_alive())
    assert state_of(made_home).stage == "stopped"
    assert living(Home(made_home)) == []


def test_a_second_supervisor_of_a_folder_refuses(made_home: Path) -> None:
    """It leaves at once with its own exit code, and the first goes on."""
    with attach(Settings(home=made_home)) as runtime:
        state = state_of(made_home)
        command = [sys.executable, "-m", "motcua.embedded.supervisor", str(made_home), "--foreground"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
        assert done.returncode == ALREADY_SUPERVISED
        assert state_of(made_home) == state
        assert answer(runtime)


def test_a_server_of_an_earlier_supervisor_is_never_doubled(made_home: Path) -> None:
    """As long as anything still has the server's lock, the next waits for its end."""
    home = Home(made_home)
    home.prepare()
    stray = "import fcntl,sys; f = open(sys.argv[1], 'w'); fcntl.flock(f, fcntl.LOCK_EX); print(1, flush=True); input()"
    command = [sys.executable, "-c", stray, str(home.lock_file("temporal"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with program(made_home) as waiting:
            until(lambda: home.run_file.exists() and "postgresql" in state_of(made_home).servers)
            until(lambda: state_of(made_home).is_ready(frozenset(("postgresql",))))
            assert state_of(made_home).servers["temporal"].process is None
            process.communicate("end\n")
            assert waiting.stdout is not None
            assert waiting.stdout.readline()
            assert state_of(made_home).is_ready(ALL_SERVERS)


def test_a_removed_folder_ends_its_supervisor(made_home: Path) -> None:
    """Nobody has to look for processes of a folder that is gone."""
    with attach(Settings(home=made_home)):
        state = state_of(made_home)
        made_home.rename(made_home.with_name("gone"))
        until(lambda: all_dead(state))
        made_home.with_name("gone").rename(made_home)


def test_a_server_that_cannot_start_is_told_with_its_log(scratch_home: Path) -> None:
    """The error names the server and where to read, and nothing keeps running."""
    home = Home(scratch_home)
    home.prepare()
    (home.temporal_folder / "temporal.db").write_bytes(b"not a database" * 100)
    with pytest.raises(Unavailable) as refused, attach(Settings(home=scratch_home)):
        pass
    assert refused.value.code == "EMBEDDED_NOT_STARTED"
    assert refused.value.facts == {"server": "temporal", "log": str(home.log_file("temporal"))}
    assert not stop(home)


def test_only_what_is_needed_is_started(made_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a database of one's own, no embedded one runs; with both of one's own, nothing does."""
    monkeypatch.setenv("MOTCUA_DATABASE_URL", "postgres://u:p@db.invalid/register")
    settings = Settings(home=made_home)
    with attach(settings) as runtime:
        assert runtime.database_url == "postgresql+psycopg://u:p@db.invalid/register"
        assert [name for name, server in state_of(made_home).servers.items() if server.process] == ["temporal"]
    stop(Home(made_home))
    monkeypatch.setenv("TEMPORAL_ADDRESS", "temporal.invalid:7233")
    with attach(settings) as runtime:
        assert (runtime.temporal_address, runtime.embedded) == ("temporal.invalid:7233", frozenset())
        assert not state_of(made_home).supervisor_is_alive


def test_the_mark_of_env_makes_our_programs_attach(made_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """MOTCUA_EMBEDDED=1 wins over the address that the stock program needs."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    monkeypatch.setenv("MOTCUA_EMBEDDED", "1")
    settings = Settings(home=made_home)
    with attach(settings) as runtime:
        assert runtime.embedded == ALL_SERVERS
        assert runtime == runtime_of(settings, state_of(made_home))
        assert runtime.temporal_address != "127.0.0.1:1"


def test_run_json_and_the_password_are_for_their_owner_alone(scratch_home: Path) -> None:
    """What bears an address or a secret has mode 0600, and the address file bears no secret."""
    with attach(Settings(home=scratch_home)) as runtime:
        home = Home(scratch_home)
        password = home.password_file.read_text()
        assert [path.stat().st_mode & 0o777 for path in (home.run_file, home.password_file)] == [0o600, 0o600]
        assert password not in home.run_file.read_text()
        assert password not in repr(runtime)
        assert password not in json.dumps(psutil.Process(pid_of(scratch_home, "postgresql")).cmdline())
