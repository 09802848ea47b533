"""Reading catalogue files: everything that is wrong is told at once, with file, line, place and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from models.agency import Agency, Officer
from models.delegation import Delegation
from models.errors import InvalidInput
from motcua.catalogue.bundle import CatalogueBundle, Item
from motcua.catalogue.calendar_file import CalendarFile
from motcua.catalogue.checks import Placed, check
from motcua.catalogue.document import Tree, read_yaml
from motcua.catalogue.problems import CatalogueInvalid, Origin, Problem, schema_problems
from motcua.catalogue.schema import CALENDAR_MARK, SAMPLE, SECTIONS

__all__ = ["load", "read_catalogue"]

EMPTY = CatalogueBundle()


def load(*paths: Path, base: CatalogueBundle = EMPTY) -> CatalogueBundle:
    """Return what the files at `paths` say, checked together with `base`.

    Raises CatalogueInvalid (`CATALOGUE_INVALID`) with every problem.
    """
    bundle, problems = read_catalogue(paths, base)
    if problems:
        raise CatalogueInvalid(problems)
    return bundle


def read_catalogue(paths: Iterable[Path], base: CatalogueBundle = EMPTY) -> tuple[CatalogueBundle, tuple[Problem, ...]]:
    """Return what the files at `paths` say and everything that is wrong with it.

    A folder stands for all `.yaml` files below it. `base` is what they may refer to and must not contradict: the
    shipped catalogue or the register's.
    """
    problems: list[Problem] = []
    placed: list[Placed] = []
    for path in paths:
        for file in _files(path, problems):
            placed += _read_file(file, problems)
    problems += check(placed, base)
    return CatalogueBundle.of(item.value for item in placed), tuple(
        sorted(problems, key=lambda one: (str(one.file), one.line))
    )


def _files(path: Path, problems: list[Problem]) -> list[Path]:
    found = sorted(path.rglob("*.yaml")) if path.is_dir() else [path] * path.is_file()
    if not found:
        problems.append(Problem(path, 1, ".", InvalidInput("CATALOGUE_NOT_FOUND", path=str(path))))
    return found


def _read_file(file: Path, problems: list[Problem]) -> Iterator[Placed]:
    read = read_yaml(file.read_bytes())
    problems += [Origin(file, read, place).problem(error) for place, error in read.wrong]
    root = Origin(file, read, ())
    if read.tree is None:
        return
    if not isinstance(read.tree, dict):
        problems.append(root.problem(_unknown_section("–")))
        return
    if CALENDAR_MARK in read.tree:
        yield from _read_item(root, read.tree, CalendarFile, problems)
        return
    sample = read.tree.get(SAMPLE) == "true"
    for name, items in read.tree.items():
        if name == SAMPLE:
            continue
        if name not in SECTIONS or not isinstance(items, list):
            problems.append(root.problem(_unknown_section(name), name))
            continue
        for index, tree in enumerate(items):
            schema = SECTIONS[name]
            marked = sample and schema in (Agency, Officer, Delegation) and isinstance(tree, dict)
            item: Tree = {SAMPLE: "true", **tree} if marked and isinstance(tree, dict) else tree
            yield from _read_item(Origin(file, read, (name, index)), item, schema, problems)


def _read_item(origin: Origin, tree: Tree, schema: type[Item], problems: list[Problem]) -> Iterator[Placed]:
    try:
        yield Placed(schema.model_validate(tree), origin)
    except ValidationError as error:
        problems += schema_problems(origin, error)


def _unknown_section(name: str) -> InvalidInput:
    return InvalidInput("CATALOGUE_SECTION_UNKNOWN", field=name, known=", ".join((SAMPLE, *SECTIONS)))
