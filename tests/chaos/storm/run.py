"""One storm: dossiers opened ahead of one due instant, a calm before it, and then every letter waited for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from typing import Any, Final, LiteralString

import psycopg
from temporalio.client import WorkflowExecutionStatus

from models.spread import LONGEST, planned
from models.submission import Submission
from motcua.demo.progress import Stages
from tests.chaos.cases import Submitting, migrated
from tests.chaos.checker import Finding, check
from tests.chaos.exporting import take
from tests.chaos.stage import Stage, staged
from tests.chaos.storm.desk import RUN, Desk

__all__ = ["Outcome", "Size", "storm"]

_WARM: Final = 24
_LOOK_S: Final = 0.5
_LETTERS: Final = "SELECT count(*) FROM letter WHERE kind = 'apology' AND sent_at IS NOT NULL"
_UNTOLD: Final = f"""
SELECT (SELECT count(*) FROM letter WHERE kind = 'apology')
     - (SELECT count(*) FROM event WHERE tag = 'engine:delivery:done')
     + (SELECT count(*) FROM reservation LEFT JOIN dossier USING (code)
        WHERE reservation.submission_id LIKE '{RUN}-%' AND closed_at IS NULL)
"""
_CLOSED: Final = "SELECT code FROM dossier WHERE closed_at IS NOT NULL"
_ALARMS: Final = """
SELECT extract(epoch FROM planned - due)::float8, extract(epoch FROM fired - planned)::float8,
       extract(epoch FROM fired - due)::float8
FROM alarm WHERE kind = 'overdue' ORDER BY fired
"""


@dataclass(frozen=True)
class Size:
    """How big a storm is."""

    dossiers: int
    acts_per_second: float = 4.0
    calm_s: float = 20.0
    workers: int = 2
    at_once: int = 16
    """Dossiers opened at once."""
    margin: float = 1.5
    """By so much slower than its beginning the opening may become."""
    within_s: float = LONGEST.total_seconds()
    """Only dossiers whose alarm is told by then after the due instant: a short storm, with a spread all the same."""


@dataclass
class Outcome:
    """What a storm did."""

    size: Size
    opened_s: float = 0
    lead_s: float = 0
    """From the first opening to the due instant."""
    all_out_s: float = 0
    """From the due instant to the last letter."""
    half_out_s: float = 0
    letters: int = 0
    planned_s: list[float] = field(default_factory=list)
    """Of each alarm: the spread that was planned for it."""
    behind_s: list[float] = field(default_factory=list)
    """By how much it was told after its planned instant."""
    late_s: list[float] = field(default_factory=list)
    """By how much after its due instant: what the journal calls its lateness."""
    took_ms: dict[str, list[float]] = field(default_factory=dict)
    tried_again: dict[str, int] = field(default_factory=dict)
    findings: dict[str, list[Finding]] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether every letter went out and nothing was found."""
        return self.letters == self.size.dossiers and not any(self.findings.values())


async def storm(size: Size, stages: Stages) -> Outcome:
    """Play one storm on servers of its own."""
    outcome = Outcome(size)
    async with staged(other_build=False) as stage:
        stages.tell(f"{size.workers} workers")
        await asyncio.gather(*(stage.work(slot) for slot in range(size.workers)))
        due = await _opened(stage, size, outcome, stages)
        async with Desk.at_work(stage.app, size.acts_per_second) as desk:
            await _weathered(stage, size, due, desk, outcome, stages)
            outcome.took_ms, outcome.tried_again = desk.took_ms, desk.tried_again
        stages.tell("taking the register and every history, and checking")
        await _at_rest(stage)
        _alarms(stage, outcome)
        evidence = await take(stage.app.client, stage.database_url, stage.home, all_closed=False)
        outcome.findings = await asyncio.to_thread(check, evidence)
    return outcome


