"""`python -m benchmarks.bare_worker ADDRESS NAMESPACE QUEUE`: the yardstick's worker, a process of its own.

It has the settings of ours: converter, runner, slots, cache.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from temporalio.worker import Worker

from benchmarks.bare import Bare, effect
from benchmarks.stage import READY
from motcua.engine.client import connected
from motcua.engine.sandbox import workflow_runner
from motcua.engine.workers import ACTIVITY_SLOTS, CACHED_WORKFLOWS
from motcua.settings import Settings


@dataclass(frozen=True)
class _At:
    temporal_address: str
    namespace: str


async def serve(address: str, namespace: str, queue: str) -> None:
    """Work until SIGTERM."""
    settings = Settings.load()
    asked_to_stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asked_to_stop.set)
    async with connected(settings, _At(address, namespace)) as client:
        worker = Worker(
            client,
            task_queue=queue,
            workflows=[Bare],
            activities=[effect],
            activity_executor=ThreadPoolExecutor(ACTIVITY_SLOTS),
            workflow_runner=workflow_runner(sandboxed=settings.sandbox),
            max_concurrent_activities=ACTIVITY_SLOTS,
            max_cached_workflows=CACHED_WORKFLOWS,
        )
        async with worker:
            print(READY, flush=True)
            await asked_to_stop.wait()


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
