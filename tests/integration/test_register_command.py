"""`motcua db` tells where the schema stands and brings it up."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from models.errors import Unavailable
from motcua.cli.db import app

pytest_plugins = ("tests.fixtures.database",)


def test_status_then_upgrade_then_status(empty_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """On somebody else's database; no server of ours is started for it."""
    monkeypatch.setenv("MOTCUA_DATABASE_URL", empty_database_url)
    monkeypatch.setenv("MOTCUA_HOME", "/nonexistent/home")
    told = [CliRunner().invoke(app, [verb, "--json"]) for verb in ("status", "upgrade", "status")]
    found = [json.loads(one.stdout) for one in told]
    assert [one["is_current"] for one in found] == [False, True, True]
    assert found[0]["current"] is None
    assert found[1] == found[2]
    assert "đúng phiên bản" in CliRunner().invoke(app, ["status"]).stdout


def test_an_unreachable_database_is_said_to_be_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_DATABASE_URL", "postgresql://motcua:x@127.0.0.1:1/motcua")
    outcome = CliRunner().invoke(app, ["status"])
    assert isinstance(outcome.exception, Unavailable)
    assert outcome.exception.code == "DATABASE_UNREACHABLE"
