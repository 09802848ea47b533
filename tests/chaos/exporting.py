"""Taking evidence for the checker: the register as it stands, and every history as JSON."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from temporalio.client import Client

from tests.chaos.checker import Acknowledged, Evidence, Register, RunTold, told_by

__all__ = ["histories_of", "keep", "take"]

_AT_ONCE = 16


async def histories_of(client: Client, runs: dict[str, list[str]]) -> dict[str, list[RunTold]]:
    """Export the runs of each dossier, given by their ids, and read them."""
    room = asyncio.Semaphore(_AT_ONCE)

    async def one(code: str, run_id: str) -> RunTold:
        async with room:
            history = await client.get_workflow_handle(code, run_id=run_id).fetch_history()
        return told_by(json.loads(history.to_json()))

    async def of_dossier(code: str, run_ids: list[str]) -> tuple[str, list[RunTold]]:
        return code, [await one(code, run_id) for run_id in run_ids]

    return dict(await asyncio.gather(*(of_dossier(code, run_ids) for code, run_ids in runs.items())))


async def keep(client: Client, runs: dict[str, list[str]], folder: Path) -> None:
    """Write the histories of some dossiers into a folder, `CODE.RUN.json`, as the stock tools do."""
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - a failed run is in no hurry
    for code, run_ids in runs.items():
        for run_id in run_ids:
            history = await client.get_workflow_handle(code, run_id=run_id).fetch_history()
            (folder / f"{code}.{run_id}.json").write_text(history.to_json(), encoding="utf-8")


async def take(
    client: Client, url: str, home: Path, acknowledged: Sequence[Acknowledged] = (), *, all_closed: bool = True
) -> Evidence:
    """Take everything while nothing moves. `url` is for psycopg."""
    register = await asyncio.to_thread(Register.read, url)
    runs = {code: [str(row["run_id"]) for row in rows] for code, rows in register.by_code("run").items()}
    return Evidence(
        register=register,
        histories=await histories_of(client, runs),
        home=home,
        taken_at=datetime.now(UTC),
        acknowledged=tuple(acknowledged),
        all_closed=all_closed,
    )
