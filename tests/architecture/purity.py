"""Finds what a pure module must not do: read a clock, chance or the machine, or depend on the order of a set."""

from __future__ import annotations

import ast

IMPURE_CALLS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "datetime.fromtimestamp", "date.today", "date.fromtimestamp",
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today",
    "asyncio.wait", "asyncio.as_completed", "asyncio.to_thread", "asyncio.run",
    "open", "input", "print", "breakpoint", "exec", "eval", "__import__", "id", "hash",
}  # fmt: skip
IMPURE_MODULES = {
    "glob", "io", "logging", "multiprocessing", "os", "pathlib", "random", "secrets", "select", "shutil", "signal",
    "socket", "sqlite3", "ssl", "subprocess", "sys", "tempfile", "threading", "time", "urllib", "uuid",
}  # fmt: skip
ORDER_FREE = {"all", "any", "frozenset", "len", "max", "min", "set", "sorted", "sum"}
ORDERED = {"enumerate", "filter", "iter", "join", "list", "map", "next", "reversed", "tuple", "zip"}
SET_TYPES = {"set", "frozenset", "Set", "AbstractSet", "MutableSet"}
SET_METHODS = {"difference", "intersection", "symmetric_difference", "union"}


def faults(tree: ast.Module) -> list[tuple[int, str]]:
    """Every impurity of a module as (line, what)."""
    finder = _Finder(_names_of_sets(tree))
    finder.visit(tree)
    return sorted(finder.found)


def _dotted(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            return f"{_dotted(value)}.{attr}"
        case _:
            return "?"


def _last(node: ast.expr) -> str:
    return _dotted(node).rsplit(".", 1)[-1]


def _is_set_type(annotation: ast.expr) -> bool:
    match annotation:
        case ast.Subscript(value=value, slice=inner):
            return _is_set_type(value) or (_last(value) in {"Final", "ClassVar"} and _is_set_type(inner))
        case ast.BinOp(left=left, right=right):
            return _is_set_type(left) or _is_set_type(right)
        case ast.Name() | ast.Attribute():
            return _last(annotation) in SET_TYPES
        case _:
            return False


def _names_of_sets(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.AnnAssign(target=target, annotation=annotation) if _is_set_type(annotation):
                names.add(_last(target))
            case ast.arg(arg=name, annotation=ast.expr() as annotation) if _is_set_type(annotation):
                names.add(name)
            case ast.FunctionDef(name=name, returns=ast.expr() as annotation) if _is_set_type(annotation):
                names.add(name)
            case ast.Assign(targets=targets, value=value) if _is_set(value, names):
                names.update(_last(target) for target in targets)
    return names


def _is_set(node: ast.expr, names: set[str]) -> bool:
    match node:
        case ast.Set() | ast.SetComp():
            return True
        case ast.Name() | ast.Attribute():
            return _last(node) in names
        case ast.Call(func=ast.Attribute(value=value, attr=attr)) if attr in SET_METHODS:
            return _is_set(value, names)
        case ast.Call(func=ast.Name(id=name)):
            return name in {"set", "frozenset"} or name in names
        case ast.Call(func=ast.Attribute(attr=attr)):
            return attr in names
        case ast.BinOp(left=left, op=ast.BitAnd() | ast.BitOr() | ast.Sub() | ast.BitXor(), right=right):
            return _is_set(left, names) or _is_set(right, names)
        case ast.IfExp(body=body, orelse=orelse):
            return _is_set(body, names) or _is_set(orelse, names)
        case _:
            return False


class _Finder(ast.NodeVisitor):
    def __init__(self, names: set[str]) -> None:
        self.names = names
        self.found: set[tuple[int, str]] = set()
        self.order_free: set[ast.AST] = set()

    def _tell(self, node: ast.AST, what: str) -> None:
        self.found.add((getattr(node, "lineno", 0), what))

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._module(node, alias.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self._module(node, node.module or "")

    def _module(self, node: ast.AST, name: str) -> None:
        if name.partition(".")[0] in IMPURE_MODULES:
            self._tell(node, f"imports {name}")

    def visit_Call(self, node: ast.Call) -> None:
        name = _dotted(node.func)
        if name in IMPURE_CALLS:
            self._tell(node, f"calls {name}")
        short = _last(node.func)
        if short in ORDER_FREE:
            self.order_free.update(node.args)
        elif short in ORDERED and any(_is_set(argument, self.names) for argument in node.args):
            self._tell(node, f"{short} of a set")
        if short == "pop" and not node.args and isinstance(node.func, ast.Attribute):
            self._iterates(node.func.value)
        self.generic_visit(node)

    def visit_Starred(self, node: ast.Starred) -> None:
        if isinstance(node.ctx, ast.Load):
            self._iterates(node.value)
        self.generic_visit(node)

    def visit_Set(self, node: ast.Set) -> None:
        """Unpacking one set into another keeps no order."""
        for element in node.elts:
            self.visit(element.value if isinstance(element, ast.Starred) else element)

    def visit_For(self, node: ast.For) -> None:
        self._iterates(node.iter)
        self.generic_visit(node)

    def visit_ListComp(self, node: ast.ListComp) -> None:
        self._comprehension(node, node.generators)

    def visit_DictComp(self, node: ast.DictComp) -> None:
        self._comprehension(node, node.generators)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> None:
        self._comprehension(node, node.generators)

    def _comprehension(self, node: ast.expr, generators: list[ast.comprehension]) -> None:
        if node not in self.order_free:
            for generator in generators:
                self._iterates(generator.iter)
        self.generic_visit(node)

    def _iterates(self, iterated: ast.expr) -> None:
        if _is_set(iterated, self.names):
            self._tell(iterated, "iterates over a set")
