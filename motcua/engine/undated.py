"""Events that no workflow task has taken up yet, and a query that comes before it.

A query that waited for a worker brings it the history as it then is. If the worker does not have the workflow in
memory, the SDK (temporalio 1.35) hands it all of it, also what came after the last workflow task: an activity's result,
a fired timer. No task dates these events, so they bear the time of the task before, and what the workflow decides upon
them goes out with the next task, in another order and with another time than every replay will find. The dossier then
stands still for ever, or its journal parts from the register's.

So such an activation is refused before the workflow sees it: the query fails and is asked again, the SDK drops what it
holds of the run, and the task that follows begins from the history.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails, WorkflowRunner
from temporalio.workflow import Info, _Definition

__all__ = ["UNDATED", "DatedRunner"]

UNDATED = "QUERY_BEFORE_TASK"
"""The failure's type, as the worker's log and whoever asked see it."""
_ASKING = frozenset({"query_workflow", "remove_from_cache"})


class DatedRunner(WorkflowRunner):
    """Runs workflows by another runner, and only upon events that a workflow task dates."""

    def __init__(self, runner: WorkflowRunner) -> None:
        self._runner = runner

    def prepare_workflow(self, defn: _Definition) -> None:
        """See WorkflowRunner."""
        self._runner.prepare_workflow(defn)

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        """See WorkflowRunner."""
        return _Dated(self._runner.create_instance(det))

    def set_worker_level_failure_exception_types(self, types: Sequence[type[BaseException]]) -> None:
        """See WorkflowRunner."""
        self._runner.set_worker_level_failure_exception_types(types)


class _Dated(WorkflowInstance):
    """One workflow in memory, and which task it was last activated for."""

    def __init__(self, instance: WorkflowInstance) -> None:
        self._instance = instance
        self._task: tuple[int, bytes] | None = None

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        """Refuse what goes beyond the last task and yet bears its time."""
        if all(job.WhichOneof("variant") in _ASKING for job in act.jobs):
            return self._instance.activate(act)
        task = (act.history_length, act.timestamp.SerializeToString())
        before, self._task = self._task, task
        if before is not None and not act.is_replaying and task[0] > before[0] and task[1] == before[1]:
            return _refused()
        return self._instance.activate(act)

    def get_serialization_context(self, _: Any) -> None:
        """None: our data converter is the same in every context, and asking enters the sandbox for each payload."""

    def get_external_store_context(self, command_info: Any) -> Any:
        """See WorkflowInstance."""
        return self._instance.get_external_store_context(command_info)

    def get_info(self) -> Info:
        """See WorkflowInstance."""
        return self._instance.get_info()

    def get_thread_id(self) -> int | None:
        """See WorkflowInstance."""
        return self._instance.get_thread_id()


def _refused() -> WorkflowActivationCompletion:
    completion = WorkflowActivationCompletion()
    completion.failed.failure.message = UNDATED
    completion.failed.failure.application_failure_info.type = UNDATED
    return completion
