"""A question that comes before the workflow task that would take up what happened leaves no trace in the history."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest
from temporalio import activity, workflow
from temporalio.client import WorkflowHandle
from temporalio.converter import WorkflowSerializationContext
from temporalio.exceptions import TemporalError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner, Worker

from motcua.engine.converter import DATA_CONVERTER
from motcua.engine.undated import DatedRunner
from tests.fixtures.time_skipping import eventually

pytest_plugins = ("tests.fixtures.time_skipping",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

A_WHILE = timedelta(seconds=30)
ASKED = "activity_task_scheduled_event_attributes"
HAPPENED = "activity_task_completed_event_attributes"
QUESTIONS = 2
"""One of them nearly always comes before the task."""


@activity.defn
async def happen() -> None:
    """Something that ends while no worker of the workflow is there."""


@activity.defn
async def keep(told: datetime) -> None:
    """Take what was decided, and when."""
    assert told


@workflow.defn(sandboxed=False)
class Told:
    """Tells the time at which it took up what happened."""

    def __init__(self) -> None:
        self.told: datetime | None = None

    @workflow.run
    async def run(self, acts: str) -> str:
        """Wait for what happens, then tell it."""
        await workflow.execute_activity(happen, task_queue=acts, start_to_close_timeout=A_WHILE)
        self.told = workflow.now()
        await workflow.execute_activity(keep, self.told, task_queue=acts, start_to_close_timeout=A_WHILE)
        return self.told.isoformat()

    @workflow.query
    def when(self) -> datetime | None:
        """When it told it."""
        return self.told


async def shows(handle: WorkflowHandle[Any, Any], kind: str) -> bool:
    """Whether the history has an event of a kind."""
    history = await handle.fetch_history()
    return any(event.HasField(kind) for event in history.events)  # type: ignore[arg-type]


async def answered(question: Awaitable[object]) -> bool:
    """Whether a question was answered; one that came too early is refused, and may be asked again."""
    try:
        await question
    except TemporalError:
        return False
    return True


async def test_what_is_decided_bears_the_time_of_its_task_though_questions_came_first(
    time_skipping: WorkflowEnvironment,
) -> None:
    client = time_skipping.client
    deeds, acts = (f"{name}-{secrets.token_hex(4)}" for name in ("deeds", "acts"))

    def worker() -> AbstractAsyncContextManager[Worker]:
        runner = DatedRunner(UnsandboxedWorkflowRunner())
        return Worker(client, task_queue=deeds, workflows=[Told], unsandboxed_workflow_runner=runner)

    async with worker():
        handle = await client.start_workflow(Told.run, acts, id=deeds, task_queue=deeds)
        await eventually(lambda: shows(handle, ASKED), handle)
    questions = [asyncio.create_task(answered(handle.query(Told.when))) for _ in range(QUESTIONS)]
    async with Worker(client, task_queue=acts, activities=[happen, keep]):
        await eventually(lambda: shows(handle, HAPPENED), handle)
        async with worker():
            told = datetime.fromisoformat(await handle.result())
            await asyncio.gather(*questions)
            assert await answered(handle.query(Told.when))
    history = await handle.fetch_history()
    tasks = [
        event.event_time.ToDatetime()
        for event in history.events
        if event.HasField("workflow_task_started_event_attributes")
    ]
    # Nanoseconds are rounded; a task that was lost with the refused question is given out again after ten seconds.
    assert min(abs(told.replace(tzinfo=None) - task) for task in tasks[1:]) < timedelta(milliseconds=1)
    await Replayer(workflows=[Told], unsandboxed_workflow_runner=UnsandboxedWorkflowRunner()).replay_workflow(history)


async def test_what_is_said_to_temporal_is_written_the_same_in_every_context() -> None:
    """Else the runner, which asks for none, would write it otherwise than the clients."""
    context = WorkflowSerializationContext(namespace="motcua", workflow_id="H24.31.1-260302-0001")
    assert DATA_CONVERTER.with_context(context) is DATA_CONVERTER
