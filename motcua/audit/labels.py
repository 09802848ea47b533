"""Labels of marks that stand close together: stacked in rows so that no words and no leader lines meet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

__all__ = ["Label", "stack"]

W = TypeVar("W")


class Label(NamedTuple, Generic[W]):
    """A label to the right of its mark, or to the left when the picture ends there."""

    x: float
    width: float
    what: W
    row: int = 0
    """0 stands next to the bar, higher ones above."""
    flipped: bool = False

    @property
    def covered(self) -> tuple[float, float]:
        """From where to where its words reach."""
        return (self.x - self.width, self.x + 2) if self.flipped else (self.x - 2, self.x + self.width)


def stack(labels: Iterable[Label[W]], left: float, right: float) -> list[Label[W]]:
    """Give each label the lowest row that is free, from the right: so leaders pass left of the words below them.

    A label turns to the left of its mark where the picture ends, and where nothing stands there.
    """
    rows: list[list[tuple[float, float]]] = []
    placed: list[Label[W]] = []
    given = sorted(labels, key=lambda label: -label.x)
    for index, label in enumerate(given):
        following = given[index + 1].x + 2 if index + 1 < len(given) else left
        label = _settled(label, rows, following, right)  # noqa: PLW2901 - the same label, in its place
        if label.row == len(rows):
            rows.append([])
        rows[label.row].append(label.covered)
        for below in rows[: label.row]:
            below.append((label.x - 2, label.x + 2))
        placed.append(label)
    return placed[::-1]


def _settled(label: Label[W], rows: list[list[tuple[float, float]]], following: float, right: float) -> Label[W]:
    turned = label._replace(flipped=True)
    if label.x + label.width > right:
        label = turned
    for row, taken in enumerate(rows):
        for way in (label, turned):
            if _free(taken, way.covered) and (way is label or way.covered[0] > following):
                return way._replace(row=row)
    return label._replace(row=len(rows))


def _free(taken: Iterable[tuple[float, float]], wanted: tuple[float, float]) -> bool:
    return all(wanted[1] <= start or end <= wanted[0] for start, end in taken)
