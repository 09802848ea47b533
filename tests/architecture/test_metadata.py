"""What the project says of itself in several places is one thing."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import yaml

from tests.architecture.sources import ROOT

MANDATORY = {
    "publiccodeYmlVersion", "name", "platforms", "developmentStatus", "softwareType", "description", "legal",
    "maintenance", "localisation",
}  # fmt: skip


def _project() -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project


def _publiccode() -> dict[str, Any]:
    described: dict[str, Any] = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    return described


def test_one_licence() -> None:
    """pyproject.toml, publiccode.yml, README.md and the LICENSE file name the same licence."""
    licence = _project()["license"]
    assert _publiccode()["legal"]["license"] == licence == "Apache-2.0"
    assert f"[{licence}](LICENSE)" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")[:200]


def test_one_version() -> None:
    """pyproject.toml, publiccode.yml and the newest entry of CHANGELOG.md name the same version."""
    version = _project()["version"]
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert newest is not None
    assert newest[1] == version == _publiccode()["softwareVersion"]


def test_publiccode_is_whole() -> None:
    """The mandatory keys are there, and the texts have the lengths the standard asks for, in both languages."""
    described = _publiccode()
    assert described.keys() >= MANDATORY
    assert set(described["localisation"]["availableLanguages"]) == set(described["description"])
    for text in described["description"].values():
        assert len(text["shortDescription"]) <= 150
        assert 500 <= len(text["longDescription"]) <= 10_000
        assert text["features"]


def test_every_executable_script_states_its_interpreter() -> None:
    """The gate can be run as it is."""
    gate = ROOT / ".ci" / "run"
    assert gate.stat().st_mode & 0o111
    assert gate.read_text(encoding="utf-8").startswith("#!/usr/bin/env bash\n")
    assert "set -euo pipefail" in gate.read_text(encoding="utf-8")
