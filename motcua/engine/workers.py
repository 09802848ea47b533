"""Workers: which workflows and activities run where, with every setting of the SDK that matters named here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from temporalio.client import Client
from temporalio.worker import Worker, WorkflowRunner

from activities.apology import Apology
from activities.delivery import Delivery
from activities.escalation import Escalation
from activities.handoff import HandOff
from activities.journal import Journal
from activities.ports import Documents, Notifier, Register, Renderer, Signer
from activities.reception import Reception
from activities.reconcile import Reconciliation
from activities.result_return import ResultReturn
from activities.signature import Signature
from motcua.engine.failures import CodesOnly
from workflows.dossier import DossierWorkflow
from workflows.reconcile import ReconcileWorkflow

__all__ = ["WORKFLOWS", "Ports", "activities_on", "build_worker"]

WORKFLOWS: Sequence[type] = (DossierWorkflow, ReconcileWorkflow)

ACTIVITY_SLOTS = 32
CACHED_WORKFLOWS = 2_000
"""Dossiers kept in memory; any other is replayed when it wakes, at the price of its history."""


@dataclass(frozen=True)
class Ports:
    """The adapters that activities work through."""

    register: Register
    documents: Documents
    renderer: Renderer
    signer: Signer
    notifier: Notifier
    rehearsal: bool = False


def activities_on(ports: Ports) -> list[Callable[..., Any]]:
    """Return every activity, bound to its adapters."""
    register, documents, notifier = ports.register, ports.documents, ports.notifier
    return [
        Journal(register).record_journal,
        Reception(register, rehearsal=ports.rehearsal).receive,
        HandOff(register).transfer,
        Signature(register, ports.renderer, ports.signer, documents).sign_result,
        Apology(register, ports.renderer, ports.signer, documents).issue_apology_letter,
        Delivery(register, documents, notifier).deliver_letter,
        Escalation(register, notifier).escalate,
        ResultReturn(register).record_return,
    ]


def build_worker(
    client: Client,
    ports: Ports,
    *,
    task_queue: str,
    runner: WorkflowRunner,
    reconciliation: Reconciliation | None = None,
) -> Worker:
    """Return a worker for one queue, to be run and shut down; with `reconciliation` it does the scheduled work too."""
    scheduled = [reconciliation.reconcile] if reconciliation else []
    return Worker(
        client,
        task_queue=task_queue,
        workflows=WORKFLOWS,
        activities=[*activities_on(ports), *scheduled],
        activity_executor=ThreadPoolExecutor(ACTIVITY_SLOTS, thread_name_prefix="activity"),
        workflow_runner=runner,
        interceptors=[CodesOnly()],
        max_concurrent_activities=ACTIVITY_SLOTS,
        max_cached_workflows=CACHED_WORKFLOWS,
        graceful_shutdown_timeout=timedelta(seconds=20),
    )
