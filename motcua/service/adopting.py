"""Adopting a reset: a run that stock tools reset goes on as the next branch of its journal (design §2.6)."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import NamedTuple

from models.acts import Act, Answer
from models.branches import story_of
from models.contents.repair import AdoptReset
from models.dossier import DossierState
from models.errors import Refused
from models.events import GENESIS, DossierEvent
from models.identifiers import DossierCode, OfficerId, ReasonCode
from motcua.engine.runs import DossierRuns
from motcua.register import PostgresRegister
from motcua.service.acting import Acting, Saying

__all__ = ["Adopted", "Adopting", "parting"]


class Adopted(NamedTuple):
    """What became of an adoption."""

    point: AdoptReset
    answer: Answer


class Adopting:
    """Adopts runs that were reset."""

    def __init__(self, register: PostgresRegister, runs: DossierRuns, acting: Acting) -> None:
        self._register = register
        self._runs = runs
        self._acting = acting

    async def adopt(
        self, code: DossierCode, officer: OfficerId, reason: ReasonCode | None, note: str | None = None
    ) -> Adopted:
        """Find where the run parts from the register's journal, and let it go on from there as the next branch.

        Raises Refused `RESET_NOT_FOUND` when it does not part from it, `DOSSIER_NOT_RUNNING`; Unavailable
        `WORKER_SILENT`; InvalidInput `REASON_REQUIRED`; NotAllowed.
        """
        state = await self._runs.state(code)
        kept = await asyncio.to_thread(self._register.queries.events, code)
        point = parting(kept, state)
        if point is None:
            raise Refused("RESET_NOT_FOUND", code=code)
        saying = Saying(Act.ADOPT_RESET, officer, reason_code=reason, note=note, content=point.model_dump(mode="json"))
        return Adopted(point, await self._acting.act(code, saying))


def parting(kept: Collection[DossierEvent], state: DossierState) -> AdoptReset | None:
    """Return where a run parted from the journal that is kept; None if it only goes on from its end, or shares none."""
    story = story_of(kept)
    branches = {(event.seq, event.hash): event.branch for event in kept} | {(0, GENESIS): 0}
    told = [(event.seq - 1, event.prev) for event in state.unwritten] + [(state.seq, state.head)]
    shared = next((point for point in reversed(told) if point in branches), None)
    if not story or shared is None or shared == (story[-1].seq, story[-1].hash):
        return None
    seq, head = shared
    newest = max(branches.values())
    return AdoptReset(from_branch=branches[shared], from_seq=seq, from_hash=head, branch=newest + 1)
