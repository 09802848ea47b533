"""Keys replaced under a running office by commands, and an auditor who has nothing but a file and the root key."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from models.errors import NotAllowed
from models.tags import Tag
from motcua.cli import compose
from tests.acceptance.station import new_station

pytestmark = pytest.mark.asyncio(loop_scope="session")

NO_SERVER = {"TEMPORAL_ADDRESS": "127.0.0.1:1", "MOTCUA_DATABASE_URL": "postgresql://ai@127.0.0.1:1/gi"}


async def said(*words: str) -> Result:
    """A command of ours, in this process, which has read all of the program already."""
    return await asyncio.to_thread(CliRunner().invoke, compose(words[0]), list(words))


async def told(*words: str) -> Any:
    """What it says in JSON."""
    done = await said(*words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


async def test_keys_rotate_by_command_and_the_auditor_follows(
    template_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with new_station(template_home) as station:
        await station.work()
        monkeypatch.setenv("MOTCUA_HOME", str(station.home))
        running, waiting = await station.new(), await station.new()
        before = await told("keys", "show")
        assert before["under_earlier_roots"] == 0

        denied = await said("keys", "rotate", "root", "--as", "ld.h24-31")
        assert isinstance(denied.exception, NotAllowed)
        assert (await said("keys", "rotate", "issuer", "--as", "vh.h24")).exit_code == 0

        assert await told("keys", "rotate", "root", "--as", "vh.h24") == {
            "told": 2, "knew": 0, "waits": 0, "refused": 0,
        }  # fmt: skip
        after = await told("keys", "show")
        assert [(link["old"], link["new"]) for link in after["chain"]] == [(before["root"], after["root"])]
        assert after["issuer"] != before["issuer"]
        await told("dossier", "hand_over", running, "--as", "mc.h24-31-1")
        assert (await station.told(waiting, Tag.ROOT_ROTATED)).detail["new_root"] == after["root"]

        file = tmp_path / "history.json"
        shown = f'eval "$(motcua env)" && temporal workflow show -w {running} -o json > {file}'
        exported = await asyncio.to_thread(station.shell, shown)
        assert exported.returncode == 0, exported.stderr
    for name, nowhere in NO_SERVER.items():
        monkeypatch.setenv(name, nowhere)
    monkeypatch.setenv("MOTCUA_HOME", str(tmp_path / "none"))
    proofs = await told("audit", "proofs", running, f"--root={before['root']}", "--history", str(file))
    assert (proofs["roots"], proofs["unproven"]) == ([before["root"], after["root"]], [])
    assert [act["act"] for act in proofs["acts"] if act["done"]] == ["submit", "rotate_root", "hand_over"]
    assert not (tmp_path / "none").exists()
