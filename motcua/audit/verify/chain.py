"""The chain is whole: every hash holds, every event follows the one before, no number is missing, branches attach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Final, Protocol

from motcua.audit.verify.finding import Finding, Kind
from motcua.audit.verify.told import Told

__all__ = ["Chained", "chain_is_whole"]

_NOTHING: Final = "0" * 64
"""What the first event of all follows."""
_SHOWN: Final = 20
"""So many missing numbers of one gap are told one by one; a longer gap is told by its last."""


class Chained(Protocol):
    """Whatever has a code and a journal."""

    @property
    def code(self) -> str:
        """What findings are told of."""

    @property
    def journal(self) -> Sequence[Told]:
        """Its events, in the order of branches and seqs."""


def chain_is_whole(case: Chained) -> Iterator[Finding]:
    """Recompute every hash and follow every link."""
    for told in case.journal:
        if told.hash != told.computed:
            yield Finding(
                kind=Kind.HASH_WRONG, code=case.code, where=told.where, expected=told.computed, found=told.hash
            )
    for branch, events in groupby(case.journal, key=lambda told: told.branch):
        own = list(events)
        yield from _begins(case, branch, own[0])
        for former, later in pairwise(own):
            yield from _follows(case, former, later)


def _begins(case: Chained, branch: int, first: Told) -> Iterator[Finding]:
    if branch == 0 and first.seq > 1:
        yield from _gap(case, branch, 1, first.seq)
    elif first.seq == 1:
        if first.prev != _NOTHING:
            yield Finding(kind=Kind.LINK_BROKEN, code=case.code, where=first.where, expected=_NOTHING, found=first.prev)
    elif branch > 0:
        before = {told.hash for told in case.journal if told.branch < branch and told.seq == first.seq - 1}
        if first.prev not in before:
            yield Finding(kind=Kind.BRANCH_LOOSE, code=case.code, where=first.where, found=first.prev)


def _follows(case: Chained, former: Told, later: Told) -> Iterator[Finding]:
    if later.seq != former.seq + 1:
        yield from _gap(case, later.branch, former.seq + 1, later.seq)
    elif later.prev != former.hash:
        yield Finding(kind=Kind.LINK_BROKEN, code=case.code, where=later.where, expected=former.hash, found=later.prev)


def _gap(case: Chained, branch: int, first: int, after: int) -> Iterator[Finding]:
    for seq in [*range(first, after)][:_SHOWN] if after - first <= _SHOWN else [after - 1]:
        yield Finding(kind=Kind.SEQ_MISSING, code=case.code, where=f"{branch}/{seq}")
