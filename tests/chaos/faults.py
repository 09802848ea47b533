"""Breaking things as planned, and telling what was in flight when they broke."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import psutil
from temporalio.api.enums.v1 import PendingActivityState
from temporalio.service import RPCError

from tests.chaos.driver import Tally
from tests.chaos.plan import Fault, FaultKind
from tests.chaos.stage import Stage, WorkerKind

__all__ = ["Breaker", "Broken"]

_LOOKED_AT: Final = 40
_SMALLEST_FILE: Final = 8 * 1024
"""No paper is as small as that, so each one's write fails."""
_LOOK_S: Final = 2


@dataclass
class Broken:
    """One fault as it happened."""

    fault: Fault
    answered: int
    """Acts answered by then."""
    acts: dict[str, int]
    """Acts that waited for their answer."""
    activities: dict[str, int] = field(default_factory=dict)
    """Activities under way on those dossiers."""
    connections: int = 0
    """Connections to the database through the proxy."""


class Breaker:
    """Breaks things on a stage."""

    def __init__(self, stage: Stage, tally: Tally) -> None:
        self._stage = stage
        self._tally = tally
        self.broken: list[Broken] = []

    async def do(self, fault: Fault) -> None:
        """Break one thing, and mend what lasts; a killed process is replaced at once."""
        self.broken.append(await self._in_flight(fault))
        stage, slot = self._stage, fault.slot
        match fault.kind:
            case FaultKind.WORKER:
                await stage.replace(slot, WorkerKind())
            case FaultKind.WORKERS:
                for one in stage.workers:
                    await stage.kill_worker(one)
                await asyncio.gather(*(stage.work(one) for one in stage.workers))
            case FaultKind.TEMPORAL:
                stage.kill_server("temporal")
            case FaultKind.POSTGRESQL:
                stage.kill_server("postgresql")
            case FaultKind.SERVERS:
                stage.kill_server("temporal")
                stage.kill_server("postgresql")
            case FaultKind.STALL:
                await stage.proxy.stall(fault.seconds)
            case FaultKind.CUT:
                stage.proxy.cut()
            case FaultKind.DISK:
                stage.limit_files(slot, _SMALLEST_FILE)
                await asyncio.sleep(fault.seconds)
                stage.limit_files(slot, psutil.RLIM_INFINITY)
            case FaultKind.CLOCK:
                await stage.replace(slot, WorkerKind(clock_minutes=fault.seconds))
            case FaultKind.BUILD:
                await stage.replace(slot, WorkerKind(other_build=True))

    async def _in_flight(self, fault: Fault) -> Broken:
        tally = self._tally
        broken = Broken(
            fault,
            len(tally.acknowledged),
            dict(Counter(tally.in_flight.values())),
            connections=self._stage.proxy.connections,
        )
        with suppress(TimeoutError, RPCError):
            async with asyncio.timeout(_LOOK_S):
                broken.activities = await self._activities(list(tally.in_flight)[:_LOOKED_AT])
        return broken

    async def _activities(self, codes: list[str]) -> dict[str, int]:
        found: Counter[str] = Counter()
        for code in codes:
            told = await self._stage.app.client.get_workflow_handle(code).describe()
            for pending in told.raw_description.pending_activities:
                if pending.state == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED:
                    found[pending.activity_type.name] += 1
        return dict(found)
