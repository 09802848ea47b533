"""What the runner of workflows rests on."""

from __future__ import annotations

from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import WorkflowSerializationContext

from models.statuses import Status


async def test_our_converter_makes_nothing_of_a_payloads_context() -> None:
    """The sandboxed runner tells the SDK that payloads have none (motcua/engine/sandbox.py)."""
    context = WorkflowSerializationContext(namespace="motcua", workflow_id="H24.31.1-261123-0001")
    within = pydantic_data_converter.with_context(context)
    for value in ("Nguyễn", 7, {"status": int(Status.DONE)}, None):
        assert await within.encode([value]) == await pydantic_data_converter.encode([value])
    assert pydantic_data_converter.payload_codec is None
    assert pydantic_data_converter.external_storage is None
