"""Moving an open dossier to another version of its procedure: steps go by their keys (rulebook §0, design §2.12)."""

from __future__ import annotations

from datetime import datetime

from models.contents.ruling import NewProcedure
from models.dossier import DossierState
from models.errors import Refused
from models.holdings import RECEPTION_DESK
from models.procedure import Procedure
from models.value import Json
from workflows.rerating import read_anew, standing_before

__all__ = ["move", "places_in"]


def places_in(state: DossierState, to: Procedure) -> dict[int, int]:
    """Return the place that each position has in the other version: those at work, held before, or handed between.

    A dossier on which no step was taken up begins with the first one there. Raises Refused (`STEP_NOT_IN_VERSION`)
    where a step is missing, of another kind, or in another order: what was done would stand in no place.
    """
    used = {state.position, state.holder, *state.holdings}
    used |= {place for given in state.hand_overs for place in (given.source, given.target)}
    steps = sorted(used - {RECEPTION_DESK})
    places = {RECEPTION_DESK: RECEPTION_DESK}
    if steps == [0] and state.holdings.keys() == {RECEPTION_DESK} and not state.hand_overs:
        return places | {0: 0}
    there = {(step.key, step.kind): place for place, step in enumerate(to.steps)}
    last = RECEPTION_DESK
    for position in steps:
        step = state.steps[position]
        place = there.get((step.key, step.kind), RECEPTION_DESK)
        if place <= last:
            raise Refused("STEP_NOT_IN_VERSION", step=step.key, version=to.version)
        places[position] = last = place
    return places


def move(state: DossierState, new: NewProcedure, now: datetime) -> dict[str, Json]:
    """Put the other version in place; return what the event tells of the promise.

    The limit counts from the same reception, with the same suspensions and extensions.
    """
    assert state.rules is not None
    assert state.clock is not None
    assert state.received_at is not None
    before, places, old = standing_before(state), places_in(state, new.procedure), state.clock
    state.rules = state.rules.model_copy(update={
        "procedure": new.procedure,
        "superiors": state.rules.superiors | new.superiors,
        "own_queues": tuple(sorted({*state.rules.own_queues, *new.own_queues})),
    })  # fmt: skip
    begun = state.rules.clock(state.received_at, old.stated_due)
    state.clock = begun.model_copy(update={"suspensions": old.suspensions, "extensions": old.extensions})
    state.position, state.holder = places[state.position], places[state.holder]
    state.holdings = {places[position]: holding for position, holding in state.holdings.items()}
    for given in state.hand_overs:
        given.source, given.target = places[given.source], places[given.target]
    return read_anew(state, before, now)
