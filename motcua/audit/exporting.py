"""Exporting: everything that proves a dossier, as files that need neither us nor our servers to be verified."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from models.anchor import Anchor, Head, inclusion_of
from models.archive import ArchivedRun
from models.errors import Refused
from models.identifiers import DossierCode
from models.value import canonical
from motcua.archive import AnchorStore, ArchiveStore
from motcua.audit.exporting_files import Package
from motcua.audit.exporting_readme import readme
from motcua.audit.picture import draw, known_of
from motcua.audit.telling import story_lines
from motcua.audit.timeline import Timelines
from motcua.documents import SealedStore
from motcua.engine.histories import TemporalHistories
from motcua.register import PostgresRegister

__all__ = ["Exporting"]


@dataclass(frozen=True)
class Exporting:
    """Collects evidence. Who may have it is judged before (motcua.service.exports)."""

    register: PostgresRegister
    documents: SealedStore
    timelines: Timelines
    histories: TemporalHistories
    archives: ArchiveStore
    anchors: AnchorStore
    roots: Collection[str]
    root: str

    async def export(self, codes: Sequence[DossierCode], package: Package, *, papers: bool) -> None:
        """Put the evidence of dossiers into a package, each in a folder of its own, in order.

        Raises Refused `DOSSIER_UNKNOWN`, `PERSON_ERASED` (with papers); Broken for an archive or a paper that does
        not hold; Unavailable.
        """
        package.add("README.txt", readme(codes, self.root))
        for code in codes:
            await self._journal(code, package)
            await self._runs(code, package)
            await self._story(code, package)
            await asyncio.to_thread(self._anchored, code, package)
            if papers:
                await asyncio.to_thread(self._papers, code, package)

    async def _journal(self, code: DossierCode, package: Package) -> None:
        events = await asyncio.to_thread(self.register.queries.events, code)
        if not events:
            raise Refused("DOSSIER_UNKNOWN", code=code)
        package.add(f"{code}/journal.jsonl", b"".join(canonical(event) + b"\n" for event in events))

    async def _runs(self, code: DossierCode, package: Package) -> None:
        """The history of each run, from Temporal while it has it, else from the archive: the same bytes either way."""
        archived = {one.kept.run_id: one for one in await asyncio.to_thread(self.register.archives.of, code)}
        told = []
        for run_id in await asyncio.to_thread(self.register.queries.runs, code):
            history = await self._history(code, run_id, archived.get(run_id))
            told.append({"run_id": run_id, "archived": run_id in archived, "history": history is not None})
            if history is not None:
                package.add(f"{code}/history/{run_id}.json", history)
            if run_id in archived:
                statement = archived[run_id].model_dump_json(indent=1)
                package.add(f"{code}/archive/{run_id}.json", statement.encode() + b"\n")
        package.add(f"{code}/runs.json", _json(told))

    async def _history(self, code: DossierCode, run_id: str, archived: ArchivedRun | None) -> bytes | None:
        if archived is not None:
            return await asyncio.to_thread(self.archives.history, archived, self.roots)
        history = await self.histories.history(code, run_id)
        if history is None:
            return None
        # The exporter writes the entries of a map in any order: sorted, one history is always the same bytes.
        return json.dumps(history.to_json_dict(), sort_keys=True, separators=(",", ":")).encode()

    async def _story(self, code: DossierCode, package: Package) -> None:
        told = await self.timelines.tell(code)
        known = await asyncio.to_thread(known_of, self.register, told)
        package.add(f"{code}/timeline.svg", draw(told, known).encode())
        package.add(f"{code}/timeline.txt", "\n".join([*story_lines(told), ""]).encode())

    def _anchored(self, code: DossierCode, package: Package) -> None:
        """The proof that the newest anchor has the heads of this journal; none if it was begun since."""
        if self._newest is None:
            return
        anchor, heads = self._newest
        for head in heads:
            if head.code == code:
                proof = inclusion_of(anchor, heads, head).model_dump_json(indent=1)
                package.add(f"{code}/anchors/{head.branch}.json", proof.encode() + b"\n")

    @cached_property
    def _newest(self) -> tuple[Anchor, list[Head]] | None:
        last = self.register.anchors.last()
        return None if last is None else (last, list(self.anchors.leaves(last)))

    def _papers(self, code: DossierCode, package: Package) -> None:
        for paper in self.register.queries.papers(code):
            content = self.documents.get(code, paper.sha256)
            package.add(f"{code}/papers/{paper.kind.value}-{paper.sha256}.pdf", content)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"
