"""A publication on its way to the open dossiers: durable, one for each version, never told twice (design §2.12)."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

from activities.publishing import Left, Publishing, PublishingPlace
from models.value import Value

__all__ = ["Published", "Publisher", "PublishingWorkflow"]

_MOST_NAMED = 1000
"""So many of the dossiers that could not be told are named; the rest is counted, and all are told later."""


class Published(Value):
    """What a publication reached."""

    told: int = 0
    left: tuple[Left, ...] = ()
    left_count: int = 0


class Publisher(Value):
    """Where a publication stands; what a run hands to the next."""

    place: PublishingPlace
    so_far: Published = Published()


@workflow.defn(name="Publication")
class PublishingWorkflow:
    """Brings one version to every open dossier; its id names the version."""

    @workflow.init
    def __init__(self, publisher: Publisher) -> None:
        self._so_far = publisher.so_far

    @workflow.run
    async def run(self, publisher: Publisher) -> Published:
        """Return whom it reached once every open dossier was asked for."""
        place: PublishingPlace | None = publisher.place
        while place is not None:
            done = await workflow.execute_activity_method(
                Publishing.publish,
                place,
                start_to_close_timeout=timedelta(minutes=15),
                heartbeat_timeout=timedelta(minutes=2),
                retry_policy=RetryPolicy(maximum_interval=timedelta(minutes=1)),
                summary=f"Đưa {place.name} tới các hồ sơ đang mở",
            )
            self._so_far = Published(
                told=self._so_far.told + done.told,
                left=(*self._so_far.left, *done.left)[:_MOST_NAMED],
                left_count=self._so_far.left_count + len(done.left),
            )
            place = done.next
            if place is not None and workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(Publisher(place=place, so_far=self._so_far))
        return self._so_far

    @workflow.query
    def so_far(self) -> Published:
        """Whom it reached by now."""
        return self._so_far
