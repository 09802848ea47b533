"""Run a worker: workflows and activities of Motcua, until SIGTERM or SIGINT, which let what is running finish."""

from __future__ import annotations

import argparse
import asyncio
import sys

from models.errors import MotcuaError
from motcua import log
from motcua.cli.serving import serve
from motcua.cli.speech import complain
from motcua.engine.versions import Taking
from motcua.settings import Settings

__all__ = ["main"]


def main(words: list[str] | None = None) -> int:
    """Return the exit code: 0 stopped as asked, else the error's."""
    asked = _parser().parse_args(words)
    try:
        settings = Settings.load()
        log.configure(settings.log_level, settings.log_format)
        asyncio.run(serve(settings, asked.queues or [settings.task_queue], asked.taking))
    except MotcuaError as error:
        complain(error, as_json=False)
        return error.exit_code
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--queues", nargs="+", default=[], help="task queues to serve, each with its letters; default: the shared one"
    )
    current = parser.add_mutually_exclusive_group()
    current.add_argument(
        "--promote", dest="taking", action="store_const", const=Taking.ALWAYS, default=Taking.FORWARD,
        help="make this build the current version even if a newer one is; default: only if none is",
    )  # fmt: skip
    current.add_argument(
        "--no-promote", dest="taking", action="store_const", const=Taking.NEVER,
        help="leave the current version as it is, to ramp by hand",
    )  # fmt: skip
    return parser


if __name__ == "__main__":
    sys.exit(main())
