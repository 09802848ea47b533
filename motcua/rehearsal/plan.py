"""The plan of a rehearsal: which dossier goes which way, from which instant on. A function of year and seed alone."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from motcua.rehearsal.path import Path, Setting
from motcua.rehearsal.paths import PATHS
from motcua.rehearsal.year import Year

__all__ = ["Case", "Plan", "plan_of"]


class Case(NamedTuple):
    """One dossier of the plan."""

    number: int
    path: Path
    setting: Setting
    chance: str
    """The seed of what chance decides on its way: how long each officer takes."""


@dataclass(frozen=True)
class Plan:
    """Everything that year and seed decide."""

    year: Year
    seed: int
    cases: Sequence[Case]

    @property
    def digest(self) -> str:
        """Names the plan: the same for the same year, seed and size, on every machine."""
        told = [(case.number, case.path.key, case.setting, case.chance) for case in self.cases]
        return hashlib.sha256(repr((self.year.number, self.seed, told)).encode()).hexdigest()[:16]


def plan_of(year: int, seed: int, dossiers: int, paths: Sequence[Path] = PATHS) -> Plan:
    """Plan a year: every path once in an order of chance, then again; from `len(paths)` dossiers on none is missing."""
    of, chance, cases = Year(year), Random(f"motcua/rehearsal/{year}/{seed}"), list[Case]()  # noqa: S311 - a plan, no secret
    possible = [path for path in paths if path.occurs_in(of)]
    while len(cases) < dossiers:
        for path in chance.sample(possible, len(possible))[: dossiers - len(cases)]:
            number = len(cases)
            own = f"motcua/rehearsal/{year}/{seed}/{number}"
            cases.append(Case(number, path, path.setting(of, Random(own)), own))  # noqa: S311 - as above
    return Plan(of, seed, tuple(cases))
