"""Whether events follow what a journal holds: the checks of a chain, without any database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from models.errors import Broken
from models.events import GENESIS, DossierEvent
from models.value import Hash

__all__ = ["ChainFault", "Kept", "is_plain", "new_events", "require_true_hashes"]

Kept = dict[tuple[int, int], Hash]
"""(branch, seq) → hash."""
Predecessors = Callable[[DossierEvent], set[Hash]]
"""Hashes of the events of earlier branches that the first event of a branch may follow."""


class ChainFault(Exception):
    """What is wrong with which event; told as Broken once the transaction is over."""

    def __init__(self, code: str, event: DossierEvent) -> None:
        super().__init__(code)
        self.code = code
        self.event = event


def require_true_hashes(code: str, events: Sequence[DossierEvent]) -> None:
    """Check each event's own hash and dossier. Raises Broken (`CHAIN_FORGED`)."""
    for event in events:
        if event.code != code or event.hash != event.computed_hash():
            raise Broken("CHAIN_FORGED", code=code, seq=event.seq)


def is_plain(events: Sequence[DossierEvent]) -> bool:
    """Whether the events, in one branch, follow each other and, if they say so, nothing."""
    if not events or (events[0].seq == 1 and (events[0].branch, events[0].prev) != (0, GENESIS)):
        return False
    return all(
        (later.branch, later.seq, later.prev) == (former.branch, former.seq + 1, former.hash)
        for former, later in pairwise(events)
    )


def new_events(events: Sequence[DossierEvent], kept: Kept, predecessors: Predecessors) -> list[DossierEvent]:
    """Return the events that are not kept yet, each checked against the one before it.

    Raises ChainFault: `CHAIN_FORKED` (another event stands there, or before it), `CHAIN_GAP`, `CHAIN_FORGED` (the
    given events contradict each other).
    """
    given: Kept = {}
    new = []
    for event in events:
        place, before = (event.branch, event.seq), (event.branch, event.seq - 1)
        if place in kept:
            _require(kept[place] == event.hash, "CHAIN_FORKED", event)
            continue
        if before in given:
            _require(event.prev == given[before], "CHAIN_FORGED", event)
        elif before in kept:
            _require(event.prev == kept[before], "CHAIN_FORKED", event)
        else:
            _require_beginning(event, predecessors)
        given[place] = event.hash
        new.append(event)
    return new


def _require_beginning(event: DossierEvent, predecessors: Predecessors) -> None:
    """The first event of branch 0 follows nothing; of a later branch, an event of an earlier one or nothing."""
    if event.seq == 1:
        _require(event.prev == GENESIS, "CHAIN_FORGED", event)
        return
    found = predecessors(event) if event.branch > 0 else set()
    _require(bool(found), "CHAIN_GAP", event)
    _require(event.prev in found, "CHAIN_FORKED", event)


def _require(holds: bool, code: str, event: DossierEvent) -> None:
    if not holds:
        raise ChainFault(code, event)
