"""Every error is in the one table, used, documented, and says the next step in both languages."""

from __future__ import annotations

import ast
import re
import string
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from models.error_texts import ERRORS
from tests.architecture.sources import ROOT, code_files, parsed, where

CLASSES = {"InvalidInput", "Refused", "NotAllowed", "Unavailable", "Broken", "MotcuaError"}
TABLE = ROOT / "models" / "error_texts.py"


def _raised() -> Iterator[tuple[str, ast.Call, Path]]:
    """Every making of one of our errors with a literal code: (code, call, file)."""
    for path in code_files():
        for node in ast.walk(parsed(path)):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = node.args[0]
            if name in CLASSES and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value, node, path


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_raised_code_is_in_the_table() -> None:
    """An error without words cannot be raised."""
    unknown = {code: where(path, call) for code, call, path in _raised() if code not in ERRORS}
    assert not unknown


def test_every_code_of_the_table_is_used() -> None:
    """The table holds no error that nothing says."""
    said = {
        node.value
        for path in code_files()
        if path != TABLE
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    unsaid = sorted(ERRORS.keys() - said)
    assert not unsaid


def test_every_error_is_given_the_facts_its_text_names() -> None:
    """No person ever reads `{kind}` where a fact should stand."""
    lacking = {}
    for code, call, path in _raised():
        given = {keyword.arg for keyword in call.keywords}
        wanted = set().union(*map(_placeholders, ERRORS[code])) if code in ERRORS else set()
        if None not in given and wanted - given:
            lacking[where(path, call)] = f"{code} lacks {sorted(wanted - given)}"
    assert not lacking


def test_every_text_is_whole_in_both_languages() -> None:
    """Four texts each, Vietnamese in NFC; the two messages name the same facts."""
    for code, text in ERRORS.items():
        assert re.fullmatch(r"[A-Z][A-Z0-9_]+", code), code
        assert all(part.strip() for part in text), code
        assert all(unicodedata.is_normalized("NFC", part) for part in text), code
        assert _placeholders(text.vi) == _placeholders(text.en), f"{code}: the messages name different facts"
        assert _placeholders(text.next_vi) == _placeholders(text.next_en), f"{code}: the next steps differ in facts"


def test_every_code_is_documented() -> None:
    """docs/errors.md names each code once as a heading."""
    page = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    documented = re.findall(r"^### `([A-Z0-9_]+)`$", page, flags=re.MULTILINE)
    assert sorted(documented) == sorted(ERRORS)
