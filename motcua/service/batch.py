"""A file of submissions started: bounded concurrency, answers in the file's order, a stop when nothing can be reached.

One dossier that is refused never hinders another. A service that cannot be reached hinders all: it is tried a few
times, then the batch stops and says at which line. Running the file again starts nothing twice (design §2.4).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

from models.errors import InvalidInput, MotcuaError, Unavailable
from models.identifiers import OfficerId, SubmissionId
from models.submission import Submission
from motcua.intake import Entry, Problem
from motcua.service.feeding import fed
from motcua.service.submitting import Progress, Submitted

__all__ = ["Batch", "Outcome", "State", "Submits"]

PATIENCE: Final = (0.5, 1.0, 2.0)
"""Seconds between tries while a service cannot be reached: a restart of one server passes unnoticed."""
_AHEAD: Final = 4
"""So many times the concurrency may be finished and wait for the answer of an earlier line."""


class Submits(Protocol):
    """What starts one dossier: motcua.service.Submitting."""

    async def submit(self, submission: Submission, officer: OfficerId) -> Submitted:
        """Start a dossier, or find it started."""
        ...


class State(StrEnum):
    """What became of one dossier of the file."""

    STARTED = Progress.STARTED.value
    ALREADY = Progress.ALREADY.value
    PENDING = Progress.PENDING.value
    REFUSED = "refused"


class Outcome(NamedTuple):
    """The answer to one dossier of the file; no personal data."""

    line: int
    end: int
    """How many bytes of the file were read up to its end."""
    submission_id: SubmissionId | None
    state: State
    submitted: Submitted | None = None
    problems: tuple[Problem, ...] = ()


_Begun = asyncio.Task[Outcome | Unavailable]
_Told = _Begun | Exception | None
"""What comes next: an outcome to wait for, the end by an error, or the end."""


class Batch:
    """Starts what a file submits."""

    def __init__(
        self,
        submits: Submits,
        officer: OfficerId | None,
        *,
        concurrency: int = 16,
        patience: Sequence[float] = PATIENCE,
    ) -> None:
        """`officer` submits whatever does not say who entered it."""
        self._submits = submits
        self._officer = officer
        self._concurrency = concurrency
        self._patience = patience

    async def outcomes(self, entries: Iterator[Entry]) -> AsyncGenerator[Outcome, None]:
        """Yield an outcome per entry, in order.

        Raises Unavailable with the fact `line`, from which to go on: all lines before it were answered. Raises what
        reading raises. To be closed (`aclosing`) by whoever stops before the end.
        """
        waiting: asyncio.Queue[_Told] = asyncio.Queue(self._concurrency * _AHEAD)
        begun: set[_Begun] = set()
        starter = asyncio.create_task(self._begin(entries, waiting, begun))
        try:
            while (told := await waiting.get()) is not None:
                if isinstance(told, Exception):
                    raise told
                outcome = await told
                if isinstance(outcome, Unavailable):
                    raise outcome
                yield outcome
        except asyncio.CancelledError:
            for task in begun:
                task.cancel()
            raise
        finally:
            # What was sent is waited for, a matter of seconds: broken off, it would be started all the same.
            starter.cancel()
            await asyncio.gather(starter, *begun, return_exceptions=True)

    async def _begin(
        self,
        entries: Iterator[Entry],
        waiting: asyncio.Queue[_Told],
        begun: set[_Begun],
    ) -> None:
        """Begin the entries as they are read, so many at a time."""
        free = asyncio.Semaphore(self._concurrency)

        def done(task: _Begun) -> None:
            free.release()
            begun.discard(task)

        try:
            async with aclosing(fed(entries, ahead=self._concurrency)) as read:
                async for entry in read:
                    await free.acquire()
                    task = asyncio.create_task(self._one(entry))
                    begun.add(task)
                    task.add_done_callback(done)
                    await waiting.put(task)
        except Exception as error:  # whatever it is, whoever takes the outcomes raises it again
            await waiting.put(error)
        else:
            await waiting.put(None)

    async def _one(self, entry: Entry) -> Outcome | Unavailable:
        if entry.submission is None:
            return _refused(entry, *entry.problems)
        officer = entry.submission.entered_by or self._officer
        if officer is None:
            return _refused(entry, Problem(InvalidInput("OFFICER_NOT_NAMED"), "entered_by"))
        try:
            submitted = await self._patiently(entry.submission, officer)
        except Unavailable as error:
            return Unavailable(error.code, **{**error.facts, "line": entry.line})
        except MotcuaError as error:
            return _refused(entry, Problem(error))
        return Outcome(entry.line, entry.end, entry.submission_id, State(submitted.progress.value), submitted)

    async def _patiently(self, submission: Submission, officer: OfficerId) -> Submitted:
        for pause in self._patience:
            try:
                return await self._submits.submit(submission, officer)
            except Unavailable:
                await asyncio.sleep(pause)
        return await self._submits.submit(submission, officer)


def _refused(entry: Entry, *problems: Problem) -> Outcome:
    return Outcome(entry.line, entry.end, entry.submission_id, State.REFUSED, problems=problems)
