"""Our namespace on any Temporal: made if it lacks, with its retention and search attributes; and what it lacks, told.

An operator's longer retention is left as it is, and what a cluster does not let us change is left to `motcua doctor`.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import (
    DescribeNamespaceRequest,
    GetSystemInfoRequest,
    RegisterNamespaceRequest,
    UpdateNamespaceRequest,
)
from temporalio.client import Client
from temporalio.common import SearchAttributeKey
from temporalio.service import RPCError, RPCStatusCode

from models.errors import Refused, Unavailable
from motcua.engine.client import Endpoint, connected
from motcua.settings import Settings

__all__ = [
    "Attributes", "NamespaceReport", "ensure_namespace", "look_at_namespace", "prepare_namespace", "require_namespace",
    "require_version", "unavailable",
]  # fmt: skip

Attributes = Sequence[SearchAttributeKey[Any]]

LEAST_VERSION: Final = (1, 29)
"""Server 1.29 is the first with fairness; the embedded one is newer."""
_SEEN_WITHIN_S: Final = 30.0
_PAUSE_S: Final = 0.1
_DAY_S: Final = 86_400


@dataclass(frozen=True)
class NamespaceReport:
    """What stands on the server."""

    server_version: str
    retention_days: int | None
    """None: there is no such namespace."""
    missing: tuple[str, ...] = ()
    conflicting: tuple[str, ...] = ()
    """Attributes that exist with another type."""


async def look_at_namespace(client: Client, keys: Attributes) -> NamespaceReport:
    """Say what stands. Raises Unavailable TEMPORAL_UNREACHABLE, TEMPORAL_REFUSED."""
    try:
        info = await client.workflow_service.get_system_info(GetSystemInfoRequest())
        retention = await _retention(client)
        if retention is None:
            return NamespaceReport(info.server_version, None, tuple(key.name for key in keys))
        there = await _attributes(client)
    except RPCError as error:
        raise unavailable(client, error) from error
    missing = tuple(key.name for key in keys if key.name not in there)
    conflicting = tuple(key.name for key in keys if there.get(key.name, _type(key)) != _type(key))
    return NamespaceReport(info.server_version, retention.days, missing, conflicting)


async def ensure_namespace(client: Client, retention_days: int, keys: Attributes) -> None:
    """Make the namespace, lengthen its retention, add attributes that lack, and wait until the server uses them.

    Idempotent. Raises Unavailable NAMESPACE_MISSING, TEMPORAL_*; Refused SEARCH_ATTRIBUTE_CONFLICT.
    """
    try:
        await _ensure_retention(client, timedelta(days=retention_days))
        there = await _attributes(client)
        for key in keys:
            if there.get(key.name, _type(key)) != _type(key):
                raise Refused("SEARCH_ATTRIBUTE_CONFLICT", attribute=key.name)
        missing = [key for key in keys if key.name not in there]
        if missing:
            await _add(client, missing)
        await _wait_searchable(client, keys)
    except RPCError as error:
        raise unavailable(client, error) from error


async def require_namespace(client: Client, keys: Attributes = ()) -> None:
    """Refuse to work with a Temporal that cannot keep a promise: too old, or without our namespace or its search keys.

    What is reserved for such a one would wait for ever. Raises Unavailable NAMESPACE_MISSING,
    SEARCH_ATTRIBUTES_MISSING, TEMPORAL_OLD, TEMPORAL_*.
    """
    try:
        found, info = await asyncio.gather(
            _retention(client), client.workflow_service.get_system_info(GetSystemInfoRequest())
        )
    except RPCError as error:
        raise unavailable(client, error) from error
    require_version(info.server_version)
    if found is None:
        raise Unavailable("NAMESPACE_MISSING", namespace=client.namespace)
    try:
        await client.count_workflows(_searching(keys))
    except RPCError as error:
        if error.status is RPCStatusCode.INVALID_ARGUMENT:
            raise Unavailable("SEARCH_ATTRIBUTES_MISSING", namespace=client.namespace) from error
        raise unavailable(client, error) from error


def require_version(version: str) -> None:
    """Refuse a server older than what we use of it: updates with a start, fairness, versions of workers.

    A server that does not say its version (some clouds) is taken at its word. Raises Unavailable TEMPORAL_OLD.
    """
    numbers = re.match(r"(\d+)\.(\d+)", version)
    if numbers and (int(numbers[1]), int(numbers[2])) < LEAST_VERSION:
        raise Unavailable("TEMPORAL_OLD", version=version, least=".".join(map(str, LEAST_VERSION)))


def _searching(keys: Attributes) -> str:
    """A query over all our search keys that finds nothing, and is refused where one is not known."""
    return " AND ".join(["WorkflowId = '-'", *(f"{key.name} IS NULL" for key in keys)])


def prepare_namespace(settings: Settings, endpoint: Endpoint, keys: Attributes) -> None:
    """`ensure_namespace` for code that cannot await; it waits in a loop of its own, also where one runs already."""

    async def prepare() -> None:
        async with connected(settings, endpoint) as client:
            await ensure_namespace(client, settings.retention_days, keys)

    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(prepare())).result()


def _type(key: SearchAttributeKey[Any]) -> int:
    return int(key.indexed_value_type)


def unavailable(client: Client, error: RPCError) -> Unavailable:
    """Return our error for Temporal's, of a call that can miss nothing but the namespace."""
    address = client.service_client.config.target_host
    if error.status in (RPCStatusCode.PERMISSION_DENIED, RPCStatusCode.UNAUTHENTICATED):
        return Unavailable("TEMPORAL_REFUSED", address=address)
    if error.status is RPCStatusCode.NOT_FOUND:
        return Unavailable("NAMESPACE_MISSING", namespace=client.namespace)
    return Unavailable("TEMPORAL_UNREACHABLE", address=address)


