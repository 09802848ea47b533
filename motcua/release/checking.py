"""The gate before a release: every open dossier is replayed with the code at hand, none is touched (docs/releases.md).

Histories are fetched some at a time while one is replayed; the order of the report is that of the sample.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from typing import Final

from temporalio.client import Client, WorkflowExecution, WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode

from models.value import Value
from motcua.engine.namespace import unavailable
from motcua.engine.versions import build_id
from motcua.release.comparing import Difference
from motcua.release.replaying import differences

__all__ = ["Checked", "Verdict", "check_release"]

Shown = Callable[[int, int], None]

FETCHED_AHEAD: Final = 8
"""Histories in memory, or on their way, while one is replayed."""


class Verdict(Value):
    """What the code at hand makes of one run."""

    code: str
    """The workflow's id."""
    run_id: str
    workflow: str
    """The workflow's type."""
    events: int
    difference: Difference | None


class Checked(Value):
    """The outcome of the gate."""

    build: str
    """The build id of the code at hand."""
    running: int
    """How many runs there were to choose from."""
    checked: int
    gone: int
    """How many were no longer there when their history was asked for."""
    breaking: tuple[Verdict, ...]

    @property
    def may_go(self) -> bool:
        """Whether the code may take over."""
        return not self.breaking


def _unseen(_done: int, _of: int) -> None:
    """Nobody watches."""


async def check_release(
    client: Client, *, sample: int | None = None, closed: bool = False, shown: Shown = _unseen
) -> Checked:
    """Replay what runs in the namespace, all of it or a sample; `closed`: also what has ended and is still kept.

    The sample is chosen by a hash of each run's id, so that the same dossiers are asked again after a repair.
    `shown` hears how many of how many are done. Raises Unavailable `TEMPORAL_*`.
    """
    query = "" if closed else "ExecutionStatus = 'Running'"
    try:
        found = [execution async for execution in client.list_workflows(query)]
        chosen = sorted(found, key=_by_lot)[:sample]
        verdicts = await _verdicts(client, chosen, shown)
    except RPCError as error:
        raise unavailable(client, error) from error
    return Checked(
        build=build_id(),
        running=len(found),
        checked=len(verdicts),
        gone=len(chosen) - len(verdicts),
        breaking=tuple(verdict for verdict in verdicts if verdict.difference is not None),
    )


def _by_lot(execution: WorkflowExecution) -> str:
    return hashlib.sha256(execution.run_id.encode()).hexdigest()


async def _verdicts(client: Client, chosen: Sequence[WorkflowExecution], shown: Shown) -> list[Verdict]:
    verdicts: list[Verdict] = []
    under_way: deque[WorkflowExecution] = deque()

    async def histories() -> AsyncIterator[WorkflowHistory]:
        async with aclosing(_fetched(client, chosen)) as fetched:
            done = 0
            async for execution, history in fetched:
                shown(done, len(chosen))
                done += 1
                if history is not None:
                    under_way.append(execution)
                    yield history
        shown(len(chosen), len(chosen))

    async with aclosing(differences(histories())) as replayed:
        async for history, difference in replayed:
            execution = under_way.popleft()
            verdict = Verdict(
                code=execution.id,
                run_id=execution.run_id,
                workflow=execution.workflow_type,
                events=len(history.events),
                difference=difference,
            )
            verdicts.append(verdict)
    return verdicts


async def _fetched(
    client: Client, chosen: Sequence[WorkflowExecution]
) -> AsyncGenerator[tuple[WorkflowExecution, WorkflowHistory | None], None]:
    """Fetch the histories in order, so many ahead; None for a run that has gone meanwhile."""
    ahead: deque[tuple[WorkflowExecution, asyncio.Task[WorkflowHistory | None]]] = deque()
    waiting = iter(chosen)
    try:
        while True:
            while len(ahead) < FETCHED_AHEAD and (execution := next(waiting, None)) is not None:
                ahead.append((execution, asyncio.create_task(_history(client, execution))))
            if not ahead:
                return
            execution, task = ahead[0]
            history = await task
            ahead.popleft()
            yield execution, history
    finally:
        for _, task in ahead:
            task.cancel()
        await asyncio.gather(*(task for _, task in ahead), return_exceptions=True)


async def _history(client: Client, execution: WorkflowExecution) -> WorkflowHistory | None:
    try:
        return await client.get_workflow_handle(execution.id, run_id=execution.run_id).fetch_history()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise
