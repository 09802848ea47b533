"""Keeps the histories of these tests' dossiers when `python -m tests.replay.record` asks for them."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from temporalio import workflow

from tests.fixtures.dossiers import Office
from tests.fixtures.rebuilt import rebuilt_truly
from tests.replay.histories import UNPATCHED
from tests.workflow.recording import feedbacks_of, keep, keep_others


@pytest.fixture(scope="session", autouse=True)
def unpatched() -> Iterator[None]:
    """Let workflows take the way from before a patch when `python -m tests.replay.freeze` asks for it."""
    old, patched = os.environ.get(UNPATCHED), workflow.patched
    with pytest.MonkeyPatch.context() as patch:
        if old is not None:
            patch.setattr(workflow, "patched", lambda name, **more: name != old and patched(name, **more))
        yield


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def recorded(request: pytest.FixtureRequest) -> AsyncIterator[None]:
    """Write each run of each dossier of the test, once it is over."""
    if "office" not in request.fixturenames:
        yield
        return
    office: Office = request.getfixturevalue("office")
    before, said = len(office.opened), feedbacks_of(office)
    yield
    await keep(request.node.name, office.opened[before:])
    await keep_others(request.node.name, office, feedbacks_of(office) - said)


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def rebuilt(request: pytest.FixtureRequest) -> AsyncIterator[None]:
    """Every dossier of these tests can be made again from the register, and is then the same."""
    if "office" not in request.fixturenames:
        yield
        return
    office: Office = request.getfixturevalue("office")
    before = len(office.opened)
    yield
    for dossier in office.opened[before:]:
        await rebuilt_truly(dossier, served=dossier.app.settings.task_queue == office.settings.task_queue)
