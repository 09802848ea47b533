"""A rule of the law, and what one look at it found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from motcua.conformance.evidence import Dossier, Evidence

__all__ = ["Rule", "Seen", "each"]


class Seen(NamedTuple):
    """One exercise of a rule: where, and what is wrong there."""

    where: str
    """A dossier's code, or a series of numbers."""
    fault: str | None = None
    """None: it held. Codes, numbers and instants only."""

    @classmethod
    def that(cls, dossier: Dossier, held: bool, fault: str) -> Seen:
        """What was found in a dossier: `fault`, unless it held."""
        return cls(dossier.code, None if held else fault)

    @classmethod
    def same(cls, dossier: Dossier, what: str, found: object, wanted: object) -> Seen:
        """What was found in a dossier, where it had to be something."""
        return cls.that(dossier, found == wanted, f"{what}: {found}, must be {wanted}")


Look = Callable[[Evidence], Iterable[Seen]]
OfOne = Callable[[Dossier], Iterable[Seen]]


class Rule(NamedTuple):
    """One rule of the law, and how it is looked at."""

    key: str
    """Stable: reports of two years are compared by it."""
    section: str
    """Where the rulebook has it."""
    vi: str
    """What it asks, in the words of a clerk."""
    look: Look


def each(of_one: OfOne) -> Look:
    """Look at every dossier by itself."""

    def look(evidence: Evidence) -> Iterator[Seen]:
        for dossier in evidence.dossiers:
            yield from of_one(dossier)

    return look
