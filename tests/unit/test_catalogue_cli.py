"""`motcua catalogue`: check and list need no server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from motcua.catalogue.shipped import SHIPPED
from motcua.cli.catalogue import app


def _run(*words: str | Path, code: int = 0) -> str:
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == code, done.output
    return done.output


def test_the_shipped_folder_is_valid_and_counted() -> None:
    told = json.loads(_run("check", SHIPPED, "--alone", "--json"))
    assert told["valid"] is True
    assert told["problems"] == []
    assert told["counts"]["procedure"] >= 15
    assert "Danh mục hợp lệ" in _run("check", SHIPPED)


def test_every_problem_is_printed_with_its_line_and_next_step_in_vietnamese(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("agencies:\n  - {code: H24, colour: red}\n")
    output = _run("check", file, code=1)
    assert f"{file}:2: agencies[0].colour: CATALOGUE_FIELD_UNKNOWN: Không có trường colour. → " in output
    problems = json.loads(_run("check", file, "--json", code=1))["problems"]
    assert {one["place"] for one in problems} >= {"agencies[0].colour", "agencies[0].name", "agencies[0].level"}


def test_the_list_shows_the_versions_of_a_day() -> None:
    def versions(day: str) -> dict[str, Any]:
        found = json.loads(_run("list", "--kind", "procedure", "--day", day, "--json"))
        return {row["key"]: row["version"] for row in found}

    assert versions("2025-06-30")["1.001193"] == "1"
    assert versions("2025-07-01")["1.001193"] == "2"
    assert "1.014199" not in versions("2025-07-01")
    assert "[chưa kiểm chứng]" in _run("list", "--kind", "procedure")
    assert "Huyện" not in _run("list", "--kind", "agency", "--day", "2026-11-23")


def test_the_list_of_a_day_has_one_calendar_and_one_regime() -> None:
    found = json.loads(_run("list", "--day", "2026-11-23", "--json"))
    kept = [(row["key"], row["version"]) for row in found if row["kind"] in ("calendar", "regime")]
    assert kept == [("vn", "vn-2026.2"), ("nd118-2025", "2")]
