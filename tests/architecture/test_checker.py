"""The invariant checker shares no code with what it checks."""

from __future__ import annotations

from tests.architecture.sources import PACKAGES, PROGRAMS, imported_modules, module_name, parsed, python_files

FOLDER = "tests/chaos/checker"
OURS = {*PACKAGES, *(name.removesuffix(".py") for name in PROGRAMS), "benchmarks", "tests"}


def test_the_checker_imports_nothing_of_the_project_but_itself() -> None:
    """Neither workflows nor the clock, nor anything else that could be wrong in the same way."""
    files = python_files(FOLDER)
    assert files
    for path in files:
        ours = {name for name in imported_modules(parsed(path)) if name.split(".")[0] in OURS}
        strangers = {name for name in ours if not f"{name}.".startswith("tests.chaos.checker.")}
        assert not strangers, f"{module_name(path)} imports {sorted(strangers)}"
