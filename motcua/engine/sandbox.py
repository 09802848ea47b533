"""The one factory of workflow runners, for worker, tests and replayer alike.

What the workflows stand on (`models`, `activities`, their own parts and the libraries) is passed through: it is pure,
held to it by architecture tests, and importing it anew would cost each dossier some 12 ms of CPU. The modules that
define workflows are loaded within the sandbox.
"""

from __future__ import annotations

import pkgutil

from temporalio.worker import UnsandboxedWorkflowRunner, WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions
from temporalio.workflow import SandboxImportNotificationPolicy

import workflows

__all__ = ["workflow_runner"]

_DEFINING = {"after", "anchor", "archive", "dossier", "feedback", "publishing", "reconcile"}
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
    return SandboxedWorkflowRunner(restrictions=restrictions)
