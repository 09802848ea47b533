"""Watching a worker and the promise: the pulse told as metrics, and whether the worker lives and can do its work."""

from __future__ import annotations

import asyncio
import concurrent.futures
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from temporalio.client import Client
from temporalio.service import RPCError

from models.errors import MotcuaError
from motcua import log
from motcua.register import PostgresRegister
from motcua.watch import Gauges, Readiness

__all__ = ["Watching"]

_PATIENCE_S: Final = 5.0
"""How long a probe waits: a loop or a server that is silent for longer is as good as away."""
_UNREACHABLE: Final = "TEMPORAL_UNREACHABLE"


class Watching:
    """Watches from inside one worker process."""

    def __init__(
        self, register: PostgresRegister, client: Client, gauges: Gauges, legal: Callable[[], datetime]
    ) -> None:
        self._register = register
        self._client = client
        self._gauges = gauges
        self._legal = legal
        self._loop = asyncio.get_running_loop()

    async def keep_pulse(self, every: timedelta) -> None:
        """Show the pulse for as long as it runs; while the register is away the last numbers stand."""
        while True:
            try:
                self._gauges.show(await asyncio.to_thread(self._register.pulse, self._legal()))
            except MotcuaError as error:
                log.logger(__name__).warning("pulse_missed", code=error.code)
            await asyncio.sleep(every.total_seconds())

    def is_alive(self) -> bool:
        """Whether the event loop answers; asked from another thread."""
        answered = concurrent.futures.Future[None]()
        self._loop.call_soon_threadsafe(answered.set_result, None)
        try:
            answered.result(_PATIENCE_S)
        except concurrent.futures.TimeoutError:
            return False
        return True

    def readiness(self) -> Readiness:
        """Whether register and Temporal answer; asked from another thread."""
        return Readiness({"register": self._register_trouble(), "temporal": self._temporal_trouble()})

    def _register_trouble(self) -> str | None:
        try:
            self._register.require_reachable()
        except MotcuaError as error:
            return error.code
        return None

    def _temporal_trouble(self) -> str | None:
        asked = asyncio.run_coroutine_threadsafe(
            self._client.service_client.check_health(timeout=timedelta(seconds=_PATIENCE_S)), self._loop
        )
        try:
            serving = asked.result(_PATIENCE_S + 1)
        except (RPCError, concurrent.futures.TimeoutError):
            asked.cancel()
            return _UNREACHABLE
        return None if serving else _UNREACHABLE
