"""`python -m benchmarks.fairness [--json]`: one agency's burst, and how long another's single dossier waits in it.

Twice on fresh servers, with the server's fairness and without. FAIRNESS_BURST says how many dossiers the burst has.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import secrets
import statistics
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, NamedTuple

from temporalio.testing import WorkflowEnvironment

from benchmarks.stage import clean_environment, home_for_once, worker
from models.attributes import ALL
from models.errors import Unavailable
from models.identifiers import AgencyCode, OfficerId
from models.submission import Submission
from motcua import log
from motcua.app import App, open_app
from motcua.embedded import attach, make_ready
from motcua.embedded.programs import temporal_program
from motcua.embedded.temporal import DYNAMIC
from motcua.engine.client import sdk_runtime
from motcua.registry import ready_steps
from motcua.settings import Settings

BURST, SINGLE = AgencyCode("H24.31.1"), AgencyCode("H24.40.1")
SINGLES = 5
"""Dossiers of the other agency: one after the other when alone, all at once behind the burst."""


class Measured(NamedTuple):
    fair: bool
    burst: int
    alone_ms: float
    in_burst_ms: float
    slowest_ms: float
    left: int
    """How many of the burst still had none when the last single had its receipt."""
    burst_s: float
    """From the first start of the burst to its last receipt."""


async def measure(home: Path, *, fair: bool, burst: int) -> Measured:
    """Measure on a server and a register that hold nothing else."""
    dynamic = DYNAMIC if fair else ()
    server = await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(temporal_program()),
        dev_server_log_level="error",
        search_attributes=ALL,
        runtime=sdk_runtime(),
        dev_server_extra_args=[word for value in dynamic for word in ("--dynamic-config-value", value)],
    )
    async with server:
        os.environ["TEMPORAL_ADDRESS"] = server.client.service_client.config.target_host
        os.environ["TEMPORAL_NAMESPACE"] = server.client.namespace
        settings = Settings(home=home)
        with attach(settings) as runtime:
            make_ready(runtime, ready_steps(settings), lambda _: None)
            async with open_app(settings) as app:
                with worker(home, f"fair-{fair}", "worker.py"):
                    return await _measure(app, fair=fair, burst=burst)


async def _measure(app: App, *, fair: bool, burst: int) -> Measured:
    await _receipt(app, SINGLE)
    alone = [await _receipt(app, SINGLE) for _ in range(SINGLES)]
    began = time.monotonic()
    at_once = asyncio.Semaphore(32)
    openings = await asyncio.gather(*(_reserved(app, BURST, at_once) for _ in range(burst)))
    await asyncio.gather(*(app.dossiers.start(opening) for opening in openings))
    in_burst = await asyncio.gather(*(_receipt(app, SINGLE) for _ in range(SINGLES)))
    left = await _waiting(app)

    async def all_received() -> bool:
        return not await _waiting(app)

    await _until(all_received, 0.2)
    return Measured(
        fair=fair,
        burst=burst,
        alone_ms=statistics.median(alone),
        in_burst_ms=statistics.median(in_burst),
        slowest_ms=max(in_burst),
        left=left,
        burst_s=time.monotonic() - began,
    )


async def _waiting(app: App) -> int:
    """How many of the burst have no receipt yet."""
    return (await app.client.count_workflows(f"ReceivingAgency = '{BURST}' AND DossierStatus = '1'")).count


async def _until(look: Callable[[], Awaitable[bool]], pause_s: float) -> None:
    while True:
        if await look():
            return
        await asyncio.sleep(pause_s)


async def _reserved(app: App, agency: AgencyCode, at_once: asyncio.Semaphore) -> Any:
    async with at_once:
        reserved, _ = await asyncio.to_thread(app.submitting._reserve, _submission(agency), _desk(agency))
    return reserved.opening


async def _receipt(app: App, agency: AgencyCode) -> float:
    """Submit one dossier; the milliseconds until its receipt is there."""
    began = time.monotonic()
    code = (await app.submitting.submit(_submission(agency), _desk(agency))).code

    async def has_receipt() -> bool:
        try:
            return (await app.dossiers.view(code)).dossier.due is not None
        except Unavailable:
            return False  # the question waited in the burst for too long, too

    await _until(has_receipt, 0.05)
    return 1000 * (time.monotonic() - began)


def _submission(agency: AgencyCode) -> Submission:
    said = {
        "submission_id": f"cb-{secrets.token_hex(8)}",
        "procedure": "1.001612",
        "channel": "direct",
        "receiving_agency": agency,
        "applicant": {"name": "Nguyễn Thị Hường"},
        "components": [{"key": "giay_de_nghi", "form": "original"}],
    }
    return Submission.model_validate(said)


def _desk(agency: AgencyCode) -> OfficerId:
    return OfficerId(f"mc.{agency.lower().replace('.', '-')}")


def main() -> None:
    """Measure and print; never says by its exit code whether it was fair."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    asked = parser.parse_args()
    burst = int(os.environ.get("FAIRNESS_BURST", "1000"))
    clean_environment()
    log.configure("error", "text")
    results = []
    for fair in (False, True):
        with home_for_once() as home:
            results.append(asyncio.run(measure(home, fair=fair, burst=burst)))
    if asked.json:
        print(json.dumps([result._asdict() for result in results]))
        return
    print(f"A burst of {burst} dossiers of {BURST}; receipt of a single one of {SINGLE}, median of {SINGLES}:")
    for result in results:
        print(
            f"  fairness {'on ' if result.fair else 'off'}: alone {result.alone_ms:.0f} ms, in the burst "
            f"{result.in_burst_ms:.0f} ms (slowest {result.slowest_ms:.0f} ms, {result.left} still waiting then); "
            f"the burst took {result.burst_s:.0f} s"
        )


if __name__ == "__main__":
    main()
