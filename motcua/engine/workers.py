"""Workers: which workflows and activities run where, with every setting of the SDK that matters named here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from temporalio.client import Client
from temporalio.worker import Worker, WorkerDeploymentConfig, WorkflowRunner

from activities.after import Closed
from activities.apology import Apology
from activities.coordination import Coordination
from activities.correction import Correction
from activities.delivery import Delivery
from activities.digitisation import Digitisation
from activities.errand import AgencyInbox, AgencyWork, Errands
from activities.escalation import Escalation
from activities.fact import StatedFacts
from activities.feedback import FeedbackRegister, Feedbacks
from activities.feeding import Feeding, Groups
from activities.handoff import HandOff
from activities.journal import Journal
from activities.notice import Notices
from activities.ports import DataStore, Documents, Notifier, Register, Renderer, Signer
from activities.reception import Reception
from activities.refund import Refunds
from activities.result_return import ResultReturn
from activities.signature import Signature
from activities.word import Words
from models.queues import of_letters
from motcua.engine.failures import CodesOnly
from motcua.engine.undated import DatedRunner
from workflows.after import AfterWorkflow
from workflows.anchor import AnchorWorkflow
from workflows.archive import ArchiveWorkflow
from workflows.dossier import DossierWorkflow
from workflows.feedback import FeedbackWorkflow
from workflows.publishing import PublishingWorkflow
from workflows.reconcile import ReconcileWorkflow

__all__ = ["WORKFLOWS", "Ports", "activities_on", "build_agency_worker", "build_worker", "letters_on"]

WORKFLOWS: Sequence[type] = (
    DossierWorkflow, AfterWorkflow, FeedbackWorkflow, ReconcileWorkflow, ArchiveWorkflow, AnchorWorkflow,
    PublishingWorkflow,
)  # fmt: skip

ACTIVITY_SLOTS = 32
LETTER_SLOTS = 2
"""Letters take turns beside what people wait for: typesetting and signing one costs as much as a dozen acts, and more
of them at once would keep the interpreter from everything else."""
AGENCY_SLOTS = 8
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
    stores: DataStore
    groups: Groups
    feedback: FeedbackRegister
    rehearsal: bool = False


def activities_on(ports: Ports) -> list[Callable[..., Any]]:
    """Return every activity, bound to its adapters: letters too, of dossiers that began before they had a queue."""
    register, documents = ports.register, ports.documents
    feedbacks = Feedbacks(ports.feedback, ports.notifier)
    return [
        Journal(register).record_journal,
        Closed(register).read_closed,
        Reception(register, ports.stores, rehearsal=ports.rehearsal).receive,
        Coordination(register).coordinate,
        Digitisation(register, ports.stores).digitise,
        HandOff(register).transfer,
        Signature(register, ports.renderer, ports.signer, documents, ports.stores).sign_result,
        ResultReturn(register).record_return,
        Correction(register, ports.renderer, ports.signer, documents, ports.stores).issue_correction,
        StatedFacts(register).correct_fact,
        Refunds(register).order_refund,
        feedbacks.record_feedback,
        feedbacks.report_feedback,
        *letters_on(ports),
    ]


def letters_on(ports: Ports) -> list[Callable[..., Any]]:
    """Return the activities of models.dossier.LETTERS, bound to their adapters."""
    register, documents, notifier = ports.register, ports.documents, ports.notifier
    apology = Apology(register, ports.renderer, ports.signer, documents)
    return [
        apology.issue_apology_letter,
        apology.sign_apology_letter,
        Delivery(register, documents, notifier).deliver_letter,
        Escalation(register, notifier).escalate,
        Words(register, notifier).tell_agency,
        Errands(register, notifier).settle_errand,
        Feeding(register, ports.groups).feed_group,
        Notices(register, ports.renderer, ports.signer, documents, notifier).tell_applicant,
    ]


def build_worker(
    client: Client,
    ports: Ports,
    *,
    task_queue: str,
    runner: WorkflowRunner,
    scheduled: Sequence[Callable[..., Any]] = (),
    deployment: WorkerDeploymentConfig | None = None,
) -> Worker:
    """Return a worker for one queue, to be run and shut down; `scheduled` are the activities of scheduled work.

    With `deployment` it is given nothing until its version is the current one (motcua/engine/versions.py).

    A queue of letters (models/queues.py) is served by activities alone, in slots of their own.
    """
    if of_letters(task_queue):
        return _worker(client, task_queue, LETTER_SLOTS, deployment, activities=letters_on(ports))
    return _worker(
        client,
        task_queue,
        ACTIVITY_SLOTS,
        deployment,
        workflows=WORKFLOWS,
        activities=[*activities_on(ports), *scheduled],
        workflow_runner=DatedRunner(runner),
        max_cached_workflows=CACHED_WORKFLOWS,
    )


def build_agency_worker(client: Client, inbox: AgencyInbox, *, task_queue: str) -> Worker:
    """Return an agency's own worker: one activity, no workflows, nothing of the register.

    It bears no version: whichever build asks, the slip is the same.
    """
    return _worker(client, task_queue, AGENCY_SLOTS, None, activities=[AgencyWork(inbox).deliver_to_agency])


def _worker(
    client: Client, task_queue: str, slots: int, deployment: WorkerDeploymentConfig | None, **work: Any
) -> Worker:
    return Worker(
        client,
        task_queue=task_queue,
        deployment_config=deployment,
        activity_executor=ThreadPoolExecutor(slots, thread_name_prefix=task_queue),
        interceptors=[CodesOnly()],
        max_concurrent_activities=slots,
        graceful_shutdown_timeout=timedelta(seconds=20),
        **work,
    )
