"""What a proposed version changes against the one before it: value by value, by their places."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from models.catalogue import CatalogueEntry

__all__ = ["Change", "Difference", "differences"]

_NAMING = frozenset({"version", "valid_from", "decision"})
"""What is another in every version; shown with the version itself."""


class Change(NamedTuple):
    """One value; None: it is not stated."""

    place: str
    before: str | None
    after: str | None


class Difference(NamedTuple):
    """One proposed version beside the one that it comes after."""

    entry: CatalogueEntry
    before: CatalogueEntry | None
    """None: there is no earlier version."""
    changes: tuple[Change, ...]


def differences(proposed: Iterable[CatalogueEntry], kept: Iterable[CatalogueEntry]) -> list[Difference]:
    """Return the difference of each proposed version from the last one before it, kept or proposed too."""
    known = {(entry.kind, entry.key): entry for entry in kept}
    found = []
    for entry in proposed:
        before = known.get((entry.kind, entry.key))
        known[entry.kind, entry.key] = entry
        found.append(Difference(entry, before, _changes(before, entry)))
    return found


def _changes(before: CatalogueEntry | None, after: CatalogueEntry) -> tuple[Change, ...]:
    old = {} if before is None else dict(_flat(json.loads(before.content_json)))
    new = dict(_flat(json.loads(after.content_json)))
    places = [*old, *(place for place in new if place not in old)]
    return tuple(
        Change(place, old.get(place), new.get(place))
        for place in places if old.get(place) != new.get(place) and place not in _NAMING
    )  # fmt: skip


def _flat(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every single value with its place; items of a list are named by what names them, else by their number."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{place}.{key}" if place else key)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _flat(inner, f"{place}[{_name(inner, number)}]")
    else:
        yield place, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _name(item: Any, number: int) -> str:
    if not isinstance(item, dict):
        return str(number)
    return str(next((item[key] for key in ("key", "date", "kind", "on") if key in item), number))
