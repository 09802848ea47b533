"""Whatever unseals a person's data for a person passes the gate, which logs it, first (rulebook §6)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, imported_modules, module_name, parsed, python_files, where

UNSEALING = {
    "submission", "submission_of", "applicant", "request_of", "get_note", "note_of", "unseal", "unwrap", "codes_of",
}  # fmt: skip
"""Methods of the register and its people that open what is sealed, or find by what is."""
READING_PAPERS = "get"
PASSING = {"admit", "judge"}
NOTING = {"admit", "note"}
EFFECTS = ("activities", "workflows")
"""Effects print letters and results; they show them to nobody. Their port is the register's."""
ROOMS_OF_THE_KEYS = ("motcua/security", "motcua/register", "motcua/documents", "motcua/stores")
"""Where sealing is done: they open only for who calls them."""
GUARDED = {"motcua/audit/exporting.py": "motcua/service/exports.py"}
"""What collects for a service that admits first; only that service uses it, put together by the composition root."""
ROOT_OF_ALL = "motcua/app.py"
Function = ast.FunctionDef | ast.AsyncFunctionDef


def _outer_files() -> Iterator[Path]:
    for path in python_files("motcua", "worker.py", "starter.py"):
        name = str(path.relative_to(ROOT))
        if not name.startswith(ROOMS_OF_THE_KEYS) and name not in GUARDED:
            yield path


def _called(node: ast.AST) -> Iterator[tuple[str, str, ast.Call]]:
    """Every call of a method: (what it is called on, the method, the call)."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute):
            yield ast.unparse(inner.func.value), inner.func.attr, inner


def _opens(owner: str, method: str) -> bool:
    return method in UNSEALING or (method == READING_PAPERS and owner.endswith("documents"))


def _functions(tree: ast.Module) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def _unguarded(function: Function, within: list[Function]) -> list[ast.Call]:
    """The openings of a function that no gate precedes, in itself or in every method that calls it."""
    calls = list(_called(function))
    gates = [call.lineno for owner, method, call in calls if method in PASSING and owner.endswith("gate")]
    bare = [call for owner, method, call in calls if _opens(owner, method) and not any(g < call.lineno for g in gates)]
    if not bare:
        return []
    callers = [
        other
        for other in within
        if other is not function and any(method == function.name for _, method, _ in _called(other))
    ]
    private = function.name.startswith("_") and callers
    return [] if private and all(_gate_before(caller, function.name) for caller in callers) else bare


def _gate_before(caller: Function, name: str) -> bool:
    gates = [call.lineno for owner, method, call in _called(caller) if method in PASSING and owner.endswith("gate")]
    uses = [call.lineno for _, method, call in _called(caller) if method == name]
    return bool(gates) and min(gates) < min(uses)


def _findings(tree: ast.Module) -> list[ast.Call]:
    functions = list(_functions(tree))
    return [call for function in functions for call in _unguarded(function, functions)]


def test_nothing_is_unsealed_for_a_person_before_the_gate() -> None:
    """Outside the rooms that keep keys, every opening follows an admission in the same method, or in its callers."""
    found = [where(path, call) for path in _outer_files() for call in _findings(parsed(path))]
    assert not found


@pytest.mark.parametrize(("collector", "service"), GUARDED.items())
def test_what_collects_for_a_service_is_used_by_it_alone(collector: str, service: str) -> None:
    """And the service admits before it lets it collect."""
    if not (ROOT / collector).exists():
        pytest.skip(f"{collector} is not there")
    name = module_name(ROOT / collector)
    users = {
        str(path.relative_to(ROOT)) for path in python_files("motcua") if name in imported_modules(parsed(path))
    } - {ROOT_OF_ALL}
    assert users == {service}
    told = parsed(ROOT / service)
    collecting = [call for owner, _, call in _called(told) if owner == "self._exporting"]
    admitting = [call for owner, method, call in _called(told) if owner.endswith("gate") and method in PASSING]
    assert collecting
    assert min(call.lineno for call in admitting) < min(call.lineno for call in collecting)


def test_who_is_only_judged_is_noted_too() -> None:
    """A method that judges without admitting notes the look before it returns."""
    forgetful = []
    for path in _outer_files():
        for function in _functions(parsed(path)):
            methods = {method for owner, method, _ in _called(function) if owner.endswith("gate")}
            if methods & PASSING and not methods & NOTING:
                forgetful.append(where(path, function))
    assert not forgetful


def test_effects_open_only_through_their_port() -> None:
    """No activity takes a key or a sealed text itself."""
    own = {"unseal", "unwrap", "codes_of", "get_note"}
    found = [
        where(path, call)
        for path in python_files(*EFFECTS)
        for _, method, call in _called(parsed(path))
        if method in own
    ]
    assert not found


def test_an_opening_without_a_gate_would_be_found() -> None:
    """The reader of this test is tested: bare, behind a gate, and through a private method."""
    bare = "class A:\n def show(self, code):\n  return self._register.people.applicant(code)"
    late = "class A:\n def show(self, code):\n  p = self._documents.get(code, 'x')\n  self._gate.admit(1)\n  return p"
    good = "class A:\n def show(self, code):\n  self._gate.admit(1)\n  return self._open(code)\n"
    good += " def _open(self, code):\n  return self._register.applicant(code)"
    leaky = good + "\n def other(self, code):\n  return self._open(code)"
    assert [len(_findings(ast.parse(text))) for text in (bare, late, good, leaky)] == [1, 1, 0, 1]
