"""The schedules that stand on every namespace."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
)
from temporalio.service import RPCError

from motcua.engine.namespace import unavailable
from workflows.reconcile import ReconcileWorkflow

__all__ = ["RECONCILE", "ensure_schedules"]

RECONCILE: Final = "reconcile"
EVERY: Final = timedelta(minutes=5)


async def ensure_schedules(client: Client, task_queue: str) -> None:
    """Make the schedules that are missing; one that an operator changed stays as it is.

    Raises Unavailable NAMESPACE_MISSING, TEMPORAL_*.
    """
    schedule = Schedule(
        action=ScheduleActionStartWorkflow(ReconcileWorkflow.run, id=RECONCILE, task_queue=task_queue),
        spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=EVERY)]),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP),
    )
    try:
        await client.create_schedule(RECONCILE, schedule)
    except ScheduleAlreadyRunningError:
        return
    except RPCError as error:
        raise unavailable(client, error) from error
