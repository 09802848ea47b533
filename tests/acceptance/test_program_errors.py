"""What every program says when something it needs is missing: a stable code, a next step, a non-zero exit, once."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest

from models.error_texts import ERRORS
from motcua.embedded.programs import bin_folder
from tests.acceptance.station import ROOT, Station, environment

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOWHERE = "127.0.0.1:1"
SAYING = ("dossier", "take_over", "H24.31.1-260101-0001", "--as", "mc.h24-31-1", "--json")
PROGRAMS = {
    "worker": (sys.executable, "worker.py"),
    "starter": (sys.executable, "starter.py", "examples/submissions.jsonl", "--json"),
    "motcua": (str(bin_folder() / "motcua"), *SAYING),
}


class Trouble(NamedTuple):
    """What is missing, and what must be said of it."""

    code: str
    exit_code: int
    variables: Mapping[str, str]
    home: Path


def database_of(station: Station, name: str, *statements: str) -> str:
    """A database of its own on the station's server."""
    with psycopg.connect(station.database_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    url = f"{station.database_url.rsplit('/', 1)[0]}/{name}"
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
    return url


def troubles(station: Station, elsewhere: Path) -> dict[str, Trouble]:
    """Each kind of trouble on an own data folder, or on the station's with one thing wrong."""
    temporal = station.app.dossiers._address
    whole = {"TEMPORAL_ADDRESS": temporal, "MOTCUA_DATABASE_URL": station.database_url}
    _, password = station.database_url.split("@")[0].rsplit(":", 1)
    wrong_password = station.database_url.replace(f":{password}@", ":sai@")
    newer = "CREATE TABLE alembic_version (version_num varchar(32)); INSERT INTO alembic_version VALUES ('9999')"
    return {
        "nothing": Trouble(
            "DATABASE_UNREACHABLE", 3,
            {"MOTCUA_DATABASE_URL": f"postgresql://ai@{NOWHERE}/gi", "TEMPORAL_ADDRESS": NOWHERE}, elsewhere,
        ),
        "temporal": Trouble("TEMPORAL_UNREACHABLE", 3, whole | {"TEMPORAL_ADDRESS": NOWHERE}, station.home),
        "credentials": Trouble("DATABASE_REFUSED", 3, whole | {"MOTCUA_DATABASE_URL": wrong_password}, elsewhere),
        "namespace": Trouble("NAMESPACE_MISSING", 3, whole | {"TEMPORAL_NAMESPACE": "khong-co"}, station.home),
        "older": Trouble("SCHEMA_OLD", 3, whole | {"MOTCUA_DATABASE_URL": database_of(station, "older")}, elsewhere),
        "newer": Trouble(
            "SCHEMA_NEWER", 5, whole | {"MOTCUA_DATABASE_URL": database_of(station, "newer", newer)}, elsewhere
        ),
        "keystore": Trouble("KEYSTORE_MISSING", 3, whole, elsewhere),
        "setting": Trouble("SETTING_INVALID", 1, {"MOTCUA_DATABASE_URL": "mysql://root:mat-khau@x/y"}, elsewhere),
    }  # fmt: skip


PAIRS = (
    ("starter", "temporal"),  # it is tried for a while, so it comes first
    *((program, "namespace") for program in PROGRAMS),
    ("worker", "nothing"),
    ("worker", "older"),
    ("worker", "setting"),
    ("starter", "newer"),
    ("starter", "setting"),
    ("motcua", "credentials"),
    ("motcua", "keystore"),
)
"""Every trouble at least once; all programs open the same app, but each tells errors by itself."""


async def test_every_program_tells_what_it_lacks(station: Station, tmp_path: Path) -> None:
    """Worker, starter and command line, troubles beside each other: what takes a while is waited for once."""
    room = asyncio.Semaphore(4)
    kinds = await asyncio.to_thread(troubles, station, tmp_path / "home")
    assert {kind for _, kind in PAIRS} == kinds.keys()

    async def one(program: str, kind: str) -> str | None:
        async with room:
            return await complaint(program, kinds[kind])

    wrong = [told for told in await asyncio.gather(*(one(*pair) for pair in PAIRS)) if told]
    assert not wrong, "\n".join(wrong)


async def complaint(program: str, trouble: Trouble) -> str | None:
    """Run a program into its trouble; what is wrong with how it ends, or None."""
    process = await asyncio.create_subprocess_exec(
        *PROGRAMS[program],
        cwd=ROOT,
        env=environment(trouble.home, MOTCUA_LOG_FORMAT="json", **trouble.variables),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    stdout, stderr = (said.decode() for said in await process.communicate())
    lines = stderr.splitlines()
    seen = f"{program}, {trouble.code}: exit {process.returncode}\n{stdout}{stderr}"
    if process.returncode != trouble.exit_code or stdout or "Traceback" in stderr or "mat-khau" in stderr:
        return seen
    if program == "worker":
        said = [line for line in lines if line.startswith(f"{trouble.code}: ")]
        return None if len(said) == 1 and any(line.startswith("→ ") for line in lines) else seen
    told = [json.loads(line)["error"] for line in lines if line.startswith('{"error"')]
    if [each["code"] for each in told] != [trouble.code] or not told[0]["next_vi"]:
        return seen
    assert trouble.code in ERRORS
    return None
