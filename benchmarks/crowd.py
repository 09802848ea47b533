"""Many open dossiers: what one more costs when a thousand are open, and when as many are as BENCH_OPEN says.

They are started at another counter and then lie there: filled once, starts only.
"""

from __future__ import annotations

import asyncio
import statistics
from dataclasses import dataclass
from typing import Final

from benchmarks.lifecycle import a_submission
from benchmarks.rounds import Contender
from benchmarks.sizes import Sizes
from benchmarks.stage import Stage
from models.identifiers import OfficerId
from motcua.app import App

__all__ = ["Crowd", "crowded"]

FEW: Final = 1_000
_ELSEWHERE: Final = ("H24.40.1", OfficerId("mc.h24-40-1"))
_LINES: Final = 32


@dataclass(frozen=True)
class Crowd:
    """CPU per dossier among few and among many, and the worker's memory then."""

    few: int
    many: int
    cpu_few_ms: float
    cpu_many_ms: float
    worker_mib: float

    @property
    def growth(self) -> float:
        """By what share a dossier costs more among many than among few."""
        return self.cpu_many_ms / self.cpu_few_ms - 1


async def crowded(app: App, stage: Stage, ours: Contender, sizes: Sizes) -> Crowd:
    """Fill, measure, fill on, measure again."""
    few = min(FEW, sizes.open)
    await _fill(app, few)
    cpu_few = await _cost(stage, ours, sizes)
    await _fill(app, sizes.open - few)
    cpu_many = await _cost(stage, ours, sizes)
    return Crowd(few, sizes.open, cpu_few, cpu_many, ours.worker.memory_info().rss / 2**20)


async def _fill(app: App, count: int) -> None:
    left = iter(range(count))

    async def line() -> None:
        agency, officer = _ELSEWHERE
        for _ in left:
            await app.submitting.submit(a_submission(agency), officer)

    async with asyncio.TaskGroup() as lines:
        for _ in range(_LINES):
            lines.create_task(line())


async def _cost(stage: Stage, ours: Contender, sizes: Sizes) -> float:
    return statistics.median([await _one(stage, ours, sizes) for _ in range(sizes.rounds)])


async def _one(stage: Stage, ours: Contender, sizes: Sizes) -> float:
    before = sum(stage.cpu(ours.worker).values())
    await ours.driven(sizes.dossiers, sizes.concurrency)
    return (sum(stage.cpu(ours.worker).values()) - before) * 1000 / sizes.dossiers
