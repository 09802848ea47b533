"""What workflow code must never do, read from its syntax (decisions 4, 7 and 8)."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.sources import code_files, parsed, python_files, where

Handler = ast.FunctionDef | ast.AsyncFunctionDef
WAITING = {"received"}
"""The one update that waits: it answers when the receipt is recorded."""


def _handlers(kind: str) -> Iterator[tuple[Handler, str]]:
    """Every function decorated as `workflow.<kind>`, with its place."""
    for path in python_files("workflows"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, Handler) and f"workflow.{kind}" in {_decorator(each) for each in node.decorator_list}:
                yield node, where(path, node)


def _decorator(node: ast.expr) -> str:
    return ast.unparse(node.func if isinstance(node, ast.Call) else node)


def _calls(*tops: str) -> Iterator[tuple[ast.Call, str]]:
    for path in python_files(*tops):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call):
                yield node, where(path, node)


def _waits(node: ast.AST) -> bool:
    return any(isinstance(inner, ast.Await | ast.AsyncFor | ast.AsyncWith) for inner in ast.walk(node))


def test_handlers_never_await() -> None:
    """Between the check and the decision nothing else can happen, so two acts never both win."""
    waiting = [
        place
        for kind in ("update", "signal", "query")
        for handler, place in _handlers(kind)
        if handler.name not in WAITING and _waits(handler)
    ]
    assert not waiting


def test_every_update_has_a_validator() -> None:
    """An update without one fails the workflow's task for ever when its input has the wrong shape."""
    validated = {
        _decorator(decorator).removesuffix(".validator")
        for path in python_files("workflows")
        for node in ast.walk(parsed(path))
        if isinstance(node, Handler)
        for decorator in node.decorator_list
        if _decorator(decorator).endswith(".validator")
    }
    assert not [place for handler, place in _handlers("update") if handler.name not in validated]


def test_signals_enter_by_one_dynamic_handler() -> None:
    """A signal handler with arguments of its own would stop a dossier when the stock program sends two inputs."""
    for handler, place in _handlers("signal"):
        decorators = " ".join(ast.unparse(decorator) for decorator in handler.decorator_list)
        assert "dynamic=True" in decorators, place


def test_no_effect_is_a_local_activity() -> None:
    """A local activity that writes forks the chain when the worker dies before its result is durable."""
    local = {"execute_local_activity", "start_local_activity", "execute_local_activity_method"}
    assert not [place for call, place in _calls("workflows") if _decorator(call).rsplit(".", 1)[-1] in local]


def test_no_run_of_a_dossier_can_time_out() -> None:
    """A dossier lives as long as it takes: no execution or run timeout is ever set."""
    ending = {"execution_timeout", "run_timeout"}
    found = [
        where(path, node)
        for path in code_files()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.keyword) and node.arg in ending
    ]
    assert not found


def test_every_activity_has_its_timeout() -> None:
    """Each call of an activity states how long one attempt may take, or passes on options that do."""
    starting = {"execute_activity", "start_activity", "execute_activity_method", "start_activity_method"}
    bare = [
        place
        for call, place in _calls("workflows")
        if _decorator(call).rsplit(".", 1)[-1] in starting
        and not {"start_to_close_timeout", None} & {keyword.arg for keyword in call.keywords}
    ]
    assert not bare
