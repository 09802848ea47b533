"""Verifying: case by case in a stream, then what no single dossier shows: numbers, strangers, anchors."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from models.value import Value
from motcua.audit.verify.anchors import AnchoredJournals, AnchorFiles, anchors_hold
from motcua.audit.verify.case import Case
from motcua.audit.verify.feedbacks import FeedbackCase, feedback_holds
from motcua.audit.verify.finding import Finding
from motcua.audit.verify.numbers import numbers_are_whole
from motcua.audit.verify.promises import judged, told_once
from motcua.audit.verify.reading import Reader
from motcua.audit.verify.running import Listed, workflows_have_their_dossier

__all__ = ["Verified", "Verifying"]

_BATCH = 64
"""Dossiers that are read together: some megabytes."""

Told = Callable[[int], None]
"""Is told how many more dossiers have been looked at."""


class Verified(Value):
    """What was looked at, and what does not hold."""

    dossiers: int = 0
    events: int = 0
    runs: int = 0
    acts: int = 0
    papers: int = 0
    archives: int = 0
    anchors: int = 0
    feedbacks: int = 0
    findings: tuple[Finding, ...] = ()


@dataclass
class _Counted:
    """What was looked at so far."""

    counts: Counter[str] = field(default_factory=Counter)
    known: dict[str, bool] = field(default_factory=dict)
    """Per reserved code whether it has a dossier."""
    findings: list[Finding] = field(default_factory=list)

    def add(self, case: Case) -> None:
        """Count a case."""
        self.known[case.code] = case.row is not None
        for name, more in (
            ("dossiers", case.row is not None), ("events", len(case.journal)), ("runs", len(case.runs)),
            ("acts", sum(1 for told in case.journal if told.fields["actor"])), ("papers", len(case.papers)),
            ("archives", len(case.archives)),
        ):  # fmt: skip
            self.counts[name] += more


@dataclass(frozen=True)
class Verifying:
    """Verifies one dossier, some, or all."""

    reader: Reader
    journals: AnchoredJournals
    shelves: Mapping[str, AnchorFiles]
    """Anchors as files: the data folder's own first, then copies that were taken out, by name."""

    async def some(self, codes: Sequence[str], tell: Told = lambda _: None) -> Verified:
        """Verify these dossiers, each by itself. Raises Unavailable when register or Temporal cannot be reached."""
        counted = _Counted()
        for start in range(0, len(codes), _BATCH):
            await self._batch(codes[start : start + _BATCH], {}, counted, tell)
        return Verified(**counted.counts, findings=tuple(told_once(counted.findings)))

    async def sample(self, most: int, tell: Told = lambda _: None) -> Verified:
        """Verify so many dossiers, chosen at random."""
        return await self.some(await asyncio.to_thread(self.reader.rows.sample, most), tell)

    async def all(self, tell: Told = lambda _: None) -> Verified:
        """Verify every dossier, and that there is nothing besides: no gap in numbers, no stranger, no other anchor."""
        listed = await self._listed()
        counted = _Counted()
        async for codes in self._codes():
            await self._batch(codes, listed, counted, tell)
        strangers = [run for runs in listed.values() for run in runs]
        counted.findings += workflows_have_their_dossier(strangers, counted.known, self.reader.clock())
        counted.findings += numbers_are_whole(await asyncio.to_thread(self.reader.rows.series))
        counted.findings += await self._feedbacks(counted)
        counted.findings += await asyncio.to_thread(self._anchors)
        counted.counts["anchors"] = len(await asyncio.to_thread(self.journals.all))
        return Verified(**counted.counts, findings=tuple(told_once(counted.findings)))

    async def _batch(
        self, codes: Sequence[str], listed: Mapping[str, Sequence[Listed]], counted: _Counted, tell: Told
    ) -> None:
        for case in await self.reader.cases(codes, listed):
            counted.add(case)
            findings = judged(case)
            counted.findings += await self._still(case, findings, listed) if findings else []
        tell(len(codes))

    async def _still(
        self, case: Case, findings: Sequence[Finding], listed: Mapping[str, Sequence[Listed]]
    ) -> list[Finding]:
        """Look again: what was only under way is no finding, what is wrong stays wrong."""
        again = judged(*await self.reader.cases([case.code], listed))
        return [finding for finding in findings if finding in again]

    async def _feedbacks(self, counted: _Counted) -> list[Finding]:
        """What is wrong with feedback; each batch is of one instant, so nothing is only under way."""
        findings: list[Finding] = []
        after = ""
        while found := await asyncio.to_thread(self.reader.rows.feedbacks, after, _BATCH):
            for code, tables in found.items():
                findings += feedback_holds(FeedbackCase.of(code, tables))
            counted.counts["feedbacks"] += len(found)
            after = list(found)[-1]
        return findings

    def _anchors(self) -> list[Finding]:
        return list(anchors_hold(self.journals, self.shelves, self.reader.roots))

    async def _listed(self) -> dict[str, list[Listed]]:
        found: dict[str, list[Listed]] = {}
        async for run in self.reader.temporal.listed():
            found.setdefault(run.code, []).append(run)
        return found

    async def _codes(self) -> AsyncIterator[list[str]]:
        after = ""
        while codes := await asyncio.to_thread(self.reader.rows.codes, after, _BATCH):
            yield codes
            after = codes[-1]
