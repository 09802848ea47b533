"""Not eligible after appraisal: returned with written reasons, within the deadline (rulebook §1)."""

from __future__ import annotations

from datetime import datetime

from models.acts import Act
from models.dossier import DossierState
from models.errors import InvalidInput
from models.lifecycle import Phase
from models.procedure import StepKind
from models.reasons import REFUSED_FOR, require_reason_but_lateness
from models.remembered import Refusal
from models.tags import Tag
from workflows.holding import hold
from workflows.verbs.consulting import require_answered
from workflows.verbs.handing import note_handler
from workflows.verbs.saying import Said, Verb, told

__all__ = ["VERBS"]


def propose_refusal(state: DossierState, said: Said, now: datetime) -> None:
    """The step is done, with the proposal to refuse: it goes to whoever signs, past the steps between."""
    reason, step = said.envelope.reason_code, state.key_at(state.position)
    assert reason is not None
    assert step is not None
    position = state.position
    state.holdings[position].officer = said.claims.officer
    note_handler(state, said)
    told(
        state,
        Tag.REFUSAL_PROPOSED,
        said,
        now,
        allotted_minutes=int(state.allotted(position).total_seconds() // 60),
        used_minutes=int(state.used(position, now).total_seconds() // 60),
    )
    state.refusal = Refusal(reason_code=reason, note_id=said.envelope.note_id, step=step)
    state.position = next(number for number, one in enumerate(state.steps) if one.kind is StepKind.SIGN)
    hold(state, state.position, now)
    state.phase = Phase.IN_HAND


def _is_founded(state: DossierState, said: Said, now: datetime) -> None:
    """Written reasons: words that the code stands for, or the officer's own in the note."""
    require_reason_but_lateness(said.envelope.reason_code)
    if said.envelope.reason_code not in REFUSED_FOR and said.envelope.note_id is None:
        raise InvalidInput("NOTE_REQUIRED", act=Act.PROPOSE_REFUSAL.value)
    require_answered(state, said, now)


VERBS = {Act.PROPOSE_REFUSAL: Verb(Tag.REFUSAL_PROPOSED, propose_refusal, _is_founded)}
