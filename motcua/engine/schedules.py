"""The schedules that stand on every namespace."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleCalendarSpec,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
)
from temporalio.service import RPCError

from activities.archive import ArchivePlace
from motcua.engine.namespace import unavailable
from workflows.anchor import AnchorWorkflow
from workflows.archive import ArchiveWorkflow
from workflows.reconcile import ReconcileWorkflow

__all__ = ["ANCHOR", "ARCHIVE", "RECONCILE", "ensure_schedules"]

RECONCILE: Final = "reconcile"
ARCHIVE: Final = "archive"
ANCHOR: Final = "anchor"

_RECONCILED: Final = ScheduleSpec(intervals=[ScheduleIntervalSpec(every=timedelta(minutes=5))])
_ARCHIVED: Final = ScheduleSpec(intervals=[ScheduleIntervalSpec(every=timedelta(minutes=15))])
_ANCHORED: Final = ScheduleSpec(
    calendars=[ScheduleCalendarSpec(hour=[ScheduleRange(10)], minute=[ScheduleRange(5)], comment="17:05 ở Việt Nam")]
)
"""Once the working day is over. Stated in UTC, which asks nothing of the server's list of time zones."""
_POLICY: Final = SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=timedelta(days=1))


async def ensure_schedules(client: Client, task_queue: str) -> None:
    """Make the schedules that are missing; one that an operator changed stays as it is.

    Raises Unavailable NAMESPACE_MISSING, TEMPORAL_*.
    """
    actions = {
        RECONCILE: (
            ScheduleActionStartWorkflow(ReconcileWorkflow.run, id=RECONCILE, task_queue=task_queue),
            _RECONCILED,
        ),
        ARCHIVE: (
            ScheduleActionStartWorkflow(ArchiveWorkflow.run, ArchivePlace(), id=ARCHIVE, task_queue=task_queue),
            _ARCHIVED,
        ),
        ANCHOR: (ScheduleActionStartWorkflow(AnchorWorkflow.run, id=ANCHOR, task_queue=task_queue), _ANCHORED),
    }
    for name, (action, spec) in actions.items():
        await _ensure(client, name, Schedule(action=action, spec=spec, policy=_POLICY))


async def _ensure(client: Client, name: str, schedule: Schedule) -> None:
    try:
        await client.create_schedule(name, schedule)
    except ScheduleAlreadyRunningError:
        return
    except RPCError as error:
        raise unavailable(client, error) from error
