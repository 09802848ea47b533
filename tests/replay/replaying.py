"""Replaying with today's code, hearing everything that a workflow says on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from temporalio.client import WorkflowHistory
from temporalio.worker import (
    Interceptor,
    Replayer,
    StartActivityInput,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
)
from temporalio.workflow import ActivityHandle

from motcua.engine.converter import DATA_CONVERTER
from motcua.engine.sandbox import workflow_runner
from motcua.engine.workers import WORKFLOWS
from tests.replay.histories import Stored, commands_of, digest, stored

__all__ = ["fingerprint", "replayed", "said_in"]

_SAID: dict[str, list[str] | Exception] = {}
"""What was said in each stored history, replayed once in this process, or why it did not replay; by name."""


async def said_in(kept: Stored) -> list[str]:
    """What is handed to activities in one of the stored histories. Raises when today's code goes another way."""
    if kept.name not in _SAID:
        _SAID.update(await _all_replayed(list(stored())))
    said = _SAID[kept.name]
    if isinstance(said, Exception):
        raise said
    return said


async def replayed(kept: Stored) -> list[str]:
    """Replay a history and return what was handed to activities. Raises when today's code goes another way."""
    (said,) = (await _all_replayed([kept])).values()
    if isinstance(said, Exception):
        raise said
    return said


async def fingerprint(kept: Stored) -> dict[str, str]:
    """Which commands a history has, and what today's code says to activities when it is replayed."""
    return {"commands": digest(commands_of(kept.content)), "said": digest(await replayed(kept))}


async def _all_replayed(histories: list[Stored]) -> dict[str, list[str] | Exception]:
    """Replay one after another by one replayer, whose beginning costs as much as a history."""
    heard: list[str] = []
    replayer = Replayer(
        workflows=WORKFLOWS,
        workflow_runner=workflow_runner(strict=True),
        data_converter=DATA_CONVERTER,
        interceptors=[_Ear(heard)],
    )

    async def feed() -> AsyncIterator[WorkflowHistory]:
        for kept in histories:
            heard.clear()
            yield kept.history

    async with replayer.workflow_replay_iterator(feed()) as results:
        told = [one.replay_failure or list(heard) async for one in results]
    return {kept.name: one for kept, one in zip(histories, told, strict=True)}


class _Ear(Interceptor):
    def __init__(self, heard: list[str]) -> None:
        self._heard = heard

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002 - the SDK's name
    ) -> type[WorkflowInboundInterceptor]:
        heard = self._heard

        class Outbound(WorkflowOutboundInterceptor):
            def start_activity(self, input: StartActivityInput) -> ActivityHandle[Any]:  # noqa: A002
                orders = [order.model_dump_json() for order in input.args]
                heard.append("\t".join([input.activity, input.summary or "", *orders]))
                return super().start_activity(input)

        class Inbound(WorkflowInboundInterceptor):
            def init(self, outbound: WorkflowOutboundInterceptor) -> None:
                super().init(Outbound(outbound))

        return Inbound
