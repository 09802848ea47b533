"""Archiving: the history of every run that closed is kept before Temporal's retention ends (design §2.15)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from temporalio import activity

from models.archive import ArchivedRun, Ending, RunPlace
from models.identifiers import DossierCode
from models.value import Value

__all__ = ["Absent", "ArchivePlace", "Archived", "Archiving", "Histories", "RunHistory", "Runs", "Shelf"]


class Absent(StrEnum):
    """Why there is no history to be archived."""

    RUNNING = "running"
    GONE = "gone"
    """Retention ran out, or somebody deleted it."""


class RunHistory(NamedTuple):
    """The history of a closed run, in the form that Temporal exports and replays."""

    json: bytes
    events: int
    ending: Ending
    started_at: datetime
    closed_at: datetime


class Runs(Protocol):
    """The register's side."""

    def closed(self, after: tuple[str, str], most: int, now: datetime) -> tuple[RunPlace, ...]:
        """Runs that closed, or may have, and are not archived: the next ones after a code and run, in that order.

        A run found missing is told again a day later, no sooner.
        """

    def keep(self, archived: ArchivedRun) -> None:
        """Keep the statement of a run whose file is on the disk; of a run that has one, nothing changes."""

    def missed(self, run: RunPlace, at: datetime) -> None:
        """Keep the alarm `archive_missed`; once per run."""


class Histories(Protocol):
    """Temporal's side."""

    async def closed(self, code: DossierCode, run_id: str) -> RunHistory | Absent:
        """The history of a run that has closed. Raises Unavailable `TEMPORAL_UNREACHABLE`."""


class Shelf(Protocol):
    """Where archived histories lie."""

    def put(self, run: RunPlace, history: RunHistory, at: datetime) -> ArchivedRun:
        """Store a history and its signed statement durably; a run that was stored before keeps its first statement.

        Raises Unavailable: `DISK_FULL`, `FOLDER_UNWRITABLE`.
        """


class ArchivePlace(Value):
    """How far a pass through the runs has come."""

    code: str = ""
    run_id: str = ""


class Archived(Value):
    """What one batch did."""

    archived: int = 0
    missed: int = 0
    next: ArchivePlace | None = None
    """Where the next batch begins; None after the last one."""


BATCH = 100
"""Runs of one batch: some seconds of work."""


class Archiving:
    """Takes histories from Temporal into the archive."""

    def __init__(self, runs: Runs, histories: Histories, shelf: Shelf, clock: Callable[[], datetime]) -> None:
        self._runs = runs
        self._histories = histories
        self._shelf = shelf
        self._clock = clock

    @activity.defn
    async def archive(self, place: ArchivePlace) -> Archived:
        """Archive the next batch of runs; done again, it goes on where it was killed.

        The file stands on the disk before its row does, so no row is without a file.
        """
        after = (place.code, place.run_id)
        batch = await asyncio.to_thread(self._runs.closed, after, BATCH, self._clock())
        archived = missed = 0
        for run in batch:
            history = await self._histories.closed(run.code, run.run_id)
            if isinstance(history, RunHistory):
                await asyncio.to_thread(self._take_in, run, history)
                archived += 1
            elif history is Absent.GONE:
                await asyncio.to_thread(self._runs.missed, run, self._clock())
                missed += 1
            if activity.in_activity():
                activity.heartbeat()
        last = ArchivePlace(code=batch[-1].code, run_id=batch[-1].run_id) if len(batch) == BATCH else None
        return Archived(archived=archived, missed=missed, next=last)

    def _take_in(self, run: RunPlace, history: RunHistory) -> None:
        self._runs.keep(self._shelf.put(run, history, self._clock()))
