"""Surveying: how register and Temporal stand to each other, dossier by dossier, and what would be done about it.

The register is read before the history: what a healthy dossier's register keeps, its history has told by then.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Final, NamedTuple

from models.branches import story_of
from models.events import GENESIS
from models.identifiers import DossierCode
from models.tags import Tag
from motcua.audit.written import RunWritten, Write, read_writes, writes_of
from motcua.engine.histories import TemporalHistories
from motcua.engine.runs import DossierRuns
from motcua.register import PostgresRegister
from motcua.service.repaired import Trouble

__all__ = ["Found", "Surveying"]

_AT_ONCE: Final = 16
_MOST_RUNS: Final = 1000
"""So many runs of one dossier are followed back at most."""


class Found(NamedTuple):
    """What was found of one dossier."""

    code: DossierCode
    trouble: Trouble
    run_id: str | None
    """The newest run."""
    run: RunWritten | None


class Surveying:
    """Compares, and changes nothing."""

    def __init__(self, register: PostgresRegister, runs: DossierRuns, histories: TemporalHistories) -> None:
        self._register = register
        self._runs = runs
        self._histories = histories

    async def everything(self) -> AsyncIterator[Found]:
        """Look at every dossier that is not closed, and at everything that Temporal runs. In the order of codes."""
        unfinished = await asyncio.to_thread(self._register.restoring.unfinished)
        there, running = await self._runs.codes(), await self._runs.codes("Running")
        ended = await self._runs.codes("Terminated")
        strange = there - await asyncio.to_thread(self._register.restoring.reserved, there)
        codes = sorted({*unfinished, *map(DossierCode, running | ended | strange)})
        for start in range(0, len(codes), _AT_ONCE):
            for found in await asyncio.gather(*(self.one(code) for code in codes[start : start + _AT_ONCE])):
                if found is not None:
                    yield found

    async def after(self) -> AsyncIterator[tuple[DossierCode, list[Write]]]:
        """Look at what came after closing: yield a dossier with what a run wrote that its register does not have."""
        for code, run_id in await self._runs.after():
            history = await self._histories.history(code, run_id)
            writes = [one for one in writes_of(history.events if history else ()) if one.done and one.journal]
            kept = {event.hash for event in await asyncio.to_thread(self._register.queries.events, code)}
            if kept and any(event.hash not in kept for write in writes for event in write.events):
                yield code, writes

    async def one(self, code: DossierCode) -> Found | None:
        """Look at one dossier; None when all is well. Raises Unavailable.

        What is found is looked at twice: a dossier that moved between the two readings is no trouble.
        """
        return await self._look(code) and await self._look(code)

    async def _look(self, code: DossierCode) -> Found | None:
        before = await asyncio.to_thread(self._known, code)
        newest = await self._runs.newest(code)
        run = await self.read(code, newest.run_id) if newest else None
        after = await asyncio.to_thread(self._known, code)
        trouble = await self._trouble(before, after, run, running=newest is not None and newest.running)
        return None if trouble is None else Found(code, trouble, newest.run_id if newest else None, run)

    async def read(self, code: DossierCode, run_id: str) -> RunWritten | None:
        """Read what a run wrote; None if Temporal has forgotten it."""
        history = await self._histories.history(code, run_id)
        return None if history is None else read_writes(run_id, history.events)

    async def runs_of(self, code: DossierCode, newest: RunWritten) -> list[RunWritten]:
        """Return a run and those that it continues, as far back as Temporal remembers, the oldest first."""
        found = [newest]
        while len(found) < _MOST_RUNS and (before := found[0].continues) is not None:
            run = await self.read(code, before)
            if run is None:
                break
            found.insert(0, run)
        return found

    def _known(self, code: DossierCode) -> _Known:
        events = self._register.queries.events(code)
        row = self._register.queries.dossier(code)
        story = story_of(events)
        own = [event for event in story if event.tag is Tag.CLOSED][-1:] or story[-1:]  # after it, others write
        return _Known(
            reserved=bool(events) or bool(self._register.restoring.reserved([code])),
            closed=row is not None and row.dossier.closed_at is not None,
            head=(own[0].seq, own[0].hash) if own else (0, GENESIS),
            places=frozenset((event.seq, event.hash) for event in events) | {(0, GENESIS)},
            story=frozenset((event.seq, event.hash) for event in story) | {(0, GENESIS)},
        )

    async def _trouble(self, known: _Known, after: _Known, run: RunWritten | None, *, running: bool) -> Trouble | None:
        """Judge by what was known before the history was read, and by what was known after it.

        What the run had written by then, the register keeps after; what the register kept before, the run had told.
        """
        if not known.reserved:
            never = run is None or (not running and len(run.kept) == 1)  # refused at its start: it was no dossier
            return None if never else Trouble.UNKNOWN
        if run is None:
            return None if known.closed else Trouble.LOST if known.head[0] else Trouble.NOT_STARTED
        if any(place not in after.places for place in run.kept) and not await self._left(known, run):
            return Trouble.REGISTER_BEHIND
        if not running:
            cut_off = known.head not in run.told and run.begun in known.story
            closed = Trouble.CUT_OFF if cut_off else None
            return closed if known.closed or not known.head[0] else Trouble.LOST
        if known.head not in run.told and run.begun in known.story:
            return Trouble.RESET if run.reset else Trouble.BEHIND
        return Trouble.STOPPED if run.stopped_by else None

    async def _left(self, known: _Known, run: RunWritten) -> bool:
        """Whether the register, too, has what no run of this line wrote: both were restored, and it goes first."""
        line = await self.runs_of(run.opening.code, run)
        told = {place for one in line for place in one.told}
        return known.head not in told and line[0].begun in known.story


class _Known(NamedTuple):
    """What the register keeps of one dossier."""

    reserved: bool
    closed: bool
    head: tuple[int, str]
    places: frozenset[tuple[int, str]]
    """Every event of every branch, by seq and hash."""
    story: frozenset[tuple[int, str]]
    """Those of the newest branch."""
