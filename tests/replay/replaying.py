"""Replaying with today's code, hearing everything that a workflow says on the way."""

from __future__ import annotations

from typing import Any

from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import (
    Interceptor,
    Replayer,
    StartActivityInput,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
)
from temporalio.workflow import ActivityHandle

from motcua.engine.sandbox import workflow_runner
from motcua.engine.workers import WORKFLOWS
from tests.replay.histories import Stored, commands_of, digest

__all__ = ["fingerprint", "replayed"]


async def replayed(stored: Stored) -> list[str]:
    """Replay a history and return what was handed to activities. Raises when today's code goes another way."""
    said: list[str] = []
    replayer = Replayer(
        workflows=WORKFLOWS,
        workflow_runner=workflow_runner(strict=True),
        data_converter=pydantic_data_converter,
        interceptors=[_Ear(said)],
    )
    await replayer.replay_workflow(stored.history)
    return said


async def fingerprint(stored: Stored) -> dict[str, str]:
    """Which commands a history has, and what today's code says to activities when it is replayed."""
    return {"commands": digest(commands_of(stored.content)), "said": digest(await replayed(stored))}


class _Ear(Interceptor):
    def __init__(self, said: list[str]) -> None:
        self._said = said

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002 - the SDK's name
    ) -> type[WorkflowInboundInterceptor]:
        said = self._said

        class Outbound(WorkflowOutboundInterceptor):
            def start_activity(self, input: StartActivityInput) -> ActivityHandle[Any]:  # noqa: A002
                orders = [order.model_dump_json() for order in input.args]
                said.append("\t".join([input.activity, input.summary or "", *orders]))
                return super().start_activity(input)

        class Inbound(WorkflowInboundInterceptor):
            def init(self, outbound: WorkflowOutboundInterceptor) -> None:
                super().init(Outbound(outbound))

        return Inbound
