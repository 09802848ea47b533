"""A dossier whose code does not fit its history: who asks is told so, and not with a stranger's error."""

from __future__ import annotations

import pytest
from temporalio import workflow
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from models.policy import Standing
from tests.fixtures.casefile import refuses
from tests.fixtures.dossiers import Office, vn

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")


@workflow.defn(name="Dossier")
class Impostor:
    """Another program under the dossier's name."""

    @workflow.run
    async def run(self, start: object) -> None:
        await workflow.sleep(3600)

    @workflow.query
    def standing(self) -> Standing:
        raise AssertionError


async def test_a_dossier_that_its_code_cannot_go_on_from_is_told_as_failed(office: Office) -> None:
    own = office.own(versioning=False)
    async with own.worker():
        dossier = await own.submit(at=vn(2026, 3, 2, 9))
        await dossier.at_rest()
    queue, runner = own.settings.task_queue, UnsandboxedWorkflowRunner()
    async with Worker(office.environment.client, task_queue=queue, workflows=[Impostor], workflow_runner=runner):
        with refuses("DOSSIER_FAILED"):
            await dossier.standing()
    async with own.worker():
        assert (await dossier.standing()).receiving == "H24.31.1"
