"""A test that needs a program of Debian's packages never passes over its absence in silence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TEST = "import pytest\n\n@pytest.mark.debian('no-such-program')\ndef test_it(): pass\n"


@pytest.mark.parametrize(("required", "told"), [("", "1 skipped"), ("1", "1 error")])
def test_a_missing_program_is_told(tmp_path: Path, required: str, told: str) -> None:
    """Skipped with the reason by itself, an error where the programs are required."""
    (tmp_path / "test_one.py").write_text(TEST, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = debian: x\n", encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.debian", "-p", "no:cacheprovider", "-ra", str(tmp_path)],
        env={**os.environ, "REQUIRE_DEBIAN": required},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told in run.stdout, run.stdout
    assert "needs no-such-program" in run.stdout
