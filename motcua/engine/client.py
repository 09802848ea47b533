"""The connection to Temporal: one SDK runtime per process, owned here, and one way to connect.

A pending long poll while the event loop closes can crash the process (sdk-python#300), and so can an SDK runtime
dropped while the interpreter is already coming apart (nine exits of ten after a refused connection). So: cancel and
await what still waits for a result before the loop ends, and let this module own the runtime, which it drops in time.
"""

from __future__ import annotations

import asyncio
import atexit
import gc
import logging
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Final, Protocol, Self

from temporalio.client import Client, Interceptor
from temporalio.envconfig import ClientConnectConfig
from temporalio.runtime import LogForwardingConfig, LoggingConfig, PrometheusConfig, Runtime, TelemetryConfig
from temporalio.service import RPCError, RPCStatusCode

from models.errors import Unavailable
from motcua.engine.converter import DATA_CONVERTER
from motcua.settings import Settings

__all__ = ["Endpoint", "Outside", "connect", "connected", "sdk_runtime"]

_PAUSE_S: Final = 0.1
_CORE_LOG: Final = "WARN"
_REFUSALS: Final = (RPCStatusCode.PERMISSION_DENIED, RPCStatusCode.UNAUTHENTICATED)


class Endpoint(Protocol):
    """Where Temporal answers, as an attached program knows."""

    @property
    def temporal_address(self) -> str:
        """`host:port`."""

    @property
    def namespace(self) -> str:
        """Our namespace."""


@dataclass(frozen=True)
class Outside:
    """A Temporal of somebody else's, as the standard variables name it."""

    temporal_address: str
    namespace: str

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Read it. Raises InvalidInput SETTING_INVALID when no address is named."""
        return cls(settings.temporal_profile().get("target_host", ""), settings.namespace)


@lru_cache(maxsize=1)
def sdk_runtime(metrics_address: str | None = None) -> Runtime:
    """The SDK's runtime of this process, with Prometheus metrics if an address is given. Made at the first call."""
    atexit.register(_drop_runtime)
    return Runtime(
        telemetry=TelemetryConfig(
            logging=LoggingConfig(
                filter=_CORE_LOG,
                forwarding=LogForwardingConfig(
                    logging.getLogger("temporalio.core"), append_log_fields_to_message=False
                ),
            ),
            metrics=PrometheusConfig(bind_address=metrics_address) if metrics_address else None,
        )
    )


def _drop_runtime() -> None:
    sdk_runtime.cache_clear()
    gc.collect()


async def connect(
    settings: Settings,
    endpoint: Endpoint,
    *,
    interceptors: Sequence[Interceptor] = (),
    within: timedelta = timedelta(seconds=15),
) -> Client:
    """Connect, trying again for as long as `within`: a server that was just killed is back in a moment.

    Raises Unavailable TEMPORAL_UNREACHABLE after that, TEMPORAL_REFUSED at once when credentials are wrong.
    """
    profile: ClientConnectConfig = settings.temporal_profile() if settings.temporal_is_outside else {}
    profile = {**profile, "target_host": endpoint.temporal_address, "namespace": endpoint.namespace}
    end = time.monotonic() + within.total_seconds()
    while True:
        left = end - time.monotonic()
        try:
            return await Client.connect(
                **profile,
                data_converter=DATA_CONVERTER,
                interceptors=interceptors,
                runtime=sdk_runtime(settings.metrics_address),
                connect_timeout=timedelta(seconds=max(left, 1)),
            )
        except (RuntimeError, RPCError) as error:
            if isinstance(error, RPCError) and error.status in _REFUSALS:
                raise Unavailable("TEMPORAL_REFUSED", address=endpoint.temporal_address) from error
            if left <= _PAUSE_S:
                raise Unavailable("TEMPORAL_UNREACHABLE", address=endpoint.temporal_address) from error
        await asyncio.sleep(_PAUSE_S)


@asynccontextmanager
async def connected(
    settings: Settings, endpoint: Endpoint, *, within: timedelta = timedelta(seconds=15)
) -> AsyncIterator[Client]:
    """A client for a short program; raises as `connect` does. Tasks of the block must have ended with it."""
    client = await connect(settings, endpoint, within=within)
    try:
        yield client
    finally:
        del client
        gc.collect()
