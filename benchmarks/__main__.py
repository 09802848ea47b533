"""`python -m benchmarks [--json]`: the whole lifecycle beside bare Temporal, on servers of its own."""

from __future__ import annotations

import argparse
import asyncio
import os
from pathlib import Path

from benchmarks.bare import bare_drive
from benchmarks.drive import driven
from benchmarks.libraries import render_and_sign
from benchmarks.lifecycle import Lifecycle
from benchmarks.profile import profiled
from benchmarks.report import Report, as_json, as_text
from benchmarks.rounds import Contender, measured
from benchmarks.shape import Shape, Weight, counted
from benchmarks.sizes import Sizes
from benchmarks.stage import BARE_QUEUE, Stage, clean_environment, home_for_once, worker
from models.identifiers import DossierCode
from motcua import log
from motcua.app import App, open_app
from motcua.settings import Settings


async def run(home: Path, sizes: Sizes) -> Report:
    """Measure on a new data folder."""
    load = os.getloadavg()[0]
    settings = Settings(home=home)
    async with open_app(settings) as app:
        bare = (app.client.service_client.config.target_host, app.client.namespace, BARE_QUEUE)
        with (
            worker(home, "worker", "worker.py") as ours,
            worker(home, "bare", "-m", "benchmarks.bare_worker", *bare) as other,
        ):
            return await _measure(app, Stage(settings, ours, other), sizes, load)


async def _measure(app: App, stage: Stage, sizes: Sizes, load: float) -> Report:
    async with Lifecycle(app) as lifecycle:
        warm = await driven(lifecycle.drive, sizes.dossiers, sizes.concurrency)
        first = await counted(app.client, warm.ids)
        contenders = [
            Contender("Motcua", lifecycle.drive, is_ours=True),
            _bare(app, "bare Temporal", first.shape, Weight()),
            _bare(app, "bare, our payload sizes", first.shape, first.weight),
        ]
        for contender in contenders[1:]:
            await driven(contender.drive, sizes.concurrency, sizes.concurrency)
        results, ids = await measured(stage, contenders, sizes)
        with profiled(stage.ours.pid, stage.settings.home) as profile:
            await driven(lifecycle.drive, sizes.dossiers, sizes.concurrency)
    libraries = await asyncio.to_thread(render_and_sign, app, DossierCode(ids[0][0]))
    return Report(
        sizes=sizes,
        cores=os.cpu_count() or 1,
        load_before=load,
        sandboxed=stage.settings.sandbox,
        counted=await counted(app.client, ids[0]),
        counted_bare=await counted(app.client, ids[1]),
        results=results,
        libraries_ms=libraries,
        profile=profile,
    )


def _bare(app: App, name: str, shape: Shape, weight: Weight) -> Contender:
    return Contender(name, bare_drive(app.client, BARE_QUEUE, shape, weight), is_ours=False)


def main() -> None:
    """Measure and print; never says by its exit code whether it was fast."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    asked = parser.parse_args()
    clean_environment()
    log.configure("error", "text")
    with home_for_once() as home:
        report = asyncio.run(run(home, Sizes.from_environment()))
    print(as_json(report) if asked.json else as_text(report))


if __name__ == "__main__":
    main()
