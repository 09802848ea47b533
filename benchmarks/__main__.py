"""`python -m benchmarks [--json]`: the whole lifecycle beside bare Temporal and DBOS, on servers of its own."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import statistics
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import psutil

from benchmarks.bare import bare_drive
from benchmarks.beside_dbos import EMPTY, WRITES, Dbos, dbos_process
from benchmarks.crowd import crowded
from benchmarks.drive import Drive, driven
from benchmarks.libraries import render_and_sign
from benchmarks.lifecycle import Lifecycle
from benchmarks.profile import profiled
from benchmarks.report import Report, as_json, as_text
from benchmarks.rounds import Contender, measured
from benchmarks.shape import Shape, Weight, counted
from benchmarks.sizes import Sizes
from benchmarks.stage import BARE_QUEUE, Stage, clean_environment, home_for_once, worker
from benchmarks.targets import Contest
from benchmarks.told import stages_of
from models.identifiers import DossierCode
from motcua import log
from motcua.app import App, compose, open_app
from motcua.settings import Settings

READY_QUEUE: Final = "ready"


@dataclass(frozen=True)
class Players:
    """Who can bring dossiers through."""

    app: App
    stage: Stage
    ours: psutil.Process
    ready: psutil.Process
    bare: psutil.Process
    dbos: Dbos
    lifecycle: Lifecycle
    lifecycle_ready: Lifecycle


@asynccontextmanager
async def players(home: Path) -> AsyncIterator[Players]:
    """Servers and a worker process of each kind, on a new data folder."""
    settings = Settings(home=home)
    async with AsyncExitStack() as stack:
        app = await stack.enter_async_context(open_app(settings))
        other = compose(settings.model_copy(update={"task_queue": READY_QUEUE}), app.register, app.client)
        bare = (app.client.service_client.config.target_host, app.client.namespace, BARE_QUEUE)
        yield Players(
            app,
            Stage(settings),
            stack.enter_context(worker(home, "worker", "worker.py")),
            stack.enter_context(worker(home, "ready", "-m", "benchmarks.ready_worker", READY_QUEUE)),
            stack.enter_context(worker(home, "bare", "-m", "benchmarks.bare_worker", *bare)),
            stack.enter_context(dbos_process(home)),
            await stack.enter_async_context(Lifecycle(app)),
            await stack.enter_async_context(Lifecycle(other)),
        )


async def run(home: Path, sizes: Sizes) -> Report:
    """Measure on a new data folder."""
    load = os.getloadavg()[0]
    async with players(home) as among:
        app, stage = among.app, among.stage
        warm = await driven(among.lifecycle.drive, sizes.dossiers, sizes.concurrency)
        first = await counted(app.client, warm.ids)
        ready = await driven(among.lifecycle_ready.drive, sizes.concurrency, sizes.concurrency)
        stages = await stages_of(app.client, ready.ids[-1])
        await among.dbos.learn(stages)
        contenders = _contenders(among, first.shape, Shape(tuple(map(len, stages))), first.weight)
        for contender in contenders[2:]:
            await contender.driven(sizes.concurrency, sizes.concurrency)
        results, ids = await measured(stage, contenders, sizes)
        twice = await _two_workers(contenders[1], home, sizes)
        with profiled(among.ours.pid, home) as profile:
            await driven(among.lifecycle.drive, sizes.dossiers, sizes.concurrency)
        libraries = await asyncio.to_thread(render_and_sign, app, DossierCode(ids[0][0]))
        crowd = await crowded(app, stage, contenders[0], sizes) if sizes.open else None
        return Report(
            sizes=sizes,
            cores=os.cpu_count() or 1,
            load_before=load,
            sandboxed=stage.settings.sandbox,
            counted=await counted(app.client, ids[0]),
            counted_bare=await counted(app.client, ids[2]),
            contest=Contest(*results),
            libraries_ms=libraries,
            two_workers=twice,
            crowd=crowd,
            profile=profile,
        )


def _contenders(among: Players, shape: Shape, writes: Shape, weight: Weight) -> list[Contender]:
    """In the order of benchmarks.targets.Contest."""
    client, dbos = among.app.client, among.dbos

    def one(name: str, process: psutil.Process, drive: Drive) -> Contender:
        return Contender(name, process, partial(driven, drive))

    return [
        one("Motcua", among.ours, among.lifecycle.drive),
        one("Motcua, papers ready-made", among.ready, among.lifecycle_ready.drive),
        one("bare Temporal", among.bare, bare_drive(client, BARE_QUEUE, shape, Weight())),
        one("bare, our payload sizes", among.bare, bare_drive(client, BARE_QUEUE, shape, weight)),
        Contender("DBOS, the same writes", dbos.worker, partial(dbos.driven, WRITES, writes)),
        Contender("DBOS, empty steps", dbos.worker, partial(dbos.driven, EMPTY, shape)),
    ]


async def _two_workers(ready: Contender, home: Path, sizes: Sizes) -> tuple[float, float]:
    """Throughput of two worker processes beside one, and the share of all cores that was busy with two."""
    one = [await _speed(ready, sizes) for _ in range(sizes.rounds)]
    with worker(home, "ready-2", "-m", "benchmarks.ready_worker", READY_QUEUE):
        await _speed(ready, sizes)
        psutil.cpu_percent()
        two = [await _speed(ready, sizes) for _ in range(sizes.rounds)]
        busy = psutil.cpu_percent()
    return statistics.median(two) / statistics.median(one), busy / 100


async def _speed(contender: Contender, sizes: Sizes) -> float:
    timings = await contender.driven(sizes.dossiers, sizes.concurrency)
    return sizes.dossiers / timings.seconds


def main() -> None:
    """Measure and print; never says by its exit code whether it was fast."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers and workers end with it
    clean_environment()
    log.configure("error", "text")
    with home_for_once() as home:
        report = asyncio.run(run(home, Sizes.from_environment()))
    print(as_json(report) if asked.json else as_text(report))


if __name__ == "__main__":
    main()
