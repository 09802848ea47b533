"""What `worker.py` does: serve queues until a signal, and say to Temporal which version does."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any

from temporalio.client import Client
from temporalio.worker import Worker

from models.identifiers import AgencyCode
from models.queues import agency_queue, of_letters
from motcua import log
from motcua.app import agency_worker, open_app, open_temporal
from motcua.engine.schedules import ensure_schedules
from motcua.engine.versions import Promotion, Taking, build_id, promote
from motcua.settings import Settings

__all__ = ["serve", "serve_agency"]

_log = log.logger(__name__)


async def serve(settings: Settings, queues: Sequence[str], taking: Taking) -> None:
    """Serve the queues until a signal, and let what is running finish; raises MotcuaError when it cannot begin."""
    asked_to_stop = _signalled()
    async with open_app(settings) as app, app.watched():
        await ensure_schedules(app.client, settings.task_queue)
        workers = [worker for queue in queues for worker in app.workers(queue=queue)]
        versioned = [queue for queue in queues if settings.versioning and not of_letters(queue)]
        await _run(workers, asked_to_stop, _ready(app.client, queues, versioned, taking))


async def serve_agency(settings: Settings, agency: AgencyCode, folder: Path) -> None:
    """Serve an agency's own queue until a signal; it needs Temporal alone. Raises MotcuaError when it cannot begin."""
    asked_to_stop = _signalled()
    async with open_temporal(settings) as client:
        await _run(
            [agency_worker(client, settings, agency, folder)],
            asked_to_stop,
            _ready(client, [agency_queue(settings.task_queue, agency)], [], Taking.NEVER),
        )


def _signalled() -> asyncio.Event:
    asked_to_stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked_to_stop.set)
    return asked_to_stop


async def _run(workers: Sequence[Worker], asked_to_stop: asyncio.Event, ready: Coroutine[Any, Any, None]) -> None:
    serving = [asyncio.create_task(worker.run()) for worker in workers]
    beginning, stopping = asyncio.create_task(ready), asyncio.create_task(asked_to_stop.wait())
    try:
        await asyncio.wait([beginning, stopping, *serving], return_when=asyncio.FIRST_COMPLETED)
        if beginning.done():
            await beginning
            await asyncio.wait([stopping, *serving], return_when=asyncio.FIRST_COMPLETED)
    finally:
        beginning.cancel()
        stopping.cancel()
        await asyncio.gather(*(worker.shutdown() for worker in workers))
        await asyncio.gather(*serving)


async def _ready(client: Client, queues: Sequence[str], versioned: Sequence[str], taking: Taking) -> None:
    """Promote the version, where there is one, and say that work begins."""
    taken = {queue: await promote(client, queue, taking) for queue in versioned}
    for queue, promotion in taken.items():
        if promotion is Promotion.OLDER:
            _log.warning("worker_of_older_build", queue=queue, build=build_id(), next="worker.py --promote")
    _log.info("worker_ready", queues=queues, namespace=client.namespace, build=build_id(), versions=taken)
