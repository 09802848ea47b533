"""The scheduled reconciliation of register and Temporal."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

from activities.reconcile import Reconciled, Reconciliation

__all__ = ["ReconcileWorkflow"]


@workflow.defn(name="Reconcile")
class ReconcileWorkflow:
    """One reconciliation; a Temporal Schedule runs it every few minutes."""

    @workflow.run
    async def run(self) -> Reconciled:
        """Return what was started and what was found not to run."""
        return await workflow.execute_activity_method(
            Reconciliation.reconcile,
            start_to_close_timeout=timedelta(minutes=5),
            retry_policy=RetryPolicy(maximum_attempts=3),
            summary="Đối chiếu sổ với Temporal",
        )
