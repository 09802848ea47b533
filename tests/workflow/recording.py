"""Keeping the histories of a test's dossiers, when `python -m tests.replay.record` asks for them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select
from temporalio.service import RPCError

from models.tables import METADATA
from tests.fixtures.casefile import Casefile
from tests.fixtures.dossiers import Office
from tests.replay.histories import RECORD, name_of, written

__all__ = ["feedbacks_of", "keep", "keep_others"]


async def keep(test: str, dossiers: Sequence[Casefile]) -> None:
    """Write each run of each dossier, if a folder is named for them; their register and Temporal must be there.

    What came after a dossier's closing is a story of its own.
    """
    folder = os.environ.get(RECORD)
    for number, dossier in enumerate(dossiers if folder else ()):
        for run, (workflow, run_id) in enumerate(await _runs(dossier)):
            history = await dossier.app.client.get_workflow_handle(workflow, run_id=run_id).fetch_history()
            story = test if workflow == dossier.code else f"{test}-after"
            written(Path(folder or ""), name_of(story, number, run), workflow, history)


async def keep_others(test: str, office: Office, workflows: set[str]) -> None:
    """Write the workflows of these ids that are no dossiers, if a folder is named for them."""
    folder = os.environ.get(RECORD)
    for number, workflow in enumerate(sorted(workflows) if folder else ()):
        history = await office.environment.client.get_workflow_handle(workflow).fetch_history()
        written(Path(folder or ""), name_of(test, number, 0), workflow, history)


def feedbacks_of(office: Office) -> set[str]:
    """The codes of the feedbacks that an office's register has."""
    query = select(METADATA.tables["feedback"].c.code)
    return set(office.register._database.run(lambda connection: connection.execute(query).scalars().all()))


async def _runs(dossier: Casefile) -> list[tuple[str, str]]:
    """Each run with its workflow's id, in the order of the journal."""
    runs = await asyncio.to_thread(dossier.app.register.queries.runs, dossier.code)
    try:
        newest = (await dossier.handle.describe()).run_id
    except RPCError:
        return []
    return [await _owner(dossier, run_id) for run_id in dict.fromkeys([*runs, newest or ""])]


async def _owner(dossier: Casefile, run_id: str) -> tuple[str, str]:
    try:
        await dossier.app.client.get_workflow_handle(dossier.code, run_id=run_id).describe()
    except RPCError:
        return dossier.code.after, run_id
    return dossier.code, run_id
