"""The plan of a run: who submits what, how each act is said, what breaks when. A function of the seed alone.

What breaks is planned by progress, not by the clock: after so many acts were answered. So two runs of a seed do the
same things in the same order as far as machines allow, and what a run found can be looked for again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Final, NamedTuple

from motcua.demo.script import Turn

__all__ = ["ACTS_EACH", "Case", "Fault", "FaultKind", "Kind", "Manner", "Plan", "manner_of", "plan_of"]

ACTS_EACH: Final = 6
"""Acts of the straight road: by them faults are placed."""


_UNTIL: Final = 0.7
"""By this part of all acts everything has broken: later only those are left who wait for their due instant."""


class Kind(StrEnum):
    """Where a dossier comes from."""

    DESK = "desk"
    SEVERAL = "several_agencies"
    ONLINE = "online"
    MIGRATED = "migrated"
    """With its due instant far away."""
    DUE = "due_in_the_run"
    """Migrated, due some seconds after it came: officers go on as if nothing were, so it may be in time or late."""
    KEPT = "kept_past_due"
    """Migrated, and nobody signs before it is due."""
    LATE = "late_before"
    """Migrated, due long ago."""
    APOLOGISED = "apologised_elsewhere"
    """Migrated, late, apologised for by the older system, and kept past the new date: escalated."""


class Case(NamedTuple):
    """One dossier."""

    number: int
    kind: Kind
    turn: Turn
    due_in_s: int
    """Seconds from its submission to its due instant, where one falls into the run."""


class Manner(NamedTuple):
    """How one act is said."""

    by_signal: bool
    repeats: int
    """So often it is said again, at once with the first."""
    fresh: bool
    """Repeated under another message id, so that Temporal does not know it for the same."""
    stale: bool
    """An earlier act of the dossier is said again after it: messages out of order."""
    rival: bool
    """A second officer says the same at once."""


class FaultKind(StrEnum):
    """What breaks."""

    WORKER = "worker killed"
    WORKERS = "both workers killed"
    TEMPORAL = "Temporal killed"
    POSTGRESQL = "PostgreSQL killed"
    SERVERS = "both servers killed"
    STALL = "database stalls"
    CUT = "database connections cut"
    DISK = "disk writes fail"
    CLOCK = "a worker's clock is off"
    BUILD = "a worker of another build"


class Fault(NamedTuple):
    """One thing that breaks, once so many acts were answered."""

    after_acts: int
    kind: FaultKind
    slot: int
    """Which worker."""
    seconds: int
    """For how long, where it lasts; for a clock, by how many minutes it is off."""


@dataclass(frozen=True)
class Plan:
    """Everything that a seed decides."""

    seed: int
    cases: Sequence[Case]
    faults: Sequence[Fault]

    @property
    def digest(self) -> str:
        """Names the plan: the same for the same seed and size, on every machine."""
        return hashlib.sha256(repr((self.seed, self.cases, self.faults)).encode()).hexdigest()[:16]


_TURNS: Final = {
    Kind.DESK: (Turn.STRAIGHT, Turn.STRAIGHT, Turn.DECLINED, Turn.REWORK),
    Kind.SEVERAL: (Turn.STRAIGHT, Turn.DECLINED, Turn.SENT_BACK, Turn.REWORK),
    Kind.ONLINE: (Turn.STRAIGHT, Turn.REFUSED),
    Kind.MIGRATED: (Turn.STRAIGHT, Turn.REWORK),
    Kind.DUE: (Turn.STRAIGHT, Turn.DECLINED),
    Kind.KEPT: (Turn.STRAIGHT, Turn.REWORK),
    Kind.LATE: (Turn.STRAIGHT, Turn.DECLINED),
    Kind.APOLOGISED: (Turn.STRAIGHT,),
}
_LONGEST_CLOCK_MINUTES: Final = 120


def plan_of(seed: int, dossiers: int, *, longest_due_s: int = 60, dossiers_per_fault: int = 15) -> Plan:
    """Plan a run: every kind of dossier and of fault comes up, and then again in the seed's own order."""
    chance = Random(f"motcua/chaos/{seed}")
    cases = [_case(chance, number, longest_due_s) for number in range(dossiers)]
    kinds = _dealt(chance, max(len(FaultKind), dossiers // dossiers_per_fault))
    places = sorted(chance.randrange(1, max(2, int(_UNTIL * ACTS_EACH * dossiers))) for _ in kinds)
    faults = [
        Fault(after, kind, chance.randrange(2), _lasting(chance, kind))
        for after, kind in zip(places, kinds, strict=True)
    ]
    return Plan(seed, tuple(cases), tuple(faults))


def manner_of(seed: int, case: int, act: int) -> Manner:
    """How a dossier's n-th act is said."""
    chance = Random(f"motcua/chaos/{seed}/{case}/{act}")
    return Manner(
        by_signal=chance.random() < 0.2,
        repeats=chance.choice((0, 0, 1, 2)),
        fresh=chance.random() < 0.5,
        stale=chance.random() < 0.15,
        rival=chance.random() < 0.15,
    )


def _case(chance: Random, number: int, longest_due_s: int) -> Case:
    kind = tuple(Kind)[number] if number < len(Kind) else chance.choice(tuple(Kind))
    return Case(number, kind, chance.choice(_TURNS[kind]), chance.randint(2, longest_due_s))


def _dealt(chance: Random, count: int) -> list[FaultKind]:
    """So many kinds, each as often as the others, in an order of chance."""
    dealt: list[FaultKind] = []
    while len(dealt) < count:
        dealt += chance.sample(tuple(FaultKind), len(FaultKind))
    return dealt[:count]


def _lasting(chance: Random, kind: FaultKind) -> int:
    if kind is FaultKind.CLOCK:
        return chance.choice((-1, 1)) * chance.randint(5, _LONGEST_CLOCK_MINUTES)
    return chance.randint(1, 4)
