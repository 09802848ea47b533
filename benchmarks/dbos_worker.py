"""`python -m benchmarks.dbos_worker`: the same lifecycle by DBOS, on the register's own PostgreSQL.

Client and workflows are one process, as DBOS programs are built, so no remote calls are charged to it. Each act is a
message that the workflow receives and answers by an event. It is told on stdin, line by line, how many dossiers to
bring through, and answers on stdout; without stages its steps are as many and do nothing.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Any, Final
from uuid import uuid4

from dbos import DBOS, DBOSConfig, SetWorkflowID
from sqlalchemy.engine import make_url

from benchmarks.lifecycle import COUNTER, a_submission
from benchmarks.ready_paper import with_ready_papers
from benchmarks.told import Doing, Place, Stages, Told, doings
from models.events import GENESIS
from models.opening import OpeningBody
from motcua import log
from motcua.app import App, open_app
from motcua.embedded import attach
from motcua.settings import Settings

_THREADS: Final = 64
_PATIENCE_S: Final = 60

_doings: dict[str, Doing] = {}
_stages: dict[str, Stages] = {}


@DBOS.step()
def step(kind: str, stage: int, number: int, opening: dict[str, Any] | None, place: list[Any]) -> list[Any]:
    """One activity of ours, or nothing."""
    if opening is None:
        return place
    told = _stages[kind][stage][number]
    return list(_doings[told.activity](told.order, OpeningBody.model_validate(opening), Place(*place)))


@DBOS.workflow()
def life(kind: str, shape: list[int], opening: dict[str, Any] | None) -> None:
    """One dossier: so many steps at first, and after each message."""
    place: list[Any] = [0, GENESIS]
    for stage, steps in enumerate(shape):
        if stage and DBOS.recv("act", timeout_seconds=_PATIENCE_S) is None:
            raise TimeoutError
        if stage:
            DBOS.set_event(f"answer-{stage}", stage)
        for number in range(steps):
            place = step(kind, stage, number, opening, place)
        if not stage:
            DBOS.set_event("answer-0", 0)


def drive(app: App, kind: str, shape: list[int], acts: list[float]) -> None:
    """Bring one through, and note how long each act took."""
    name, opening = f"dbos-{uuid4()}", None
    if kind == "writes":
        reserved, _ = app.submitting._reserve(a_submission(), COUNTER)  # the very reservation that ours makes
        name, opening = reserved.opening.body.code, reserved.opening.body.model_dump(mode="json")
    with SetWorkflowID(name):
        handle = DBOS.start_workflow(life, kind, shape, opening)
    DBOS.get_event(name, "answer-0", timeout_seconds=_PATIENCE_S)
    for stage in range(1, len(shape)):
        began = time.perf_counter()
        DBOS.send(name, {"act": stage}, "act")
        if DBOS.get_event(name, f"answer-{stage}", timeout_seconds=_PATIENCE_S) is None:
            raise TimeoutError
        acts.append(time.perf_counter() - began)
    handle.get_result()


def driven(app: App, asked: dict[str, Any]) -> dict[str, Any]:
    """Bring so many through, so many at once."""
    acts: list[float] = []
    left, turn = iter(range(asked["count"])), Lock()

    def line() -> None:
        while True:
            with turn:
                if next(left, None) is None:
                    return
            drive(app, asked["kind"], asked["shape"], acts)

    began = time.perf_counter()
    with ThreadPoolExecutor(asked["concurrency"]) as lines:
        for one in [lines.submit(line) for _ in range(asked["concurrency"])]:
            one.result()
    return {"seconds": time.perf_counter() - began, "acts": acts}


async def serve() -> None:
    """Answer each line of stdin until it ends."""
    settings = Settings.load()
    with attach(settings) as runtime:
        url = make_url(runtime.database_url).set(drivername="postgresql", database="bench_dbos")
    config: DBOSConfig = {
        "name": "bench", "system_database_url": url.render_as_string(hide_password=False), "log_level": "ERROR",
        "max_executor_threads": _THREADS, "sys_db_pool_size": _THREADS // 2,
    }  # fmt: skip
    DBOS(config=config)
    DBOS.launch()
    async with open_app(settings) as app:
        _doings.update(doings(with_ready_papers(app.ports)))
        for line in sys.stdin:
            asked = json.loads(line)
            if "stages" in asked:
                _stages["writes"] = [[Told(*told) for told in stage] for stage in asked["stages"]]
                print("{}", flush=True)
                continue
            print(json.dumps(await asyncio.to_thread(driven, app, asked)), flush=True)
    DBOS.destroy()


if __name__ == "__main__":
    log.configure("error", "text")
    asyncio.run(serve())
