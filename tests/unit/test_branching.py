"""A reset is adopted: what both branches share is not told again, and what is told anew is not lost."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from models.contents.repair import AdoptReset
from models.dossier import DossierState
from models.identifiers import AgencyCode, DossierCode
from models.opening import OpeningBody
from models.tags import Tag
from workflows.branching import arrived, go_on_as_branch
from workflows.journal import tell

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)


def dossier() -> DossierState:
    """One whose first three events are not written yet."""
    facts: dict[str, Any] = {"code": DossierCode("H24.31.1-260302-0001"), "receiving": AgencyCode("H24.31.1")}
    state = DossierState(opening=OpeningBody.model_construct(**facts))
    for _ in range(3):
        tell(state, Tag.AFTER_OPENED, NOW)
    return state


def adopted(state: DossierState, shared: int) -> None:
    """Go on as branch 1 after so many events, and tell that."""
    last = state.unwritten[shared - 1]
    go_on_as_branch(state, AdoptReset(from_branch=0, from_seq=last.seq, from_hash=last.hash, branch=1))
    tell(state, Tag.AFTER_OPENED, NOW)


def test_what_was_shared_arrives_while_the_reset_is_adopted_and_takes_nothing_of_the_new_branch_with_it() -> None:
    for shared in (1, 2, 3):
        state = dossier()
        on_its_way = tuple(state.unwritten[:shared])
        adopted(state, shared)
        new = list(state.unwritten)
        assert [(event.branch, event.seq) for event in new] == [(1, seq) for seq in range(shared + 1, 5)]
        arrived(state, on_its_way)
        assert state.unwritten == new


def test_what_arrives_is_forgotten_and_what_was_told_since_is_not() -> None:
    state = dossier()
    on_its_way = tuple(state.unwritten)
    later = tell(state, Tag.AFTER_OPENED, NOW)
    arrived(state, on_its_way)
    assert state.unwritten == [later]
    arrived(state, on_its_way)
    assert state.unwritten == [later]
