"""Motcua is run from its checkout: the wheel holds no code, and no library shadows our top-level names."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

from tests.architecture.sources import CORE, ROOT, TOP_LEVEL

LOCK = ROOT / "requirements.lock"


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _locked() -> dict[str, str]:
    pins = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", LOCK.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {_normal(name): version for name, version in pins}


def test_the_wheel_holds_no_code(tmp_path: Path) -> None:
    """Built offline with the locked build backend, the wheel contains metadata alone."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert names
    assert not [name for name in names if ".dist-info/" not in name]
    assert not [name for name in names if name.endswith((".py", ".pth"))]


def test_no_locked_distribution_ships_one_of_our_names() -> None:
    """`models`, `activities`, `workflows` and the rest can only mean ours, wherever Python looks first."""
    locked = _locked()
    installed = [dist for dist in metadata.distributions() if _normal(dist.name) in locked]
    assert len(installed) > len(locked) // 2, "the locked distributions are not installed here"
    for dist in installed:
        tops = {Path(file).parts[0].removesuffix(".py") for file in dist.files or ()}
        assert not tops & TOP_LEVEL, f"{dist.name} ships {sorted(tops & TOP_LEVEL)}"


def test_our_names_are_this_checkout() -> None:
    """Importing a core package gives the code of this checkout."""
    for name in (*CORE, "motcua"):
        found = importlib.import_module(name).__file__
        assert found is not None
        assert Path(found).resolve().is_relative_to(ROOT), found


def test_what_runs_is_what_is_locked() -> None:
    """Every installed distribution that the lock names has the locked version."""
    locked = _locked()
    other = {
        dist.name: dist.version
        for dist in metadata.distributions()
        if (version := locked.get(_normal(dist.name))) and version != dist.version
    }
    assert not other


def test_the_lock_pins_and_hashes_everything_and_names_no_address() -> None:
    """The lock works with any index: pins and hashes, no download address and no index."""
    text = LOCK.read_text(encoding="utf-8")
    assert not re.findall(r"https?://|--(?:extra-)?index-url|--find-links|file:", text)
    entries = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    assert not [entry.split()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry]


def test_every_stated_dependency_is_locked() -> None:
    """What pyproject.toml asks for, the lock pins."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    stated = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    stated += project["build-system"]["requires"]
    names = {_normal(re.split(r"[\[<>=~!; ]", line, maxsplit=1)[0]) for line in stated}
    assert names <= _locked().keys()
