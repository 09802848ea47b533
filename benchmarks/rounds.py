"""The measured rounds: everyone once, and again, so that a busy moment hits all of them alike."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Self

import psutil

from benchmarks.drive import Timings
from benchmarks.sizes import Sizes
from benchmarks.stage import PARTS, Stage

__all__ = ["Contender", "Result", "Round", "measured", "told"]


@dataclass(frozen=True)
class Contender:
    """One of those that take part."""

    name: str
    worker: psutil.Process
    """What does the work: a process of its own for each kind."""
    driven: Callable[[int, int], Awaitable[Timings]]
    """Brings so many through, so many at once."""


@dataclass(frozen=True)
class Round:
    """One round of one of them."""

    per_second: float
    act_ms: float
    """The median act's time, from making and proving it to the answer, while others run."""
    cpu_ms: dict[str, float]
    """Per dossier, by process."""


@dataclass(frozen=True)
class Result:
    """The medians over the rounds."""

    name: str
    per_second: float
    speeds: tuple[float, ...]
    """Of each round; rounds of one number are neighbours in time."""
    act_ms: float
    act_alone_ms: float
    """The median act's time when nothing else runs."""
    cpu_ms: dict[str, float]

    @property
    def cpu_sum_ms(self) -> float:
        return sum(self.cpu_ms.values())

    def beside(self, other: Result) -> float:
        """Its throughput as a share of another's: the median over pairs of neighbouring rounds."""
        return statistics.median(mine / theirs for mine, theirs in zip(self.speeds, other.speeds, strict=True))

    def by_cpu(self, other: Result) -> float:
        """What that would be if nothing but CPU were scarce; the steadiest number on a shared machine."""
        return other.cpu_sum_ms / self.cpu_sum_ms

    @classmethod
    def of(cls, name: str, rounds: Sequence[Round], act_alone_ms: float) -> Self:
        speeds = [one.per_second for one in rounds]
        return cls(
            name=name,
            per_second=statistics.median(speeds),
            speeds=tuple(speeds),
            act_ms=statistics.median(one.act_ms for one in rounds),
            act_alone_ms=act_alone_ms,
            cpu_ms={part: statistics.median(one.cpu_ms[part] for one in rounds) for part in PARTS},
        )


def told(line: str) -> None:
    """Say how far it is, to whoever waits."""
    print(line, file=sys.stderr, flush=True)


async def measured(stage: Stage, contenders: Sequence[Contender], sizes: Sizes) -> tuple[list[Result], list[list[str]]]:
    """Run every round of everyone; return the results, and everyone's workflow ids of the last round."""
    rounds: dict[str, list[Round]] = {contender.name: [] for contender in contenders}
    last: dict[str, list[str]] = {}
    for _ in range(sizes.rounds):
        for contender in contenders:
            one, last[contender.name] = await _round(stage, contender, sizes)
            rounds[contender.name].append(one)
            told(f"{contender.name}: {one.per_second:.1f} dossiers/s, {sum(one.cpu_ms.values()):.0f} ms of CPU each")
    results = []
    for contender in contenders:
        alone = await contender.driven(sizes.alone, 1)
        results.append(Result.of(contender.name, rounds[contender.name], statistics.median(alone.acts) * 1000))
    return results, list(last.values())


async def _round(stage: Stage, contender: Contender, sizes: Sizes) -> tuple[Round, list[str]]:
    before = stage.cpu(contender.worker)
    timings = await contender.driven(sizes.dossiers, sizes.concurrency)
    after = stage.cpu(contender.worker)
    cpu_ms = {part: (after[part] - before[part]) * 1000 / sizes.dossiers for part in PARTS}
    act_ms = statistics.median(timings.acts) * 1000
    return Round(sizes.dossiers / timings.seconds, act_ms, cpu_ms), timings.ids
