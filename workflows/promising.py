"""The promise itself: the alarms before the due instant and at it (rulebook §1, "Late dossiers").

Alarms belong to the due instant they warn of. When that moved, by a pause, an extension or a changed calendar, the new
one has alarms of its own, numbered by how often the promise changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from models.dossier import DossierState
from models.tags import Tag
from models.value import Json, stamp
from workflows.apologies import decide_apology, draft_apology, fall_back
from workflows.watch import Watch

__all__ = ["DUE_SOON", "OVERDUE"]


def _soon(state: DossierState) -> Iterator[tuple[datetime, int]]:
    deadline = state.deadline
    if deadline is not None and state.finished_at is None and deadline.due_soon_at is not None:
        yield deadline.due_soon_at, state.promises


def _due(state: DossierState) -> Iterator[tuple[datetime, int]]:
    if state.finished_at is None and state.due is not None:
        yield state.due, state.promises


def _promise(state: DossierState, _: int) -> dict[str, Json]:
    assert state.due is not None
    return {"promise": stamp(state.due)}


def _apologise(state: DossierState, _: int, due: datetime, now: datetime) -> None:
    if state.apology is None:  # there is one apology, and one new date, however often the due instant moves
        decide_apology(state, due, now)
    else:
        fall_back(state, now)


def _draft(state: DossierState, _: int, __: datetime, now: datetime) -> None:
    due = state.due
    assert state.rules is not None
    if state.rules.regime.parameters.apology_drafted and due is not None and now < due:
        draft_apology(state, due, now)


DUE_SOON = Watch(Tag.DUE_SOON, _soon, detail=_promise, then=_draft)
OVERDUE = Watch(Tag.OVERDUE, _due, then=_apologise)
