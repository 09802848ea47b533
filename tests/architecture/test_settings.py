"""Every setting is documented, and every variable that is named anywhere is one."""

from __future__ import annotations

import re

from motcua.settings import PREFIX, Settings
from tests.architecture.sources import ROOT, code_files, documents, python_files

VARIABLE = re.compile(rf"\b{PREFIX}[A-Z][A-Z_]*[A-Z]\b")
PAGE = ROOT / "docs" / "settings.md"


def test_every_setting_is_documented_and_described() -> None:
    """docs/settings.md has a row with a meaning for each."""
    rows = dict(re.findall(r"^\| `(\w+)` \| .* \| (.*) \|$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE))
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert rows.get(PREFIX + name.upper()), name


def test_no_default_is_a_secret() -> None:
    """A setting that holds a secret has no default."""
    secret = [name for name, field in Settings.model_fields.items() if "Secret" in str(field.annotation)]
    assert secret
    assert not [name for name in secret if Settings.model_fields[name].default is not None]


def test_every_named_variable_is_documented() -> None:
    """A MOTCUA_ variable in code, tests, pages, Makefile or gate stands in docs/settings.md."""
    documented = set(VARIABLE.findall(PAGE.read_text(encoding="utf-8")))
    files = [*code_files(), *python_files("tests", "benchmarks"), *documents(), ROOT / "Makefile", ROOT / ".ci" / "run"]
    unknown = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in files
        for name in VARIABLE.findall(path.read_text(encoding="utf-8"))
        if name not in documented
    }
    assert not unknown
