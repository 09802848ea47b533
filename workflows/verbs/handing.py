"""Handing over, taking over and completing steps: the hand-over contract (design §3)."""

from __future__ import annotations

from datetime import datetime

from models.acts import Act
from models.contents.handing import ReturnForRework, SendBack
from models.dossier import DossierState
from models.effects import EffectKind
from models.errors import Refused
from models.identifiers import OfficerId, StepKey
from models.lifecycle import Phase
from models.procedure import StepKind
from models.statuses import Status
from models.tags import Tag
from models.value import Json, stamp
from workflows.holding import hold, offer
from workflows.journal import decide_effect
from workflows.reversing import moved, nothing_to_undo
from workflows.verbs.consulting import require_answered
from workflows.verbs.saying import Said, Verb, told

__all__ = ["VERBS", "note_handler"]


def hand_over(state: DossierState, said: Said, now: datetime) -> None:
    """Offer the dossier to the current step; the first one puts it in progress."""
    _send(state, Tag.HANDED_OVER, said, now, state.position, Act.HAND_OVER)


def send_back(state: DossierState, said: Said, now: datetime) -> None:
    """Offer it back to an earlier step."""
    assert isinstance(said.content, SendBack)
    _send(state, Tag.SENT_BACK, said, now, _earlier(state, said.content.to_step), Act.SEND_BACK)


def return_for_rework(state: DossierState, said: Said, now: datetime) -> None:
    """The signing officer wants it done again: by the one named, by who proposed to refuse, or the last handle step."""
    assert isinstance(said.content, ReturnForRework)
    proposed_by = state.refusal.step if state.refusal is not None else None
    state.refusal = None
    _send(state, Tag.REWORK, said, now, _earlier(state, said.content.to_step or proposed_by), Act.RETURN_FOR_REWORK)
    nothing_to_undo(state)


def _has_earlier(state: DossierState, said: Said, _: datetime) -> None:
    assert isinstance(said.content, SendBack | ReturnForRework)
    _earlier(state, said.content.to_step)


def _earlier(state: DossierState, key: StepKey | None) -> int:
    position = state.earlier_step(key)
    if position is None:
        raise Refused("STEP_NOT_EARLIER", step=key or "-")
    return position


def _send(state: DossierState, tag: Tag, said: Said, now: datetime, target: int, act: Act) -> None:
    before = state.status
    source, source_agency, target_agency = state.holder, state.holding_agency, state.agency_at(target)
    target_step = state.key_at(target)
    offered = offer(state, target, now, said.claims.officer)
    state.status = Status.IN_PROGRESS
    detail: dict[str, Json] = {
        "to_agency": target_agency, "to_step": target_step, "silent_after": stamp(offered.silent_after),
    }  # fmt: skip
    if tag is Tag.HANDED_OVER:
        detail["from_agency"] = source_agency
    told(state, tag, said, now, position=source, **detail)
    moved(state, act, now, source, before)
    decide_effect(
        state,
        EffectKind.TRANSFER,
        now,
        {"from_agency": source_agency, "to_agency": target_agency, "to_step": target_step},
    )


def take_over(state: DossierState, said: Said, now: datetime) -> None:
    """From now on the receiver's clock runs."""
    assert state.hand_over is not None
    assert state.rules is not None
    taken = state.hand_over
    source_agency = state.agency_at(taken.source)
    waited = state.rules.calendar.between(taken.given_at, now)
    taken.taken_by, taken.taken_at = said.claims.officer, now
    hold(state, taken.target, now, said.claims.officer)
    state.holdings[taken.target].assigned = None
    state.phase = Phase.IN_HAND
    noted = note_handler(state, said)
    told(state, Tag.TAKEN_OVER, said, now, from_agency=source_agency, waited_minutes=int(waited.total_seconds() // 60))
    moved(state, Act.TAKE_OVER, now, taken.target, state.status, noted)


def decline_hand_over(state: DossierState, said: Said, now: datetime) -> None:
    """The dossier stays with the sender, who hands it over again; what was sent back stays where it was."""
    assert state.hand_over is not None
    declined = state.hand_over
    declined.declined, declined.taken_at, declined.taken_by = True, now, said.claims.officer
    told(state, Tag.DECLINED, said, now, from_agency=state.agency_at(declined.source))
    nothing_to_undo(state)
    if declined.target > declined.source:
        state.phase = Phase.TO_HAND_OVER
    else:
        state.position, state.phase = declined.source, Phase.IN_HAND


def complete_step(state: DossierState, said: Said, now: datetime) -> None:
    """The step is done; a sign step opens by itself, any other is to be handed over to."""
    position = state.position
    state.holdings[position].officer = said.claims.officer
    noted = note_handler(state, said)
    told(
        state,
        Tag.COMPLETED,
        said,
        now,
        allotted_minutes=int(state.allotted(position).total_seconds() // 60),
        used_minutes=int(state.used(position, now).total_seconds() // 60),
    )
    moved(state, Act.COMPLETE_STEP, now, position, state.status, noted)
    state.position = position + 1
    if state.steps[state.position].kind is StepKind.SIGN:
        hold(state, state.position, now)
        state.phase = Phase.IN_HAND
    else:
        state.phase = Phase.TO_HAND_OVER


def note_handler(state: DossierState, said: Said) -> tuple[OfficerId, ...]:
    """Who handled it may not approve it, nor in whose name it was handled; returns who was none before."""
    officers = dict.fromkeys(one for one in (said.claims.officer, said.claims.on_behalf_of) if one is not None)
    noted = tuple(officer for officer in officers if officer not in state.handlers)
    state.handlers += noted
    return noted


VERBS = {
    Act.HAND_OVER: Verb(Tag.HANDED_OVER, hand_over),
    Act.TAKE_OVER: Verb(Tag.TAKEN_OVER, take_over),
    Act.DECLINE_HAND_OVER: Verb(Tag.DECLINED, decline_hand_over),
    Act.COMPLETE_STEP: Verb(Tag.COMPLETED, complete_step, require_answered),
    Act.SEND_BACK: Verb(Tag.SENT_BACK, send_back, _has_earlier),
    Act.RETURN_FOR_REWORK: Verb(Tag.REWORK, return_for_rework, _has_earlier),
}
