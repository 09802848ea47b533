"""The layers of design §1 hold (docs/decisions/0018-layers.md)."""

from __future__ import annotations

import configparser

import pytest
from importlinter.cli import lint_imports

from tests.architecture.sources import (
    PROGRAMS,
    ROOT,
    code_files,
    imported_modules,
    module_name,
    parsed,
    python_files,
)

MOST_LINES = 400
MOST_LINES_OF_A_PROGRAM = 60
TABLES = {"models/error_texts.py"}
"""Tables of words: they grow by rows, and a row has its name."""


def test_each_layer_imports_only_what_stands_below_it(capsys: pytest.CaptureFixture[str]) -> None:
    """The import linter's contracts hold."""
    code = lint_imports(config_filename=str(ROOT / ".importlinter"), no_cache=True)
    assert code == 0, capsys.readouterr().out


def test_every_room_has_its_layer() -> None:
    """A new room of motcua cannot escape the contract by not being named in it."""
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter", encoding="utf-8")
    layers = config["importlinter:contract:layers"]["layers"]
    named = {word.strip("()") for word in layers.replace("|", " ").split()}
    rooms = {
        f"motcua.{path.stem}"
        for path in (ROOT / "motcua").iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists()) and not path.name.startswith("_")
    }
    assert rooms <= named


def test_programs_are_imported_by_nothing_and_short() -> None:
    """worker.py and starter.py only open the App and run."""
    for path in python_files("models", "activities", "workflows", "motcua"):
        assert not {"worker", "starter"} & set(imported_modules(parsed(path))), module_name(path)
    for path in python_files(*PROGRAMS):
        assert len(path.read_text(encoding="utf-8").splitlines()) < MOST_LINES_OF_A_PROGRAM, path.name


def test_only_the_register_knows_the_tables() -> None:
    """models/tables/ is imported by motcua.register and by nothing else in production."""
    for path in code_files():
        name = module_name(path)
        if name.startswith(("motcua.register", "models.tables")):
            continue
        strangers = [module for module in imported_modules(parsed(path)) if f"{module}.".startswith("models.tables.")]
        assert not strangers, f"{name} imports {strangers}"


def test_no_file_outgrows_its_name() -> None:
    """A file of more than 400 lines lacks a name for one of its parts."""
    long = {
        str(path.relative_to(ROOT)): lines
        for path in [*code_files(), *python_files("tests", "benchmarks")]
        if str(path.relative_to(ROOT)) not in TABLES
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert not long


def test_no_file_is_named_for_nothing() -> None:
    """`utils`, `helpers`, `manager` and `common` say nothing of what is inside."""
    empty_names = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
    assert not [module_name(path) for path in code_files() if empty_names & set(path.with_suffix("").parts)]
