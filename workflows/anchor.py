"""The scheduled anchoring of all journals."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

from activities.anchor import Anchored, Anchoring, Wanted

__all__ = ["AnchorWorkflow"]


@workflow.defn(name="Anchor")
class AnchorWorkflow:
    """One anchor; a Temporal Schedule asks for it when the working day is over."""

    @workflow.run
    async def run(self) -> Anchored:
        """Return the anchor that was taken."""
        return await workflow.execute_activity_method(
            Anchoring.anchor,
            Wanted(since=workflow.now()),
            start_to_close_timeout=timedelta(hours=2),
            heartbeat_timeout=timedelta(minutes=2),
            retry_policy=RetryPolicy(maximum_interval=timedelta(minutes=10)),
            summary="Lập mốc neo trong ngày",
        )
