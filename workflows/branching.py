"""Going on as another branch: what a run decided alone since the register's journal parted from it (design §2.6).

A run that was reset decides anew, under the numbers that the register gave to what the lost run decided. Adopted, it
says the same as the next branch: every event after the last shared one is chained anew, every effect that it decided
has its id in that branch. Exactly this a run would have told, had it been of that branch from there on.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from models.contents.repair import AdoptReset
from models.dossier import DossierState
from models.events import DossierEvent, chain
from models.value import Hash, Json

__all__ = ["arrived", "go_on_as_branch", "parting_of"]

_EFFECTS: Final = ("effect", "effects", "withdrawn")
"""Details that name effects."""


def arrived(state: DossierState, written: Iterable[DossierEvent]) -> None:
    """Forget what the register has by now. What was told meanwhile as another branch stays to be written."""
    known = {event.hash for event in written}
    state.unwritten[:] = [event for event in state.unwritten if event.hash not in known]


def parting_of(state: DossierState, content: AdoptReset) -> int | None:
    """Return how many of the unwritten events the register has too; None when the stated point is not this run's."""
    if content.branch <= state.branch:
        return None
    heads = [(event.seq - 1, event.prev) for event in state.unwritten] + [(state.seq, state.head)]
    point = (content.from_seq, content.from_hash)
    return heads.index(point) if point in heads else None


def go_on_as_branch(state: DossierState, content: AdoptReset) -> None:
    """Tell the unwritten events after the shared one as the stated branch; nothing to do if they are of it."""
    if state.branch == content.branch:
        return
    shared = parting_of(state, content)
    assert shared is not None
    names = {f"{state.branch}-{event.seq}": f"{content.branch}-{event.seq}" for event in state.unwritten[shared:]}
    head, told = content.from_hash, []
    for event in state.unwritten[shared:]:
        told.append(_retold(event, content.branch, head, names))
        head = told[-1].hash
    state.unwritten[:] = told  # what is shared stands in the register
    state.branch, state.head = content.branch, head
    for effect in [*state.queue, *state.errands, *(blocked.effect for blocked in state.blocked)]:
        effect.effect_id = names.get(effect.effect_id, effect.effect_id)


def _retold(event: DossierEvent, branch: int, prev: Hash, names: dict[str, str]) -> DossierEvent:
    detail: dict[str, Json] = dict(event.detail)
    for name in (name for name in _EFFECTS if name in detail):
        told = event.detail[name]
        detail[name] = names.get(told, told) if isinstance(told, str) else [names.get(one, one) for one in told]
    return chain(
        code=event.code,
        branch=branch,
        seq=event.seq,
        at=event.at,
        tag=event.tag,
        prev=prev,
        actor=event.actor,
        agency=event.agency,
        step=event.step,
        detail=detail,
    )
