"""Which version of the code a worker runs, and to which version Temporal gives the dossiers (docs/releases.md).

Each queue, with its letters, is one worker deployment. Its current version only goes forward by itself: the worker of
an older build that comes back, after a crash or a slow roll-out, takes nothing over from a newer one.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Final

from temporalio.api.deployment.v1 import WorkerDeploymentInfo
from temporalio.api.workflowservice.v1 import (
    DescribeWorkerDeploymentRequest,
    SetWorkerDeploymentCurrentVersionRequest,
)
from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import WorkerDeploymentConfig

import activities
import models
import workflows
from models.errors import Unavailable
from models.queues import shared_of
from motcua.engine.namespace import unavailable

__all__ = ["Promotion", "Taking", "build_id", "deployment_of", "promote"]

_LENGTH: Final = 12
_SEEN_WITHIN_S: Final = 30.0
_PAUSE_S: Final = 0.1
_AGAIN: Final = (RPCStatusCode.NOT_FOUND, RPCStatusCode.FAILED_PRECONDITION, RPCStatusCode.ABORTED)
"""The server has not heard of the version yet, or another worker was faster."""


@lru_cache(maxsize=1)
def build_id() -> str:
    """Name the code by which dossiers are decided: the same sources, the same twelve digits, wherever they lie."""
    digest = hashlib.sha256()
    for package in (models, activities, workflows):
        root = Path(package.__path__[0])
        for path in sorted(root.rglob("*.py")):
            content = path.read_bytes()
            digest.update(f"{package.__name__}/{path.relative_to(root).as_posix()} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()[:_LENGTH]


def deployment_of(queue: str) -> WorkerDeploymentConfig:
    """Return how a worker on this queue says which version it is; open dossiers go on in the current one."""
    return WorkerDeploymentConfig(
        version=WorkerDeploymentVersion(shared_of(queue).replace(".", "-"), build_id()),
        use_worker_versioning=True,
        default_versioning_behavior=VersioningBehavior.AUTO_UPGRADE,
    )


class Taking(StrEnum):
    """When a worker that starts makes its version the current one."""

    FORWARD = "forward"
    """Unless the current version came after its own."""
    ALWAYS = "always"
    NEVER = "never"
    """It is left to whoever ramps by hand."""


class Promotion(StrEnum):
    """What became of it."""

    CURRENT = "current"
    """It was current already."""
    PROMOTED = "promoted"
    OLDER = "older"
    """The current version came after it: it does nothing until it is promoted by hand."""
    LEFT = "left"
    """Nobody asked for it."""


async def promote(client: Client, queue: str, taking: Taking) -> Promotion:
    """Make this build the current version of a queue, once its worker polls; say what became of it.

    Raises Unavailable `VERSIONING_MISSING` when the server knows no worker deployments, `WORKER_UNSEEN` when it does
    not hear of this worker, and `TEMPORAL_*`.
    """
    version = deployment_of(queue).version
    end = time.monotonic() + _SEEN_WITHIN_S
    while True:
        try:
            return await _promote(client, version, taking)
        except RPCError as error:
            if error.status is RPCStatusCode.UNIMPLEMENTED:
                raise Unavailable("VERSIONING_MISSING") from error
            if error.status not in _AGAIN:
                raise unavailable(client, error) from error
            if time.monotonic() > end:
                raise Unavailable("WORKER_UNSEEN", queue=queue, build=version.build_id) from error
        await asyncio.sleep(_PAUSE_S)


async def _promote(client: Client, version: WorkerDeploymentVersion, taking: Taking) -> Promotion:
    described = await client.workflow_service.describe_worker_deployment(
        DescribeWorkerDeploymentRequest(namespace=client.namespace, deployment_name=version.deployment_name)
    )
    info = described.worker_deployment_info
    current = info.routing_config.current_deployment_version.build_id
    if current == version.build_id:
        return Promotion.CURRENT
    if taking is Taking.NEVER:
        return Promotion.LEFT
    if taking is Taking.FORWARD and current and _came(info, current) > _came(info, version.build_id):
        return Promotion.OLDER
    await client.workflow_service.set_worker_deployment_current_version(
        SetWorkerDeploymentCurrentVersionRequest(
            namespace=client.namespace,
            deployment_name=version.deployment_name,
            build_id=version.build_id,
            conflict_token=described.conflict_token,
            identity=client.identity,
        )
    )
    return Promotion.PROMOTED


def _came(info: WorkerDeploymentInfo, build: str) -> datetime:
    """When the server first heard of a build. Raises RPCError NOT_FOUND for one it does not know."""
    for version in info.version_summaries:
        if version.deployment_version.build_id == build:
            return version.create_time.ToDatetime()
    raise RPCError("version not seen yet", RPCStatusCode.NOT_FOUND, b"")
