"""A case: everything that was read of one dossier, from the register, from its histories and from its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from models.tags import Tag
from motcua.audit.verify.run import Run
from motcua.audit.verify.told import Row, Told
from motcua.signatures.verify import PaperReport

__all__ = ["ArchiveSeen", "Case", "PaperSeen"]


@dataclass(frozen=True)
class ArchiveSeen:
    """What was seen of an archived run."""

    fault: str | None
    """Why it does not hold, as a code of models.errors; None if signature and hashes do."""
    run: Run | None = None
    """What the history in it says."""


@dataclass(frozen=True)
class PaperSeen:
    """What was seen of a paper's file."""

    sealed_sha256: str | None
    """None: there is no file."""
    plain_sha256: str | None
    """None: it could not be unsealed."""
    report: PaperReport | None
    """What its signatures say; None where nothing could be read."""


@dataclass(frozen=True)
class Case:
    """One dossier as it was found. `tables` has its rows by the register's names of tables."""

    code: str
    tables: Mapping[str, Sequence[Row]]
    now: datetime
    """The real time at which it was looked at."""
    runs: Sequence[Run] = ()
    """The histories that could be read."""
    lost: Sequence[str] = ()
    """Runs that the register knows and whose history is nowhere."""
    archives: Mapping[str, ArchiveSeen] = field(default_factory=dict)
    """What was seen of its archived runs, by their ids."""
    known: bool = False
    """Whether Temporal has a newest run of it."""
    running: bool = False
    """Whether that run runs."""
    papers: Mapping[str, PaperSeen] = field(default_factory=dict)
    """What was seen of its papers' files, by the hash of the plain one."""
    scans: Mapping[str, PaperSeen] = field(default_factory=dict)
    """What was seen of the files that officers digitised, likewise."""
    roots: frozenset[str] = frozenset()
    """The province's root keys, past and present."""

    def rows(self, table: str) -> Sequence[Row]:
        """The dossier's rows of a table."""
        return self.tables.get(table, ())

    @property
    def row(self) -> Row | None:
        """Its row of the read model."""
        return next(iter(self.rows("dossier")), None)

    @property
    def reservation(self) -> Row:
        """Its reservation; empty if there is none."""
        return next(iter(self.rows("reservation")), {})

    @cached_property
    def journal(self) -> tuple[Told, ...]:
        """The register's events, all branches, in order."""
        return tuple(sorted((Told.of(row) for row in self.rows("event")), key=lambda told: told[:2]))

    @cached_property
    def by_effect(self) -> dict[str, Row]:
        """Its effects by their ids."""
        return {str(row["effect_id"]): row for row in self.rows("effect")}

    @cached_property
    def story(self) -> tuple[Told, ...]:
        """The events that count today: the newest branch, and what it goes on from."""
        story: list[Told] = []
        for branch in sorted({told.branch for told in self.journal}, reverse=True):
            own = [told for told in self.journal if told.branch == branch]
            if not story or (story[0].seq > 1 and any(told.hash == story[0].prev for told in own)):
                before = story[0].seq if story else None
                story = [told for told in own if before is None or told.seq < before] + story
        return tuple(story)

    def told(self, *tags: str) -> list[Told]:
        """Events of the story with one of these tags."""
        return [told for told in self.story if told.tag in tags]

    def last(self, *tags: str) -> Told | None:
        """The last event of the story with one of these tags."""
        return next(reversed(self.told(*tags)), None)

    @cached_property
    def ruled_anew(self) -> tuple[Told, ...]:
        """The events by which other rules came than those of its reception."""
        received = self.last(Tag.RECEPTION_DONE)
        changes = self.told(Tag.CALENDAR_CHANGED, Tag.PROCEDURE_MOVED)
        return tuple(told for told in changes if received is not None and told.seq > received.seq)

    @cached_property
    def results(self) -> dict[str, Any]:
        """What the activities returned, by effect, from the histories."""
        return {effect: result for run in self.runs for effect, result in run.done.items()}

    @cached_property
    def excused(self) -> frozenset[str]:
        """Lost runs of which an operator said, by a proven act, that the dossier went on from the register."""
        return frozenset(str(told.detail.get("run")) for told in self.told(Tag.REPAIRED))

    @cached_property
    def covered(self) -> frozenset[tuple[int, int]]:
        """The places of the journal of which the histories at hand must know.

        All of them, unless a run is lost: then those between the first and the last that each other run told. Before
        a start from the register too, for what a restored Temporal forgot was vouched for by that act.
        """
        places = {told[:2] for told in self.journal}
        again = max((told.seq for told in self.told(Tag.REPAIRED)), default=0)
        covered = set() if set(self.lost) - self.excused else {place for place in places if place[1] >= again}
        for run in self.runs:
            for branch in {branch for branch, _ in run.carried}:
                seqs = [seq for of, seq in run.carried if of == branch]
                covered |= {place for place in places if place[0] == branch and min(seqs) <= place[1] <= max(seqs)}
        return frozenset(covered)
