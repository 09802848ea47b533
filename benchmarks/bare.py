"""Bare Temporal: a workflow that does nothing, with as many regular activities and updates as a dossier really has.

No timers, no search attributes, no journal, no database: the yardstick is as light as Temporal lets it be.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from uuid import uuid4

from temporalio import activity, workflow
from temporalio.client import Client, WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy

with workflow.unsafe.imports_passed_through():
    from benchmarks.drive import Drive, Timings
    from benchmarks.shape import Shape, Weight

__all__ = ["Bare", "bare_drive", "effect"]


@activity.defn
def effect(order: str, answer_bytes: int) -> str:  # noqa: ARG001 - the order is there for its weight
    return "x" * answer_bytes


@workflow.defn(name="Bare")
class Bare:
    @workflow.init
    def __init__(self, _shape: Shape, weight: Weight) -> None:
        self._answer = "x" * weight.answer
        self._heard = 0
        self._received = False

    @workflow.run
    async def run(self, shape: Shape, weight: Weight) -> None:
        order = "x" * weight.order
        for number, activities in enumerate(shape.activities):
            await workflow.wait_condition(lambda number=number: self._heard >= number)  # type: ignore[misc]
            for _ in range(activities):
                await workflow.execute_activity(
                    effect, args=[order, weight.facts], start_to_close_timeout=timedelta(seconds=30)
                )
            self._received = True
        await workflow.wait_condition(workflow.all_handlers_finished)

    @workflow.update
    async def received(self) -> str:
        await workflow.wait_condition(lambda: self._received)
        return self._answer

    @workflow.update
    def say(self, _said: str) -> str:
        self._heard += 1
        return self._answer

    @say.validator
    def _may_say(self, _said: str) -> None:
        """Anybody may; a refusal costs the same to look for."""


def bare_drive(client: Client, queue: str, shape: Shape, weight: Weight) -> Drive:
    """Return what brings one bare workflow through, by the same number of messages in the same order."""
    return partial(_drive, client, queue, shape, weight)


async def _drive(client: Client, queue: str, shape: Shape, weight: Weight, timings: Timings) -> str:
    name = f"bare-{uuid4()}"
    start = WithStartWorkflowOperation(
        Bare.run,
        args=[shape, weight],
        id=name,
        task_queue=queue,
        id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
    )
    await client.execute_update_with_start_workflow(Bare.received, start_workflow_operation=start)
    handle = client.get_workflow_handle(name)
    for _ in shape.activities[1:]:
        await timings.act(handle.execute_update(Bare.say, "x" * weight.said, id=str(uuid4())))
    await handle.result()
    return name
