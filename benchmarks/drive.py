"""Driving: so many at once, each timed as a person at a counter would feel it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

__all__ = ["Drive", "Timings", "driven"]


@dataclass
class Timings:
    """Seconds: of each act from its making to the answer, and of each dossier from submission to its end."""

    acts: list[float] = field(default_factory=list)
    dossiers: list[float] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    seconds: float = 0.0
    """From the first submission to the last end."""

    async def act(self, said: Awaitable[object]) -> None:
        began = time.perf_counter()
        await said
        self.acts.append(time.perf_counter() - began)


Drive = Callable[[Timings], Awaitable[str]]
"""Brings one through from beginning to end and returns its id."""


async def driven(drive: Drive, count: int, concurrency: int) -> Timings:
    """Bring `count` through, `concurrency` at a time. Raises what any of them raises: a broken run measures nothing."""
    timings = Timings()
    left = iter(range(count))

    async def line() -> None:
        for _ in left:
            began = time.perf_counter()
            timings.ids.append(await drive(timings))
            timings.dossiers.append(time.perf_counter() - began)

    began = time.perf_counter()
    async with asyncio.TaskGroup() as lines:
        for _ in range(min(count, concurrency)):
            lines.create_task(line())
    timings.seconds = time.perf_counter() - began
    return timings
