"""Keeps the histories of these tests' dossiers when `python -m tests.replay.record` asks for them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from temporalio import workflow
from temporalio.service import RPCError

from tests.fixtures.casefile import Casefile
from tests.fixtures.dossiers import Office
from tests.fixtures.rebuilt import rebuilt_truly
from tests.replay.histories import RECORD, UNPATCHED, name_of, written


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
    folder = os.environ.get(RECORD)
    if folder is None or "office" not in request.fixturenames:
        yield
        return
    office: Office = request.getfixturevalue("office")
    before = len(office.opened)
    yield
    for number, dossier in enumerate(office.opened[before:]):
        for run, run_id in enumerate(await _runs(dossier)):
            history = await dossier.app.client.get_workflow_handle(dossier.code, run_id=run_id).fetch_history()
            written(Path(folder), name_of(request.node.name, number, run), dossier.code, history)


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
        await rebuilt_truly(dossier)


async def _runs(dossier: Casefile) -> list[str]:
    runs = await asyncio.to_thread(dossier.app.register.queries.runs, dossier.code)
    try:
        newest = (await dossier.handle.describe()).run_id
    except RPCError:
        return []
    return list(dict.fromkeys([*runs, newest or ""]))
