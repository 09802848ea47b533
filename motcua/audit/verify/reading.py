"""Reading: everything of some dossiers, the register first and the histories after, while nothing moved in between."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, cast

from cryptography.x509 import Certificate
from pydantic import ValidationError
from temporalio.client import WorkflowHistory

from models.archive import ArchivedRun
from models.errors import Broken, Refused
from models.identifiers import DossierCode
from models.tags import Tag
from models.value import sha256_hex
from motcua.audit.verify.case import ArchiveSeen, Case, PaperSeen
from motcua.audit.verify.run import Run, read_history
from motcua.audit.verify.running import Listed
from motcua.audit.verify.sources import ArchiveFiles, PaperFiles, Rows, TemporalRuns
from motcua.audit.verify.told import Row
from motcua.signatures.verify import verify_paper

__all__ = ["Reader"]

_AT_ONCE: Final = 16
"""Histories that are fetched at the same time."""
_LOOKS: Final = 5
"""How often a dossier that keeps moving is read anew before it is judged as it is."""

Tables = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class Reader:
    """Reads cases."""

    rows: Rows
    temporal: TemporalRuns
    papers: PaperFiles
    archives: ArchiveFiles
    authority: Callable[[], Certificate]
    """The certificate by which papers' signatures are judged; asked for when there is a paper."""
    roots: frozenset[str]
    clock: Callable[[], datetime]
    signatures: bool = True
    """Whether papers' signatures are judged too, at some 60 ms of CPU each; their hashes always are."""
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    async def cases(self, codes: Sequence[str], listed: Mapping[str, Sequence[Listed]]) -> list[Case]:
        """Read dossiers, each as it stood while no event was added to it.

        A history that is read after the register may tell more than the register had: one whose head moved meanwhile
        is read again.
        """
        found: dict[str, Case] = {}
        left = list(codes)
        for _ in range(_LOOKS):
            tables = await asyncio.to_thread(self.rows.tables, left)
            read = await asyncio.gather(*(self._case(code, tables.get(code, {}), listed) for code in left))
            found |= {case.code: case for case in read}
            heads = await asyncio.to_thread(self.rows.heads, left)
            left = [case.code for case in read if heads.get(case.code) != _head(case)]
            if not left:
                break
        return [found[code] for code in codes]

    async def _case(self, code: str, tables: Tables, listed: Mapping[str, Sequence[Listed]]) -> Case:
        newest = await self.temporal.newest(code)
        kept = {str(row["run_id"]): row for row in tables.get("run", ())}
        ids = [*kept, *(run.run_id for run in listed.get(code, ())), *([newest.run_id] if newest else [])]
        archives = dict(await self._archives(tables))
        runs: list[Run] = []
        lost: list[str] = []
        for run_id in dict.fromkeys(ids):
            run = await self._run(code, run_id) or (archives[run_id].run if run_id in archives else None)
            if run is not None:
                runs.append(run)
            elif run_id in kept:
                lost.append(run_id)
        return Case(
            code=code, tables=tables, now=self.clock(), runs=tuple(runs), lost=tuple(lost), archives=archives,
            known=newest is not None,
            running=newest is not None and newest.running, roots=self.roots,
            papers=await asyncio.to_thread(self._papers, code, tables.get("paper", ())),
            scans=await asyncio.to_thread(self._scans, code, tables.get("event", ())),
        )  # fmt: skip

    async def _run(self, code: str, run_id: str) -> Run | None:
        async with self._turns:
            events = await self.temporal.history(code, run_id)
        return read_history(run_id, events) if events else None

    async def _archives(self, tables: Tables) -> list[tuple[str, ArchiveSeen]]:
        rows = tables.get("archive", ())
        return [(str(row["run_id"]), await asyncio.to_thread(self._archive, row)) for row in rows]

    def _archive(self, row: Row) -> ArchiveSeen:
        """Read an archived run and what is in it."""
        names = set(ArchivedRun.model_fields["kept"].annotation.model_fields)  # type: ignore[union-attr]
        try:
            archived = ArchivedRun.model_validate({
                "kept": {name: row[name] for name in names}, "attestation": row["attestation"],
            })  # fmt: skip
            plain = self.archives.history(archived, self.roots)
        except ValidationError:
            return ArchiveSeen("ARCHIVE_FORGED")
        except Broken as error:
            return ArchiveSeen(error.code)
        events = WorkflowHistory.from_json(str(row["code"]), plain.decode()).events
        return ArchiveSeen(None, read_history(str(row["run_id"]), events))

    def _papers(self, code: str, rows: Sequence[Row]) -> dict[str, PaperSeen]:
        return {str(row["sha256"]): self._paper(code, str(row["sha256"])) for row in rows}

    def _scans(self, code: str, events: Sequence[Row]) -> dict[str, PaperSeen]:
        digitised = [event for event in events if event["tag"] == Tag.DIGITISED.value]
        named = [str(event["detail"]["paper"]) for event in digitised]
        return {paper: self._paper(code, paper, signed=False) for paper in named}

    def _paper(self, said: str, sha256: str, *, signed: bool = True) -> PaperSeen:
        code = cast("DossierCode", said)  # as the row has it: a code that is none has no file
        try:
            sealed = sha256_hex(self.papers.sealed(code, sha256))
        except Refused:
            return PaperSeen(None, None, None)
        try:
            plain = self.papers.get(code, sha256)
        except (Refused, Broken):
            return PaperSeen(sealed, None, None)
        judged = self.signatures and signed
        return PaperSeen(sealed, sha256_hex(plain), verify_paper(plain, self.authority()) if judged else None)


def _head(case: Case) -> tuple[int, int] | None:
    return case.journal[-1][:2] if case.journal else None
