"""Every module can be imported first and alone."""

from __future__ import annotations

import subprocess
import sys
import time
from os import environ

import pytest

from tests.architecture.sources import ROOT, module_name, python_files

ROOMS = ("models", "activities", "workflows", "motcua")
MODULES = [
    module_name(path)
    for path in python_files(*ROOMS)
    if path.stem != "__main__" and "migrations" not in path.parts  # Alembic runs these files, nobody imports them
]


def _import_alone(names: list[str]) -> subprocess.CompletedProcess[str]:
    """Import the modules one by one in one fresh interpreter."""
    lines = "\n".join(f"import {name}" for name in names)
    return subprocess.run([sys.executable, "-c", lines], cwd=ROOT, capture_output=True, text=True, check=False)


def test_every_module_imports() -> None:
    """No module needs another to be imported first, in one order at least."""
    done = _import_alone(MODULES)
    assert done.returncode == 0, done.stderr


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_every_module_imports_first_in_a_fresh_interpreter() -> None:
    """A hidden cycle shows only when the right module comes first; as many are tried as the budget allows."""
    budget = float(environ.get("MOTCUA_SOAK_SECONDS", "600"))
    end = time.monotonic() + budget
    tried = 0
    for name in MODULES:
        done = _import_alone([name])
        assert done.returncode == 0, f"{name}: {done.stderr}"
        tried += 1
        if time.monotonic() > end:
            break
    assert tried
