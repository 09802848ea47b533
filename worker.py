"""Run a worker: workflows and activities of Motcua, until SIGTERM or SIGINT, which let what is running finish."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine
from typing import Any

from models.errors import MotcuaError
from motcua import log
from motcua.cli.serving import serve, serve_agency
from motcua.cli.serving_options import Asked, asked_by
from motcua.cli.speech import complain
from motcua.settings import Settings

__all__ = ["main"]


def main(words: list[str] | None = None) -> int:
    """Return the exit code: 0 stopped as asked, else the error's."""
    asked = asked_by(words, __doc__)
    try:
        settings = Settings.load()
        log.configure(settings.log_level, settings.log_format)
        asyncio.run(_work(settings, asked))
    except MotcuaError as error:
        complain(error, as_json=False)
        return error.exit_code
    return 0


def _work(settings: Settings, asked: Asked) -> Coroutine[Any, Any, None]:
    if asked.agency is not None and asked.deliver_to is not None:
        return serve_agency(settings, asked.agency, asked.deliver_to)
    return serve(settings, asked.queues or (settings.task_queue,), asked.taking)


if __name__ == "__main__":
    sys.exit(main())
