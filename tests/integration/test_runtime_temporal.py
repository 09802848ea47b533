"""Our connection to Temporal and our namespace, on the embedded server."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio import workflow
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from models.attributes import ALL, OVERDUE
from models.errors import Refused, Unavailable
from motcua.embedded import Home, RunState, Runtime, attach
from motcua.engine.client import connected
from motcua.engine.namespace import ensure_namespace, look_at_namespace, require_namespace, require_version
from motcua.settings import Settings

pytest_plugins = ("tests.fixtures.runtime", "tests.fixtures.time_skipping")

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = Settings()

REFUSED_CONNECTION = """
import asyncio, sys
from datetime import timedelta
from models.errors import MotcuaError
from motcua.engine.client import connected
from motcua.settings import Settings
class Nowhere:
    temporal_address, namespace = "127.0.0.1:9", "motcua"
async def main():
    async with connected(Settings(), Nowhere(), within=timedelta(milliseconds=300)):
        pass
try:
    asyncio.run(main())
except MotcuaError as error:
    print(error.code)
    sys.exit(error.exit_code)
"""


@pytest.fixture
def new_namespace(runtime: Runtime) -> Runtime:
    """The session's runtime with a namespace of this test's own, not yet made."""
    return replace(runtime, namespace=f"test-{secrets.token_hex(4)}")


async def test_a_namespace_that_is_missing_or_lacks_our_search_keys_is_refused(new_namespace: Runtime) -> None:
    """A program says so at once, before it reserves anything; made whole, the namespace is accepted."""
    async with connected(SETTINGS, new_namespace) as client:
        with pytest.raises(Unavailable, match="NAMESPACE_MISSING"):
            await require_namespace(client, ALL)
        await ensure_namespace(client, 1, ())
        with pytest.raises(Unavailable, match="SEARCH_ATTRIBUTES_MISSING"):
            await require_namespace(client, ALL)
        await ensure_namespace(client, 1, ALL)
        await require_namespace(client, ALL)


@pytest.mark.parametrize(("version", "fits"), [("1.28.9", False), ("1.29.0", True), ("2.0.0-rc1", True), ("", True)])
def test_a_temporal_older_than_needed_is_refused_by_its_version(version: str, fits: bool) -> None:
    """Major and minor decide; a server that does not say its version is taken at its word."""
    if fits:
        require_version(version)
    else:
        with pytest.raises(Unavailable, match="TEMPORAL_OLD"):
            require_version(version)


async def test_a_namespace_is_made_whole_and_making_it_again_changes_nothing(new_namespace: Runtime) -> None:
    """Retention and every search attribute stand when the call returns."""
    async with connected(SETTINGS, new_namespace) as client:
        before = await look_at_namespace(client, ALL)
        assert (before.retention_days, len(before.missing)) == (None, len(ALL))
        await asyncio.gather(*(ensure_namespace(client, 90, ALL) for _ in range(3)))
        await ensure_namespace(client, 90, ALL)
        after = await look_at_namespace(client, ALL)
        assert (after.retention_days, after.missing, after.conflicting) == (90, (), ())
        late = TypedSearchAttributes([SearchAttributePair(OVERDUE, True)])
        await client.start_workflow("Unknown", id="late", task_queue="nobody", search_attributes=late)


async def test_retention_is_lengthened_and_never_shortened(new_namespace: Runtime) -> None:
    """An operator who keeps histories longer has a reason."""
    async with connected(SETTINGS, new_namespace) as client:
        for wanted, kept in ((2, 2), (90, 90), (30, 90)):
            await ensure_namespace(client, wanted, ())
            found = await client.workflow_service.describe_namespace(
                DescribeNamespaceRequest(namespace=new_namespace.namespace)
            )
            assert found.config.workflow_execution_retention_ttl.seconds == kept * 86_400


async def test_an_attribute_of_another_type_is_told(new_namespace: Runtime) -> None:
    """Searching by it would answer nonsense."""
    async with connected(SETTINGS, new_namespace) as client:
        await ensure_namespace(client, 1, [SearchAttributeKey.for_keyword(OVERDUE.name)])
        with pytest.raises(Refused) as refused:
            await ensure_namespace(client, 1, ALL)
        assert (refused.value.code, refused.value.facts) == ("SEARCH_ATTRIBUTE_CONFLICT", {"attribute": "Overdue"})
        assert (await look_at_namespace(client, ALL)).conflicting == ("Overdue",)


async def test_a_client_works_on_after_its_server_was_killed(made_home: Path) -> None:
    """The address stays, so the connection finds the server again and loses no workflow."""
    with attach(Settings(home=made_home)) as runtime:
        async with connected(SETTINGS, runtime) as client:
            await ensure_namespace(client, 90, ALL)
            await client.start_workflow("Unknown", id="kept", task_queue="nobody")
            state = RunState.read(Home(made_home))
            assert state is not None
            assert state.servers["temporal"].process is not None
            os.kill(state.servers["temporal"].process.pid, signal.SIGKILL)
            description = await client.get_workflow_handle("kept").describe()
            assert description.id == "kept"


async def test_an_address_without_a_server_is_told(runtime: Runtime) -> None:
    """The error names the address; nothing waits for ever."""
    nowhere = replace(runtime, temporal_address="127.0.0.1:9")
    with pytest.raises(Unavailable) as refused:
        async with connected(SETTINGS, nowhere, within=timedelta(milliseconds=200)):
            pass
    assert (refused.value.code, refused.value.facts) == ("TEMPORAL_UNREACHABLE", {"address": "127.0.0.1:9"})


def test_a_program_that_reached_no_server_exits_with_its_own_code() -> None:
    """The SDK's native threads do not crash the interpreter on its way out."""
    programs = [
        subprocess.Popen([sys.executable, "-c", REFUSED_CONNECTION], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    for program in programs:
        told, _ = program.communicate()
        assert (told, program.returncode) == ("TEMPORAL_UNREACHABLE\n", 3)


@workflow.defn(sandboxed=False)
class Patience:
    """Waits a month, a day at a time."""

    @workflow.run
    async def run(self) -> int:
        """The days waited."""
        for _ in range(30):
            await workflow.sleep(timedelta(days=1))
        return 30


@pytest.mark.asyncio(loop_scope="session")
async def test_a_month_of_timers_passes_in_a_moment(time_skipping: WorkflowEnvironment) -> None:
    """The time-skipping server does what tests of deadlines need of it."""
    async with Worker(time_skipping.client, task_queue="patience", workflows=[Patience]):
        handle = await time_skipping.client.start_workflow(Patience.run, id="patience", task_queue="patience")
        await time_skipping.fast_forward(handle, timedelta(days=31))
        assert await handle.result() == 30
