"""The project's own files, for the tests that read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORE = ("models", "activities", "workflows")
PACKAGES = (*CORE, "motcua")
PROGRAMS = ("worker.py", "starter.py")
TOP_LEVEL = {*PACKAGES, "worker", "starter", "tests", "benchmarks"}


def python_files(*tops: str) -> list[Path]:
    """Every Python file below the given packages (or the given single file), in order."""
    found: list[Path] = []
    for top in tops:
        path = ROOT / top
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path] * path.exists()
    return found


def code_files() -> list[Path]:
    """Every Python file that runs in production."""
    return python_files(*PACKAGES, *PROGRAMS)


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def module_name(path: Path) -> str:
    """The dotted name under which a file is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_modules(tree: ast.Module) -> Iterator[str]:
    """Every module that a file names in an import, whole and with each imported name appended."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def documents() -> list[Path]:
    """Every Markdown page of the project."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def where(path: Path, node: ast.AST) -> str:
    """`path:line` of a node, as an editor opens it."""
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
