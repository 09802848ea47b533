"""Replaying histories with the code at hand, saying of each where the code first leaves it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence

from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from motcua.engine.client import sdk_runtime
from motcua.engine.converter import DATA_CONVERTER
from motcua.engine.sandbox import workflow_runner
from motcua.engine.workers import WORKFLOWS
from motcua.release.comparing import Difference, first_difference
from motcua.release.listening import ListeningRunner

__all__ = ["differences"]


async def differences(
    histories: AsyncIterator[WorkflowHistory], workflows: Sequence[type] = WORKFLOWS
) -> AsyncGenerator[tuple[WorkflowHistory, Difference | None], None]:
    """Replay one history after the other, in their order; None: the code goes the same way."""
    listening = ListeningRunner(workflow_runner(sandboxed=False))
    replayer = Replayer(
        workflows=workflows,
        workflow_runner=listening,
        data_converter=DATA_CONVERTER,
        runtime=sdk_runtime(),
        debug_mode=True,  # no deadlock detection: a busy machine is no reason to hold back a release
    )
    async with replayer.workflow_replay_iterator(histories) as results:
        async for result in results:
            heard = listening.take(result.history.run_id)
            yield result.history, first_difference(result.history.events, heard, result.replay_failure)
