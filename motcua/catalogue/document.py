"""Reading YAML with the place of every value, and every scalar as the text it is.

Read as numbers, the code 1.014200 would lose its zero and the time 15:00 would become 900; a key written twice would
silently win over the first. So scalars stay text (the schema knows their types) and keys written twice are reported.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import yaml

from models.errors import InvalidInput, MotcuaError

__all__ = ["Place", "Read", "Tree", "place_text", "read_yaml"]

Tree = str | list["Tree"] | dict[str, "Tree"]
"""A YAML document whose every scalar is text."""
Place = tuple[str | int, ...]
"""The path to a value: keys and indexes from the root."""


@dataclass
class Read:
    """A document, the line on which each of its values stands, and what was wrong with it."""

    tree: Tree | None = None
    lines: dict[Place, int] = field(default_factory=dict)
    wrong: list[tuple[Place, MotcuaError]] = field(default_factory=list)
    built: set[int] = field(default_factory=set, repr=False)

    def line(self, place: Place) -> int:
        """The line of a value, or of the nearest value around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def place_text(place: Place) -> str:
    """Write a place as `procedures[3].steps[1].limit_hours`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return text.removeprefix(".") or "."


def read_yaml(content: bytes) -> Read:
    """Read one document. What is wrong stands in `wrong`; a document that cannot be read at all has no tree."""
    read = Read()
    try:
        node = yaml.compose(content.decode("utf-8-sig"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        read.wrong.append(((), InvalidInput("CATALOGUE_NOT_YAML", why=f"byte {error.start} is not UTF-8")))
    except yaml.MarkedYAMLError as error:
        read.lines[()] = error.problem_mark.line + 1 if error.problem_mark else 1
        read.wrong.append(((), InvalidInput("CATALOGUE_NOT_YAML", why=error.problem or "syntax")))
    except yaml.YAMLError as error:
        read.wrong.append(((), InvalidInput("CATALOGUE_NOT_YAML", why=type(error).__name__)))
    else:
        if node is not None:
            read.tree = _build(node, (), read)
    return read


def _build(node: yaml.Node, place: Place, read: Read) -> Tree:
    read.lines[place] = node.start_mark.line + 1
    if id(node) in read.built:  # an alias may contain itself, or grow without end
        read.wrong.append((place, InvalidInput("CATALOGUE_NOT_YAML", why="no aliases (*name) here")))
        return ""
    read.built.add(id(node))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, read)
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*place, index), read) for index, item in enumerate(node.value)]
    return str(node.value)


def _mapping(node: yaml.MappingNode, place: Place, read: Read) -> dict[str, Tree]:
    built: dict[str, Tree] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        here = (*place, key)
        if key in built:
            read.lines[here] = key_node.start_mark.line + 1
            read.wrong.append((here, InvalidInput("CATALOGUE_KEY_TWICE", field=key)))
        else:
            built[key] = _build(value_node, here, read)
            read.lines[here] = key_node.start_mark.line + 1
    return built