async def _opened(stage: Stage, size: Size, outcome: Outcome, stages: Stages) -> datetime:
    """Open all dossiers; some first ones, due far away, tell how long it will take. Return the due instant."""
    far = datetime.now(UTC) + timedelta(days=700)
    began = time.monotonic()
    await _open(stage, [migrated(f"thu-{n}", 900_000 + n, far) for n in range(_WARM)], size.at_once, lambda: None)
    each = (time.monotonic() - began) / _WARM
    lead = 2 + size.calm_s + size.margin * each * size.dossiers
    due = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=int(lead))
    early = (one for one in _due_at(due) if _spread_s(one.submission) <= size.within_s)
    asked = list(islice(early, size.dossiers))
    began = time.monotonic()
    with stages.bar(f"dossiers opened, due in {lead:.0f} s", size.dossiers) as advance:
        await _open(stage, asked, size.at_once, advance)
    outcome.opened_s, outcome.lead_s = time.monotonic() - began, lead
    if datetime.now(UTC) + timedelta(seconds=size.calm_s) > due:
        raise SystemExit("opening took longer than its beginning promised: once more, on a quieter machine")
    return due


def _due_at(due: datetime) -> Iterator[Submitting]:
    """Dossiers without end that are due at this instant."""
    return (migrated(f"bao-{number}", number, due) for number in count())


def _spread_s(submission: Submission) -> float:
    """How long after it is due the alarm of a dossier is planned."""
    promise = submission.migrated
    assert promise is not None
    assert promise.due is not None
    alarm = planned(promise.due, promise.received_at, promise.code, "overdue", 0)
    return (alarm - promise.due).total_seconds()


async def _open(stage: Stage, asked: list[Submitting], at_once: int, advance: Callable[[], None]) -> None:
    room = asyncio.Semaphore(at_once)

    async def one(submitting: Submitting) -> None:
        async with room:
            await stage.app.submitting.submit(submitting.submission, submitting.officer)
        advance()

    await asyncio.gather(*(one(submitting) for submitting in asked))


async def _weathered(stage: Stage, size: Size, due: datetime, desk: Desk, outcome: Outcome, stages: Stages) -> None:
    """Calm up to the due instant; storm until the last letter is out."""
    stages.tell("the calm before")
    await _until(due - timedelta(seconds=size.calm_s))
    desk.weather = "calm"
    await _until(due)
    desk.weather, began = "storm", time.monotonic()
    with stages.bar("letters out", size.dossiers) as advance:
        while outcome.letters < size.dossiers:
            await asyncio.sleep(_LOOK_S)
            sent = await asyncio.to_thread(_count, stage.database_url, _LETTERS)
            for _ in range(sent - outcome.letters):
                advance()
            outcome.letters = sent
            spent = time.monotonic() - began
            if not outcome.half_out_s and sent * 2 >= size.dossiers:
                outcome.half_out_s = spent
    outcome.all_out_s = time.monotonic() - began
    desk.weather = None


async def _at_rest(stage: Stage) -> None:
    """Wait until the last letters are told of and the officers' last dossiers are closed, here and in Temporal."""
    while await asyncio.to_thread(_count, stage.database_url, _UNTOLD):  # noqa: ASYNC110 - another process's work
        await asyncio.sleep(_LOOK_S)
    for (code,) in await asyncio.to_thread(_rows, stage.database_url, _CLOSED):
        handle = stage.app.client.get_workflow_handle(code)  # its last word may be written before its run has ended
        while (await handle.describe()).status is WorkflowExecutionStatus.RUNNING:  # noqa: ASYNC110 - so is its end
            await asyncio.sleep(_LOOK_S)


async def _until(instant: datetime) -> None:
    await asyncio.sleep(max((instant - datetime.now(UTC)).total_seconds(), 0))


def _rows(url: str, question: LiteralString) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchall()


def _count(url: str, question: LiteralString) -> int:
    ((number,),) = _rows(url, question)
    return int(number)


def _alarms(stage: Stage, outcome: Outcome) -> None:
    for spread, behind, late in _rows(stage.database_url, _ALARMS):
        outcome.planned_s.append(spread)
        outcome.behind_s.append(behind)
        outcome.late_s.append(late)
