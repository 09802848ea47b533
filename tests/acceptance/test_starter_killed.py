"""`starter.py` killed in the middle of a file and run again: nothing lost, nothing twice, no number missing."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from models.identifiers import DossierCode
from models.tags import Tag
from tests.acceptance.station import ROOT, Station, environment
from tests.unit.intake_files import line

pytestmark = pytest.mark.asyncio(loop_scope="session")

COMPONENTS = [{"key": "to_khai", "form": "original"}, {"key": "giay_chung_sinh", "form": "original"}]
LINES = [f"ngat-{number:03}" for number in range(1, 41)]
WORDS = ("--json", "--as", "mc.h24-31-1", "--concurrency", "8")


async def test_a_file_goes_on_after_a_kill(station: Station, tmp_path: Path) -> None:
    """Killed after a fifth of its answers, with others under way; the second run answers every line."""
    file = tmp_path / "hồ sơ.jsonl"
    file.write_text("\n".join(line(each, components=COMPONENTS) for each in LINES), encoding="utf-8")
    command = (sys.executable, "starter.py", str(file), *WORDS)
    told = [json.loads(text) for text in await asyncio.to_thread(killed_after, command, len(LINES) // 5, station)]
    again = await asyncio.to_thread(
        subprocess.run, command, cwd=ROOT, env=environment(station.home), capture_output=True, text=True, check=False
    )
    assert again.returncode == 0, again.stderr
    answers = [json.loads(text) for text in again.stdout.splitlines()]
    assert [each["submission_id"] for each in answers] == LINES
    assert [each["code"] for each in answers[: len(told)]] == [each["code"] for each in told]
    assert {each["state"] for each in answers[: len(told)]} == {"already_started"}
    assert {each["state"] for each in answers} <= {"started", "already_started"}
    codes = [DossierCode(each["code"]) for each in answers]
    assert len(set(codes)) == len(LINES)
    for code in codes:
        await station.told(code, Tag.RECEPTION_DONE)
        assert station.tags(code).count(Tag.SUBMITTED) == 1
    await asyncio.to_thread(check_numbers, station)


def killed_after(command: tuple[str, ...], answers: int, station: Station) -> list[str]:
    """Start it, read so many answers, kill it; what it answered."""
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(station.home), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as starter:
        assert starter.stdout is not None
        told = [starter.stdout.readline() for _ in range(answers)]
        starter.kill()
        rest = starter.stdout.read()
    assert starter.returncode == -9
    return [*told, *(text for text in rest.splitlines(keepends=True) if text.endswith("\n"))]


def check_numbers(station: Station) -> None:
    """Every number that an agency's day gave belongs to a dossier."""
    with psycopg.connect(station.database_url) as connection:
        counters = connection.execute("SELECT agency, day, last FROM code_counter").fetchall()
        for agency, day, last in counters:
            given = connection.execute(
                "SELECT number FROM reservation WHERE agency = %s AND day = %s AND number IS NOT NULL ORDER BY number",
                (agency, day),
            ).fetchall()
            assert [number for (number,) in given] == list(range(1, last + 1))
