"""The one factory of workflow runners, for worker, tests and replayer alike.

What the workflows stand on (`models`, `activities`, their own parts and the libraries) is passed through: it is pure,
held to it by architecture tests, and importing it anew would cost each dossier some 12 ms of CPU. The modules that
define workflows are loaded within the sandbox.
"""

from __future__ import annotations

import pkgutil
from typing import TYPE_CHECKING

from temporalio.converter import StorageDriverStoreContext
from temporalio.worker import (
    UnsandboxedWorkflowRunner,
    WorkflowInstance,
    WorkflowInstanceDetails,
    WorkflowRunner,
)
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions
from temporalio.workflow import Info, SandboxImportNotificationPolicy

import workflows

if TYPE_CHECKING:
    from temporalio.bridge.proto.workflow_activation import WorkflowActivation
    from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
    from temporalio.worker._command_aware_visitor import CommandInfo

__all__ = ["workflow_runner"]

_NO_STORE = StorageDriverStoreContext(target=None)
_DEFINING = {"dossier", "reconcile"}
_LIBRARIES = ("pydantic", "pydantic_core", "annotated_types", "cryptography", "rfc8785")
_PARTS = tuple(
    f"workflows.{module.name}" for module in pkgutil.iter_modules(workflows.__path__) if module.name not in _DEFINING
)


def workflow_runner(*, sandboxed: bool = True, strict: bool = False) -> WorkflowRunner:
    """Return a runner; `strict` raises on every module that enters the sandbox unnoticed, as all tests have it."""
    if not sandboxed:
        return UnsandboxedWorkflowRunner()
    restrictions = SandboxRestrictions.default.with_passthrough_modules("models", "activities", *_PARTS, *_LIBRARIES)
    if strict:
        restrictions = restrictions.with_import_notification_policy(
            SandboxImportNotificationPolicy.WARN_ON_DYNAMIC_IMPORT
            | SandboxImportNotificationPolicy.RAISE_ON_UNINTENTIONAL_PASSTHROUGH
        )
    return _Sandboxed(restrictions=restrictions)


class _Sandboxed(SandboxedWorkflowRunner):
    """The SDK's, but for the questions after a payload's context and external store.

    The SDK enters the sandbox with them for every payload, at a sixth of a worker's Python time; a converter that, as
    ours, makes nothing of a context and has no external store gets the same answer without them.
    """

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        return _WithoutContexts(super().create_instance(det))


class _WithoutContexts(WorkflowInstance):
    """A workflow's instance whose payloads have no context."""

    def __init__(self, instance: WorkflowInstance) -> None:
        self._instance = instance

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        return self._instance.activate(act)

    def get_serialization_context(self, command_info: CommandInfo | None) -> None:  # noqa: ARG002 - the same for all
        return None

    def get_external_store_context(self, command_info: CommandInfo | None) -> StorageDriverStoreContext:  # noqa: ARG002
        return _NO_STORE

    def get_info(self) -> Info:
        return self._instance.get_info()

    def get_thread_id(self) -> int | None:
        return self._instance.get_thread_id()
