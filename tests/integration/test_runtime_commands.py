"""`motcua up`, `down`, `env`, `doctor` as a person at a shell uses them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from motcua.embedded import Home, RunState
from motcua.embedded.programs import bin_folder

pytest_plugins = ("tests.fixtures.runtime",)

ROOT = Path(__file__).resolve().parents[2]


def shell(home: Path, line: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell from the checkout with this data folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MOTCUA_", "TEMPORAL_"))}
    path = f"{bin_folder()}:{kept['PATH']}"
    environment = {**kept, "PATH": path, "MOTCUA_HOME": str(home), **variables}
    return subprocess.run(
        ["sh", "-c", line], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def test_dev_serves_until_it_is_asked_to_stop(scratch_home: Path) -> None:
    """Servers and a worker in the foreground; SIGTERM lets it finish and it says 0."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MOTCUA_", "TEMPORAL_"))}
    with subprocess.Popen(
        [str(bin_folder() / "motcua"), "dev"],
        cwd=ROOT,
        env={**kept, "MOTCUA_HOME": str(scratch_home)},
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stderr is not None
        assert any("worker_ready" in line for line in program.stderr), "it ended before it served"
        program.terminate()
        program.stderr.read()
        assert program.wait() == 0


def verdicts(told: str) -> dict[str, str]:
    return {check["name"]: check["verdict"] for check in json.loads(told)}


def test_up_ends_in_a_pipe_and_holds_the_servers_until_down(scratch_home: Path) -> None:
    """The servers never keep a reader of `up` waiting; they stay, are found whole, and go at `down`."""
    up = shell(scratch_home, "motcua up 2>&1 | cat")
    assert "Temporal" in up.stdout
    state = RunState.read(Home(scratch_home))
    assert state is not None
    assert state.supervisor.is_alive()

    doctor = shell(scratch_home, "motcua doctor --json")
    assert doctor.returncode == 0, doctor.stdout
    assert set(verdicts(doctor.stdout).values()) == {"ok"}

    query = "temporal workflow list --query 'Overdue = true' -o json"
    listed = shell(scratch_home, f'eval "$(motcua env)"; {query}; echo "$MOTCUA_EMBEDDED $MOTCUA_HOME"')
    assert listed.stdout.split("\n")[-2] == f"1 {scratch_home}", listed.stderr

    down = shell(scratch_home, "motcua down --json")
    assert json.loads(down.stdout) == {"home": str(scratch_home), "stopped": True}
    assert not state.supervisor.is_alive()

    gone = shell(scratch_home, "motcua doctor --json")
    assert gone.returncode == 3
    assert verdicts(gone.stdout)["supervisor"] == "unreachable"
    assert shell(scratch_home, "motcua env").returncode == 3


def test_down_says_who_still_uses_the_servers(made_home: Path) -> None:
    """A program at work is not cut off unless it is asked for."""
    program = "import sys; from motcua.embedded import attach; from motcua.settings import Settings\n"
    program += "with attach(Settings.load()): print(1, flush=True); sys.stdin.read()"
    environment = {**os.environ, "MOTCUA_HOME": str(made_home)}
    with subprocess.Popen(
        [bin_folder() / "python", "-c", program],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        refused = shell(made_home, "motcua down --json")
        assert refused.returncode == 1
        assert json.loads(refused.stderr)["error"]["code"] == "RUNTIME_IN_USE"
        assert str(holder.pid) in refused.stderr
        assert shell(made_home, "motcua down --now").returncode == 0
        holder.communicate()


def test_doctor_says_which_outside_servers_are_out_of_reach(scratch_home: Path) -> None:
    """Exit code 3, the servers' names, and no password; nothing of ours is looked for."""
    outside = {"MOTCUA_DATABASE_URL": "postgresql://u:geheim@127.0.0.1:9/x", "TEMPORAL_ADDRESS": "127.0.0.1:9"}
    done = shell(scratch_home, "motcua doctor --json", **outside)
    assert done.returncode == 3, done.stderr
    found = verdicts(done.stdout)
    assert (found["postgresql"], found["temporal"]) == ("unreachable", "unreachable")
    assert "supervisor" not in found
    assert "geheim" not in done.stdout + done.stderr
