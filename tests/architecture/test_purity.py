"""Models and workflows give the same answer in every replay, on every machine, in every year."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.purity import faults
from tests.architecture.sources import ROOT, parsed, python_files


def test_models_and_workflows_are_pure() -> None:
    """No clock, no chance, no machine, no order of a set."""
    found = {
        f"{path.relative_to(ROOT)}:{line}": what
        for path in python_files("models", "workflows")
        for line, what in faults(parsed(path))
    }
    assert not found


@pytest.mark.parametrize(
    "code",
    [
        "import os",
        "from time import monotonic",
        "def f():\n    import socket",
        "from uuid import uuid4",
        "x = datetime.now(UTC)",
        "x = date.today()",
        "x = datetime.datetime.utcnow()",
        "done, pending = await asyncio.wait(tasks)",
        "for x in {1, 2}:\n    pass",
        "for x in set(items):\n    pass",
        "names: set[str] = set()\nfor x in names:\n    pass",
        "class A:\n    seen: frozenset[str]\n    def f(self):\n        return [x for x in self.seen]",
        "def f(seen: set[str] | None):\n    return {x: 1 for x in seen}",
        "x = list({1} | other)",
        "x = ','.join(set(items))",
        "x = [*{1, 2}]",
        "names = {1}\nfirst = names.pop()",
        "x = set(a).union(b)\ny = tuple(x)",
    ],
)
def test_an_impurity_is_found(code: str) -> None:
    """The checker finds what it is there for."""
    assert faults(ast.parse(code))


@pytest.mark.parametrize(
    "code",
    [
        "for x in sorted({1, 2}):\n    pass",
        "x = any(y > 1 for y in {1, 2})",
        "x = len(set(items)) != len(items)",
        "x = {y for y in {1, 2}}",
        "x = {*{1, 2}, 3}",
        "x = workflow.now()",
        "x = 1 in {1, 2}",
        "items: list[int] = []\nitems.pop()",
    ],
)
def test_the_pure_passes(code: str) -> None:
    """Order-free uses of a set are no fault."""
    assert not faults(ast.parse(code))
