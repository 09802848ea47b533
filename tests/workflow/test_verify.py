"""`audit verify`: nothing is found in what was left alone, and whatever an insider changes is."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.fixtures.database import Server
from tests.fixtures.manipulations import TWELVE, stock
from tests.fixtures.population import Population, population_at, told

pytest_plugins = ("tests.fixtures.database",)
pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def population(
    database_server: Server, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Population]:
    home = tmp_path_factory.mktemp("population")
    async with population_at(home, database_server.create(migrated_template)) as played:
        yield played


async def test_twelve_manipulations_are_found_and_nothing_in_what_was_left_alone(population: Population) -> None:
    """Shows 3: each is planted on a dossier of its own, as an insider would do it really."""
    untouched = await population.verify()
    assert not untouched.findings, told(untouched.findings)
    assert untouched.dossiers >= 14
    await population.archive()
    population.anchor()
    population.anchor()
    kept = await population.verify()
    assert not kept.findings, told(kept.findings)
    assert (kept.archives >= kept.dossiers - len(population.waiting), kept.anchors) == (True, 2)

    planted = {kind: plant(population) for kind, plant in TWELVE.items()}
    found = (await population.verify()).findings
    kinds = {(finding.kind.value, finding.code) for finding in found}
    assert set(planted.items()) <= kinds, told(found)
    left_alone = {dossier.code for dossier in population.office.opened} - set(planted.values())
    assert not [finding for finding in found if finding.code in left_alone], told(found)
    assert len(found) == len(set(found))


async def test_a_terminated_and_a_deleted_workflow_are_found(population: Population) -> None:
    """By the stock program, as an operator might in good faith."""
    terminated, deleted = population.waiting[1].code, population.waiting[2].code
    stock(population, "workflow", "terminate", "-w", terminated, "--reason", "dọn dẹp")
    stock(population, "workflow", "delete", "-w", deleted, "--yes")
    await population.gone(deleted)
    found = (await population.app.verifying().some([terminated, deleted])).findings
    kinds = {(finding.kind.value, finding.code) for finding in found}
    assert ("WORKFLOW_NOT_RUNNING", terminated) in kinds, told(found)
    assert ("DOSSIER_WITHOUT_WORKFLOW", deleted) in kinds, told(found)
