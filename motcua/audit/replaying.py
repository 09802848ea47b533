"""Replaying a dossier with today's code: its runs from Temporal or from the archive, its decisions and dates compared.

What is proven: that the law as today's code has it, fed with what people and agencies said then, decides every event of
the journal and every date in it, to the bit.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from temporalio.client import WorkflowHistory

from models.errors import Broken, Refused
from models.events import DossierEvent
from models.identifiers import DossierCode
from models.rules import PinnedRules
from models.tags import Tag
from motcua.archive import ArchiveStore
from motcua.audit.dates import dates_of
from motcua.audit.replayed import Difference, Replayed, RunReplayed, What
from motcua.audit.rereading import Reread, reread
from motcua.engine.histories import TemporalHistories
from motcua.register import PostgresRegister

__all__ = ["Replays"]

_Key = tuple[str, int, int]


class _Run(NamedTuple):
    """One run at hand."""

    run_id: str
    archived: bool
    history: WorkflowHistory


class Replays:
    """Replays dossiers."""

    def __init__(self, register: PostgresRegister, histories: TemporalHistories, archive: ArchiveStore) -> None:
        self._register = register
        self._histories = histories
        self._archive = archive

    async def replay(self, code: DossierCode) -> Replayed:
        """Replay every run of a dossier and compare.

        Raises Refused `DOSSIER_UNKNOWN`; Broken `ARCHIVE_MISSING`, `ARCHIVE_CORRUPT`, `ARCHIVE_FORGED` where a history
        cannot be had; Unavailable `TEMPORAL_UNREACHABLE`.
        """
        before = await asyncio.to_thread(self._register.queries.events, code)
        runs = await self._runs(code, {event.detail.get("run") for event in before if event.tag is Tag.REPAIRED})
        if not runs:
            raise Refused("DOSSIER_UNKNOWN", code=code)
        reads = [(run, await reread(run.history, self._histories.runtime)) for run in runs]
        # What a run has surely written stands in a register read after it, and what stood before it, some run told.
        after = await asyncio.to_thread(self._register.queries.events, code)
        compared = _Compared(reads, before, {event.key: event for event in after})
        return Replayed(
            code=code,
            runs=tuple(RunReplayed(run_id=r.run_id, archived=r.archived, history_events=len(r.history.events))
                       for r in runs),
            events=len(after),
            vouched=compared.vouched,
            dates=compared.dates,
            difference=compared.first,
        )  # fmt: skip

    async def _runs(self, code: DossierCode, excused: Collection[str | None]) -> list[_Run]:
        """Every run that wrote, or was archived, in order, and the newest if it has not written yet.

        `excused`: lost runs of which an operator said that the dossier went on from the register.
        """
        archived = {run.kept.run_id: run for run in await asyncio.to_thread(self._register.archives.of, code)}
        ids = list(dict.fromkeys([*await asyncio.to_thread(self._register.queries.runs, code), *archived]))
        found = []
        for run_id in ids:
            history = await self._histories.history(code, run_id)
            kept = archived.get(run_id)
            if history is not None:
                found.append(_Run(run_id, False, history))
            elif kept is not None:
                plain = await asyncio.to_thread(self._archive.history, kept, self._register.keystore.root_keys)
                found.append(_Run(run_id, True, WorkflowHistory.from_json(code, json.loads(plain))))
            elif run_id not in excused:
                raise Broken("ARCHIVE_MISSING", code=code, run=run_id)
        newest = await self._histories.history(code, None)
        if newest is not None and newest.run_id not in ids:
            found.append(_Run(newest.run_id, False, newest))
        return found


class _Compared:
    """The comparison: the first difference in the order of the runs, then what no run told, then the dates."""

    def __init__(
        self,
        runs: Sequence[tuple[_Run, Reread]],
        before: Sequence[DossierEvent],
        after: Mapping[_Key, DossierEvent],
    ) -> None:
        self._runs = runs
        self._after = after
        told = {event.key for _, read in runs for order in read.orders for event in order.told}
        again = max((event.seq for event in before if event.tag is Tag.REPAIRED and event.key in told), default=0)
        untold = [event for event in before if event.key not in told]
        self._added = [event for event in untold if event.seq >= again]
        self.vouched = len(untold) - len(self._added)
        self.dates = 0
        self.first = next(self._differences(), None)

    def _differences(self) -> Iterator[Difference]:
        dates = list(self._wrong_dates())
        for run, read in self._runs:
            yield from self._of_run(run.run_id, read)
        for event in self._added:
            yield _difference(What.ADDED, event, recorded=event.hash)
        yield from dates

    def _of_run(self, run_id: str, read: Reread) -> Iterator[Difference]:
        for order in read.orders:
            for place, event in enumerate(order.told):
                kept = self._after.get(event.key)
                if order.done and kept is None:
                    yield _difference(What.REMOVED, event, run_id, found=event.hash)
                elif order.done and kept is not None and kept.hash != event.hash:
                    yield _other(What.HISTORY, run_id, kept, event)
                said = order.today[place] if place < len(order.today) else None
                if said is not None and said.hash != event.hash:
                    yield _other(What.SAID, run_id, kept or event, said)
            if read.failure is None and len(order.today) != len(order.told):
                yield Difference(what=What.SAID, run_id=run_id, field=order.activity)
        if read.failure is not None:
            yield Difference(what=What.CODE, run_id=run_id, found=read.failure)

    def _wrong_dates(self) -> Iterator[Difference]:
        for line in _lines(self._after.values()):
            rules = self._rules_of(line)
            if rules is None:
                continue
            for date in dates_of(line, rules):
                self.dates += 1
                if date.recorded != date.expected:
                    yield _difference(
                        What.DATE, date.event, field=date.field, recorded=str(date.recorded), found=str(date.expected)
                    )

    def _rules_of(self, line: Sequence[DossierEvent]) -> PinnedRules | None:
        by_effect = {effect: rules for _, read in self._runs for effect, rules in read.rules.items()}
        effects = [event.detail["effect"] for event in line if event.tag is Tag.RECEPTION_DONE]
        return next((by_effect[effect] for effect in effects if effect in by_effect), by_effect.get(None))


def _lines(events: Iterable[DossierEvent]) -> Iterator[list[DossierEvent]]:
    """Each branch from the beginning of the journal, through what it branched off from."""
    by_hash = {event.hash: event for event in events}
    heads: dict[int, DossierEvent] = {}
    for event in sorted(by_hash.values(), key=lambda one: one.key):
        heads[event.branch] = event
    for head in heads.values():
        line = [head]
        while (before := by_hash.get(line[-1].prev)) is not None:
            line.append(before)
        yield line[::-1]


def _difference(what: What, event: DossierEvent, run_id: str | None = None, **found: str | None) -> Difference:
    return Difference(what=what, run_id=run_id, branch=event.branch, seq=event.seq, tag=event.tag.value, **found)


def _other(what: What, run_id: str, register: DossierEvent, found: DossierEvent) -> Difference:
    return _difference(
        what, register, run_id, field=_first_field(register, found), recorded=register.hash, found=found.hash
    )


def _first_field(one: DossierEvent, other: DossierEvent) -> str:
    """The first field in which two events differ, but for the link and the hash, which follow from the rest."""
    for name in ("tag", "at", "actor", "agency", "step"):
        if getattr(one, name) != getattr(other, name):
            return name
    for name in sorted(one.detail.keys() | other.detail.keys()):
        if one.detail.get(name) != other.detail.get(name):
            return f"detail.{name}"
    return "prev"
