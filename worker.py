"""Run a worker: workflows and activities of Motcua, until SIGTERM or SIGINT, which let what is running finish."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys

from models.errors import MotcuaError
from motcua import log
from motcua.app import open_app
from motcua.cli.speech import complain
from motcua.engine.schedules import ensure_schedules
from motcua.settings import Settings

__all__ = ["main", "run"]


async def run(settings: Settings, queues: list[str]) -> None:
    """Serve the queues until a signal; raises MotcuaError when it cannot begin."""
    asked_to_stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked_to_stop.set)
    async with open_app(settings) as app:
        await ensure_schedules(app.client, settings.task_queue)
        workers = [worker for queue in queues for worker in app.workers(queue=queue)]
        serving = [asyncio.create_task(worker.run()) for worker in workers]
        stopping = asyncio.create_task(asked_to_stop.wait())
        log.logger(__name__).info("worker_ready", queues=queues, namespace=app.client.namespace)
        await asyncio.wait([stopping, *serving], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        await asyncio.gather(*(worker.shutdown() for worker in workers))
        await asyncio.gather(*serving)


def main(words: list[str] | None = None) -> int:
    """Return the exit code: 0 stopped as asked, else the error's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--queues", nargs="+", default=[], help="task queues to serve, each with its letters; default: the shared one"
    )
    asked = parser.parse_args(words)
    try:
        settings = Settings.load()
        log.configure(settings.log_level, settings.log_format)
        asyncio.run(run(settings, asked.queues or [settings.task_queue]))
    except MotcuaError as error:
        complain(error, as_json=False)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
