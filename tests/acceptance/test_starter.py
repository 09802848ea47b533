"""`starter.py` as an agency runs it: real servers, a real worker, files in and answers out."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from starter import program
from tests.unit.intake_files import HEADER, SECRET, line, row

pytest_plugins = ("tests.fixtures.runtime",)

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples" / "submissions.jsonl"


def environment(home: Path, **variables: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MOTCUA_", "TEMPORAL_"))}
    return {**kept, "MOTCUA_HOME": str(home), **variables}


def starter(
    home: Path, *words: str | Path, given: bytes | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run the program to its end."""
    done = subprocess.run(
        [sys.executable, "starter.py", *map(str, words)],
        cwd=ROOT,
        env=environment(home, **variables),
        input=given,
        capture_output=True,
        check=False,
        timeout=150,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def answers(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(text) for text in done.stdout.splitlines()]


@contextmanager
def working(home: Path) -> Iterator[None]:
    """A worker at work; it starts the servers of the home for as long as it runs."""
    command = [sys.executable, "worker.py"]
    variables = environment(home, MOTCUA_LOG_FORMAT="json", MOTCUA_LOG_LEVEL="info")
    with subprocess.Popen(command, cwd=ROOT, env=variables, stderr=subprocess.PIPE, text=True) as worker:
        assert worker.stderr is not None
        told = []
        for text in worker.stderr:
            told.append(text)
            if "worker_ready" in text:
                break
        else:
            pytest.fail("the worker did not begin: " + "".join(told))
        drain = subprocess.Popen(["cat"], stdin=worker.stderr, stdout=subprocess.DEVNULL)
        try:
            yield
        finally:
            worker.send_signal(signal.SIGTERM)
            worker.wait(60)
            drain.wait(60)


def test_a_file_starts_its_dossiers_once(made_home: Path) -> None:
    """One line per dossier in the file's order; again starts nothing new; wrong lines are told and hinder none."""
    submitted = [json.loads(text) for text in EXAMPLES.read_text(encoding="utf-8").splitlines()]
    with working(made_home):
        first = starter(made_home, EXAMPLES, "--json")
        assert first.returncode == 0, first.stderr
        told = answers(first)
        assert [each["line"] for each in told] == list(range(1, len(submitted) + 1))
        assert [each["submission_id"] for each in told] == [each["submission_id"] for each in submitted]
        assert {each["state"] for each in told} == {"started"}
        assert {each["error"] for each in told} == {None}
        for given, answer in zip(submitted, told, strict=True):
            check_answer(given, answer)

        again = starter(made_home, EXAMPLES, "--json")
        assert again.returncode == 0, again.stderr
        assert {each["state"] for each in answers(again)} == {"already_started"}
        assert [each["code"] for each in answers(again)] == [each["code"] for each in told]

        printed = first.stdout + first.stderr + again.stdout + again.stderr
        people = [each[who] for each in submitted for who in ("applicant", "submitter") if who in each]
        assert not [text for person in people for text in person.values() if text in printed]

        check_refusals(made_home)


def check_answer(given: dict[str, Any], answer: dict[str, Any]) -> None:
    """A migrated dossier keeps its code and stated date; an online one waits for its acceptance."""
    migrated = given.get("migrated")
    if migrated:
        assert answer["code"] == migrated["code"]
        assert answer["due"] == migrated.get("due", answer["due"])
    if given["channel"] == "online" and not migrated:
        assert (answer["status"], answer["due"]) == (1, None)
    else:
        assert answer["due"].endswith("+07:00")


def check_refusals(home: Path) -> None:
    """Everything that one file can have wrong, told by place and code."""
    rows = [row("sai-0001"), row("sai-0002", components="to_khai:original;giay_chung_sinh:original"), "sai-0003,x"]
    content = "\n".join([HEADER, *rows, row("sai-0004", components="x:copy")]).encode()
    refused = starter(home, "-", "--json", "--as", "mc.h24-31-1", given=content)
    assert refused.returncode == 1, refused.stderr
    assert [(each["line"], each["state"], (each["error"] or {}).get("code")) for each in answers(refused)] == [
        (2, "refused", "COMPONENT_MISSING"),
        (3, "started", None),
        (4, "refused", "CSV_CELLS_WRONG"),
        (5, "refused", "COMPONENT_UNKNOWN"),
    ]
    changed = starter(home, "-", given=content.replace(b"H24.31.1", b"H24.40.1"), MOTCUA_OFFICER="mc.h24-40-1")
    assert changed.returncode == 1
    assert "Dòng 3: SUBMISSION_CONFLICT" in changed.stderr
    assert "Bị từ chối" in changed.stdout
    entering = [line("sai-0009"), line("sai-0010", entered_by="nobody"), line("sai-0011", entered_by="mc.h24-40-1")]
    forbidden = starter(home, "-", "--json", "--as", "tt.h24", given="\n".join(entering).encode())
    assert [each["error"]["code"] for each in answers(forbidden)] == [
        "OFFICER_MAY_NOT",
        "OFFICER_UNKNOWN",
        "AGENCY_MAY_NOT",
    ]
    assert forbidden.returncode == 4
    assert SECRET not in refused.stdout + refused.stderr + changed.stdout + changed.stderr


def test_the_contract_is_printed_without_any_server(tmp_path: Path) -> None:
    """`--schema` is the schema of docs/submission.md; nothing is started for it."""
    done = CliRunner().invoke(program, ["--schema"], env={"MOTCUA_HOME": str(tmp_path / "home")})
    assert done.exit_code == 0
    schema = json.loads(done.stdout)
    assert schema["required"] == ["submission_id", "procedure", "channel", "receiving_agency", "applicant"]
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("words", [(), ("no-such-file.jsonl",), ("examples",), ("-", "--concurrency", "0")])
def test_a_wrong_call_is_exit_2(words: tuple[str, ...], tmp_path: Path) -> None:
    """No file, no such file, a folder, no concurrency."""
    assert CliRunner().invoke(program, list(words), env={"MOTCUA_HOME": str(tmp_path / "home")}).exit_code == 2


def test_unreachable_services_are_exit_3(tmp_path: Path) -> None:
    """Said at once, with what to do, before a line is read."""
    database = "postgresql://nobody@127.0.0.1:1/none"
    done = starter(tmp_path / "home", EXAMPLES, "--json", MOTCUA_DATABASE_URL=database, TEMPORAL_ADDRESS="127.0.0.1:1")
    assert done.returncode == 3, done.stderr
    assert done.stdout == ""
    assert json.loads(done.stderr.splitlines()[-1])["error"]["next_vi"]
