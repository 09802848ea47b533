"""Findings as a person reads them, one line each."""

from __future__ import annotations

from motcua.audit.verify.finding import WORDS, Finding
from motcua.cli.speech import LANGUAGE, Language

__all__ = ["finding_line"]

_HEX = frozenset("0123456789abcdef")
_DIGITS = 64


def finding_line(finding: Finding) -> str:
    """Write a finding: kind, dossier, place, what it means, what was expected and found."""
    vietnamese = LANGUAGE.get() is Language.VI
    words = WORDS[finding.kind]
    names = ("cần", "thấy") if vietnamese else ("expected", "found")
    compared = "".join(
        f"; {name} {_short(value)}"
        for name, value in zip(names, (finding.expected, finding.found), strict=True)
        if value is not None
    )
    said = words.vi if vietnamese else words.en
    return f"✗ {finding.kind.value}  {finding.code or '–'}  {finding.where}: {said}{compared}"


def _short(value: str) -> str:
    """A hash by its beginning: the whole is in --json."""
    return f"{value[:12]}…" if len(value) == _DIGITS and set(value) <= _HEX else value