async def _retention(client: Client) -> timedelta | None:
    try:
        found = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=client.namespace))
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise
    return timedelta(seconds=found.config.workflow_execution_retention_ttl.seconds)


async def _ensure_retention(client: Client, wanted: timedelta) -> None:
    current = await _retention(client)
    ttl = Duration(seconds=wanted.days * _DAY_S)
    if current is None:
        request = RegisterNamespaceRequest(namespace=client.namespace, workflow_execution_retention_period=ttl)
        try:
            await client.workflow_service.register_namespace(request)
        except RPCError as error:
            if error.status is RPCStatusCode.PERMISSION_DENIED:
                raise Unavailable("NAMESPACE_MISSING", namespace=client.namespace) from error
            if error.status is not RPCStatusCode.ALREADY_EXISTS:
                raise
    elif current < wanted:
        config = NamespaceConfig(workflow_execution_retention_ttl=ttl)
        try:
            await client.workflow_service.update_namespace(
                UpdateNamespaceRequest(namespace=client.namespace, config=config)
            )
        except RPCError as error:
            if error.status is not RPCStatusCode.PERMISSION_DENIED:
                raise


async def _attributes(client: Client) -> dict[str, int]:
    """The namespace's own attributes; a cluster may need some seconds to see a namespace just made."""
    end = time.monotonic() + _SEEN_WITHIN_S
    while True:
        try:
            found = await client.operator_service.list_search_attributes(
                ListSearchAttributesRequest(namespace=client.namespace)
            )
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND or time.monotonic() > end:
                raise
            await asyncio.sleep(_PAUSE_S)
        else:
            return {name: int(kind) for name, kind in found.custom_attributes.items()}


async def _add(client: Client, keys: Sequence[SearchAttributeKey[Any]]) -> None:
    kinds = {key.name: IndexedValueType.ValueType(_type(key)) for key in keys}
    try:
        await client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(namespace=client.namespace, search_attributes=kinds)
        )
    except RPCError as error:
        if error.status is not RPCStatusCode.ALREADY_EXISTS:  # another program was faster
            raise


async def _wait_searchable(client: Client, keys: Attributes) -> None:
    end = time.monotonic() + _SEEN_WITHIN_S
    while True:
        try:
            await client.count_workflows(_searching(keys))
        except RPCError as error:
            if error.status not in (RPCStatusCode.INVALID_ARGUMENT, RPCStatusCode.NOT_FOUND) or time.monotonic() > end:
                raise
            await asyncio.sleep(_PAUSE_S)
        else:
            return
