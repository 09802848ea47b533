"""Keeping the histories of a test's dossiers, when `python -m tests.replay.record` asks for them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from temporalio.service import RPCError

from tests.fixtures.casefile import Casefile
from tests.replay.histories import RECORD, name_of, written

__all__ = ["keep"]


async def keep(test: str, dossiers: Sequence[Casefile]) -> None:
    """Write each run of each dossier, if a folder is named for them; their register and Temporal must be there."""
    folder = os.environ.get(RECORD)
    for number, dossier in enumerate(dossiers if folder else ()):
        for run, run_id in enumerate(await _runs(dossier)):
            history = await dossier.app.client.get_workflow_handle(dossier.code, run_id=run_id).fetch_history()
            written(Path(folder or ""), name_of(test, number, run), dossier.code, history)


async def _runs(dossier: Casefile) -> list[str]:
    runs = await asyncio.to_thread(dossier.app.register.queries.runs, dossier.code)
    try:
        newest = (await dossier.handle.describe()).run_id
    except RPCError:
        return []
    return list(dict.fromkeys([*runs, newest or ""]))
