"""Tests marked `debian` name the programs they need: skipped with the reason, or failed where REQUIRE_DEBIAN is set."""

from __future__ import annotations

import os
import shutil

import pytest

USUAL = ("pdfsig", "pdftotext")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Look for the programs of `@pytest.mark.debian("pdfsig", …)`; without names, for the usual ones."""
    marks = list(item.iter_markers("debian"))
    wanted = {str(program) for mark in marks for program in mark.args or USUAL}
    missing = sorted(program for program in wanted if shutil.which(program) is None)
    if not missing:
        return
    reason = f"needs {', '.join(missing)} (Debian's poppler-utils, qpdf)"
    if os.environ.get("REQUIRE_DEBIAN"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
