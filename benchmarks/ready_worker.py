"""`python -m benchmarks.ready_worker QUEUE`: our worker with papers that are ready (benchmarks/ready_paper.py)."""

from __future__ import annotations

import asyncio
import signal
import sys

from benchmarks.ready_paper import with_ready_papers
from benchmarks.stage import READY
from motcua import log
from motcua.app import open_app
from motcua.engine.versions import Taking, promote
from motcua.settings import Settings


async def serve(queue: str) -> None:
    """Work until SIGTERM."""
    settings = Settings.load()
    asked_to_stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asked_to_stop.set)
    async with open_app(settings) as app:
        workers = app.workers(queue=queue, ports=with_ready_papers(app.ports))
        serving = [asyncio.create_task(worker.run()) for worker in workers]
        if settings.versioning:
            await promote(app.client, queue, Taking.FORWARD)
        print(READY, flush=True)
        await asked_to_stop.wait()
        await asyncio.gather(*(worker.shutdown() for worker in workers))
        await asyncio.gather(*serving)


if __name__ == "__main__":
    log.configure("info", "text")
    asyncio.run(serve(sys.argv[1]))
