"""The shared queue is shared fairly: the embedded server takes the agencies in turn (design §2.17)."""

from __future__ import annotations

import asyncio
import secrets
import statistics
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.common import Priority
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from motcua.embedded import Runtime
from motcua.engine.client import connected
from motcua.engine.namespace import ensure_namespace
from motcua.settings import Settings

pytest_plugins = ("tests.fixtures.runtime",)

BURST, SINGLE = "H24.31", "H24.40"
DONE: list[str] = []


@activity.defn
async def work(agency: str) -> None:
    """One thing of an agency's."""
    DONE.append(agency)


@workflow.defn
class Work:
    @workflow.run
    async def run(self, agency: str, queue: str) -> None:
        await workflow.execute_activity(
            work,
            agency,
            task_queue=queue,
            start_to_close_timeout=timedelta(seconds=30),
            priority=Priority(fairness_key=agency),
        )


async def begun(client: Client, agency: str, queue: str) -> None:
    """One dossier's worth, its activity waiting in the queue."""
    handle = await client.start_workflow(
        Work.run, args=[agency, f"{queue}-activities"], id=secrets.token_hex(8), task_queue=queue,
        priority=Priority(fairness_key=agency),
    )  # fmt: skip

    async def look() -> bool:
        return bool((await handle.describe()).raw_description.pending_activities)

    await until(look)


async def until(look: Callable[[], Awaitable[bool]]) -> None:
    """Wait for what must come; the test's timeout ends a vain wait."""
    while True:
        if await look():
            return
        await asyncio.sleep(0.01)


async def all_done() -> bool:
    return len(DONE) == 65


async def test_one_agencys_burst_does_not_stand_before_anothers_few_tasks(runtime: Runtime) -> None:
    """Of sixty tasks of one agency, all there before, most have to wait for the other's five."""
    namespace, queue = f"test-{secrets.token_hex(4)}", "fair"
    async with connected(Settings(), replace(runtime, namespace=namespace)) as client:
        await ensure_namespace(client, 1, ())
        async with Worker(client, task_queue=queue, workflows=[Work], workflow_runner=UnsandboxedWorkflowRunner()):
            for _ in range(6):
                await asyncio.gather(*(begun(client, BURST, queue) for _ in range(10)))
            for _ in range(5):
                await begun(client, SINGLE, queue)
            async with Worker(client, task_queue=f"{queue}-activities", activities=[work], max_concurrent_activities=1):
                await until(all_done)
    assert statistics.median(place for place, agency in enumerate(DONE) if agency == SINGLE) < 30
