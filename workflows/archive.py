"""The scheduled archiving of closed runs."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

from activities.archive import Archived, ArchivePlace, Archiving

__all__ = ["ArchiveWorkflow"]


@workflow.defn(name="Archive")
class ArchiveWorkflow:
    """One pass through all runs that are to be archived; a Temporal Schedule begins it."""

    @workflow.run
    async def run(self, place: ArchivePlace) -> Archived:
        """Return what this run of the pass archived and missed."""
        archived = missed = 0
        while True:
            done = await workflow.execute_activity_method(
                Archiving.archive,
                place,
                start_to_close_timeout=timedelta(minutes=10),
                heartbeat_timeout=timedelta(minutes=1),
                retry_policy=RetryPolicy(maximum_attempts=5),
                summary="Lưu trữ lịch sử đã đóng",
            )
            archived, missed = archived + done.archived, missed + done.missed
            if done.next is None:
                return Archived(archived=archived, missed=missed)
            place = done.next
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(place)
