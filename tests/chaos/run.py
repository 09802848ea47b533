"""One run: the plan played and broken, waited for, and looked at by the checker."""

from __future__ import annotations

import asyncio
import math
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from motcua.demo.progress import Stages
from tests.chaos.checker import Evidence, Finding, check
from tests.chaos.driver import Driver, Tally
from tests.chaos.exporting import keep, take
from tests.chaos.faults import Breaker, Broken
from tests.chaos.plan import Plan
from tests.chaos.stage import ROOT, Stage, staged

__all__ = ["Outcome", "bound_s", "run"]

_AT_ONCE = 24
_KEPT = 20
_GLANCE_S = 0.1
_BETWEEN = 3
"""So many acts at least are answered between two faults, and may be while the second is waited for."""
_IDLE_S = 5.0
"""Without an answer for so long, the next fault comes all the same: acts may all be waiting for a due instant."""


@dataclass(frozen=True)
class Outcome:
    """What came of a run."""

    plan: Plan
    tally: Tally
    broken: list[Broken]
    findings: dict[str, list[Finding]]
    counts: dict[str, int]
    seconds: float
    finished: bool
    """Whether every dossier was brought to its end within the bound."""
    kept: Path | None
    """Where histories and logs lie, if something was found."""

    @property
    def holds(self) -> bool:
        """Whether nothing at all was found."""
        return self.finished and not self.tally.other_answers and not any(self.findings.values())


def bound_s(plan: Plan) -> float:
    """By then everything must have come to its end: generous, for what a kill cut off is tried again after 30 s."""
    return 240 + 4.0 * len(plan.cases) + 8.0 * len(plan.faults)


async def run(plan: Plan, stages: Stages) -> Outcome:
    """Play a plan on servers of its own."""
    began = time.monotonic()
    stages.tell(f"seed {plan.seed}, plan {plan.digest}: {len(plan.cases)} dossiers, {len(plan.faults)} faults")
    async with staged() as stage:
        await asyncio.gather(stage.work(0), stage.work(1))
        driver = Driver(stage.app, plan.seed)
        breaker = Breaker(stage, driver.tally)
        finished = await _played(plan, driver, breaker, stages)
        stages.tell("taking the register and every history, and checking")
        evidence = await take(stage.app.client, stage.database_url, stage.home, driver.tally.acknowledged)
        findings = await asyncio.to_thread(check, evidence)
        kept = await _keep(stage, evidence, findings)
        rows = evidence.register.rows
        counts = {
            "dossiers": len(rows("dossier")),
            "events": len(rows("event")),
            "effects": len(rows("effect")),
            "results": sum(row["kind"] == "result" for row in rows("paper")),
            "apologies": sum(row["kind"] == "apology" for row in rows("paper")),
            "escalations": sum(row["kind"] == "escalation" for row in rows("effect")),
            "nondeterminism_errors": stage.told(b"TMPRL1100"),
            "workers_ended_by_themselves": len(stage.ended),
            "blocked": sum(row["tag"].endswith(":failed") for row in rows("event")),
        }
    return Outcome(plan, driver.tally, breaker.broken, findings, counts, time.monotonic() - began, finished, kept)


async def _keep(stage: Stage, evidence: Evidence, findings: dict[str, list[Finding]]) -> Path | None:
    """Keep what is needed to understand a finding: histories of the dossiers concerned, and the workers' logs."""
    codes = sorted({finding.code for found in findings.values() for finding in found} - {"-"})[:_KEPT]
    if not codes:
        return None
    folder: Path = ROOT / ".motcua" / "chaos" / stage.home.parent.name
    runs = evidence.register.by_code("run")
    await keep(stage.app.client, {code: [row["run_id"] for row in runs.get(code, ())] for code in codes}, folder)
    for log in (stage.home / "log").glob("worker-*.log"):
        shutil.copy(log, folder)
    return folder


async def _played(plan: Plan, driver: Driver, breaker: Breaker, stages: Stages) -> bool:
    room = asyncio.Semaphore(_AT_ONCE)
    with stages.bar("dossiers closed", len(plan.cases)) as advance:

        async def one(number: int) -> None:
            async with room:
                await driver.play(plan.cases[number])
            advance()

        breaking = asyncio.create_task(_break(plan, driver.tally, breaker))
        playing = asyncio.gather(*(one(number) for number in range(len(plan.cases))))
        try:
            async with asyncio.timeout(bound_s(plan)):
                await asyncio.gather(playing, breaking)
        except TimeoutError:
            return False
        finally:
            breaking.cancel()
            playing.cancel()
            await asyncio.gather(breaking, playing, return_exceptions=True)
    return True


async def _break(plan: Plan, tally: Tally, breaker: Breaker) -> None:
    """Break each thing at its place, with acts in flight; or when nothing was answered for a while."""
    for fault in plan.faults:
        answered, since = len(tally.acknowledged), time.monotonic()
        place = max(fault.after_acts, answered + _BETWEEN)
        tally.most = place + _BETWEEN
        while len(tally.acknowledged) < place and time.monotonic() - since < _IDLE_S:
            await asyncio.sleep(_GLANCE_S)
            if len(tally.acknowledged) != answered:
                answered, since = len(tally.acknowledged), time.monotonic()
        await breaker.do(fault)
    tally.most = math.inf
