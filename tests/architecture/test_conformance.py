"""The conformance checker shares no code with the engine that it judges."""

from __future__ import annotations

from tests.architecture.sources import PACKAGES, PROGRAMS, imported_modules, module_name, parsed, python_files

FOLDER = "motcua/conformance"
OURS = {*PACKAGES, *(name.removesuffix(".py") for name in PROGRAMS), "benchmarks", "tests"}


def test_the_conformance_checker_imports_nothing_of_the_project_but_itself() -> None:
    """Neither workflows, the clock and the calendar nor any model: a defect of theirs must not hide itself."""
    files = python_files(FOLDER)
    assert files
    for path in files:
        ours = {name for name in imported_modules(parsed(path)) if name.split(".")[0] in OURS}
        strangers = {name for name in ours if not f"{name}.".startswith("motcua.conformance.")}
        assert not strangers, f"{module_name(path)} imports {sorted(strangers)}"
