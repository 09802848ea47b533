"""Coordination (điều phối): a dossier for which no agency is competent waits until a superior names one.

It is accepted, and its clock counts from its reception, whoever is found: the promise to the applicant does not wait
for the agencies to agree (rulebook §1, "Reception").
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from activities.coordination import CoordinationFacts
from models.dossier import DossierState
from models.effects import Effect, EffectKind
from models.lifecycle import Phase
from models.matter import Matter, MatterKind
from models.remembered import Waiting
from models.statuses import Status
from models.tags import Tag
from models.value import Json, stamp
from workflows.journal import decide_effect, tell
from workflows.redating import HOURS, SINCE
from workflows.watch import Watch

__all__ = ["NOT_COORDINATED", "queued", "seek_competent"]


def seek_competent(state: DossierState, now: datetime) -> None:
    """Reception found nobody competent: the superior of the receiving agency is asked to name somebody."""
    state.phase, state.status, state.waiting = Phase.COORDINATING, Status.ACCEPTED, None
    named = state.coordinated.outcome if state.coordinated else state.opening.competent
    decide_effect(state, EffectKind.COORDINATION, now, {"receiving": state.desk, "named": named})


def queued(state: DossierState, effect: Effect, facts: CoordinationFacts, now: datetime) -> None:
    """The dossier lies in the inbox of whoever is to name the competent agency."""
    counted: dict[str, Any] = {} if facts.hours is None else {HOURS: facts.hours, SINCE: stamp(effect.at)}
    matter = state.open_matter(MatterKind.COORDINATION, now, agency=facts.to_agency, due=facts.assign_by, **counted)
    if facts.calendar is not None:
        state.waiting = Waiting(calendar=facts.calendar)
    detail: dict[str, Json] = {
        "effect": effect.effect_id, "matter": matter.number, "to_agency": facts.to_agency,
        "assign_by": stamp(facts.assign_by), "calendar": facts.calendar,
    }  # fmt: skip
    tell(state, Tag.COORDINATION_DONE, now, detail)


def _waiting(state: DossierState) -> Iterator[tuple[datetime, int]]:
    if state.phase is Phase.COORDINATING:
        for matter in state.open_matters(MatterKind.COORDINATION):
            assert matter.due is not None
            yield matter.due, matter.number


def _asked(state: DossierState, number: int) -> Matter:
    return state.matters[number - 1]


def _of_whom(state: DossierState, number: int) -> dict[str, Json]:
    return {"matter": number, "to_agency": _asked(state, number).agency}


NOT_COORDINATED = Watch(
    Tag.NOT_COORDINATED, _waiting, lambda state, number: _asked(state, number).opened_at, _of_whom
)  # fmt: skip
