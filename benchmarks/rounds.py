"""The measured rounds: ours, bare, bare with our bytes, and again, so that a busy moment hits all of them alike."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from benchmarks.drive import Drive, driven
from benchmarks.sizes import Sizes
from benchmarks.stage import PARTS, Stage

__all__ = ["Contender", "Result", "Round", "measured"]


@dataclass(frozen=True)
class Contender:
    """One of those that take part."""

    name: str
    drive: Drive
    is_ours: bool


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


async def measured(stage: Stage, contenders: Sequence[Contender], sizes: Sizes) -> tuple[list[Result], list[list[str]]]:
    """Run every round of everyone; return the results, and everyone's workflow ids of the last round."""
    rounds: dict[str, list[Round]] = {contender.name: [] for contender in contenders}
    last: dict[str, list[str]] = {}
    for _ in range(sizes.rounds):
        for contender in contenders:
            one, last[contender.name] = await _round(stage, contender, sizes)
            rounds[contender.name].append(one)
    results = []
    for contender in contenders:
        alone = await driven(contender.drive, sizes.alone, 1)
        results.append(Result.of(contender.name, rounds[contender.name], statistics.median(alone.acts) * 1000))
    return results, list(last.values())


async def _round(stage: Stage, contender: Contender, sizes: Sizes) -> tuple[Round, list[str]]:
    worker = stage.ours if contender.is_ours else stage.bare
    before = stage.cpu(worker)
    timings = await driven(contender.drive, sizes.dossiers, sizes.concurrency)
    after = stage.cpu(worker)
    cpu_ms = {part: (after[part] - before[part]) * 1000 / sizes.dossiers for part in PARTS}
    act_ms = statistics.median(timings.acts) * 1000
    return Round(sizes.dossiers / timings.seconds, act_ms, cpu_ms), timings.ids
