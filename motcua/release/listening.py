"""A runner that hears what workflow code asks for while it is replayed, whatever becomes of it afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_commands import WorkflowCommand
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails, WorkflowRunner

__all__ = ["Heard", "ListeningRunner"]


class Heard(NamedTuple):
    """What the code said when it was woken once; within one workflow task it may be woken several times."""

    read: int
    """Up to which event of the history it had been told: the start of the task."""
    commands: Sequence[WorkflowCommand]
    failure: str | None
    """Why the code could not go on: the exception's text, which holds no input (models/value.py)."""


class ListeningRunner(WorkflowRunner):
    """Runs workflows as the runner behind it does, and keeps what they say until it is taken."""

    def __init__(self, behind: WorkflowRunner) -> None:
        self._behind = behind
        self._heard: dict[str, list[Heard]] = {}

    def take(self, run_id: str) -> list[Heard]:
        """What a run said, in order."""
        return self._heard.pop(run_id, [])

    def prepare_workflow(self, defn: Any) -> None:
        """As the runner behind."""
        self._behind.prepare_workflow(defn)

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        """An instance that is listened to."""
        return _Listening(self._behind.create_instance(det), self._heard.setdefault(det.info.run_id, []))

    def set_worker_level_failure_exception_types(self, types: Sequence[type[BaseException]]) -> None:
        """As the runner behind."""
        self._behind.set_worker_level_failure_exception_types(types)


class _Listening(WorkflowInstance):
    def __init__(self, behind: WorkflowInstance, heard: list[Heard]) -> None:
        self._behind = behind
        self._heard = heard

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        completion = self._behind.activate(act)
        failure = completion.failed.failure.message if completion.HasField("failed") else None
        self._heard.append(Heard(act.history_length, completion.successful.commands, failure))
        return completion

    def get_serialization_context(self, command_info: Any) -> Any:
        return self._behind.get_serialization_context(command_info)

    def get_external_store_context(self, command_info: Any) -> Any:
        return self._behind.get_external_store_context(command_info)

    def get_info(self) -> Any:
        return self._behind.get_info()

    def get_thread_id(self) -> int | None:
        return self._behind.get_thread_id()
