"""Publications under way: one workflow for each version, begun once, begun again for what it could not tell."""

from __future__ import annotations

from typing import Final

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError

from activities.publishing import PublishingPlace
from motcua.engine.namespace import unavailable
from workflows.publishing import Published, Publisher, PublishingWorkflow

__all__ = ["Publications"]


class Publications:
    """The publications of one namespace."""

    def __init__(self, client: Client, task_queue: str) -> None:
        self._client = client
        self._task_queue = task_queue

    async def begin(self, place: PublishingPlace) -> str:
        """Begin a publication, or find it under way; return the id of its workflow. Raises Unavailable `TEMPORAL_*`."""
        name: Final = f"{place.subject.value}-{place.name}"
        try:
            await self._client.start_workflow(
                PublishingWorkflow.run,
                Publisher(place=place),
                id=name,
                task_queue=self._task_queue,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                static_summary=f"Công bố {place.name}",
            )
        except RPCError as error:
            raise unavailable(self._client, error) from error
        return name

    async def result(self, name: str) -> Published:
        """Wait until a publication has asked every open dossier, and return whom it reached."""
        published: Published = await self._client.get_workflow_handle(name, result_type=Published).result()
        return published
