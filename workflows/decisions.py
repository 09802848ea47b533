"""What an act decides: one function per act, pure, on a state that the policy has found fit (design §2.8).

Each tells what happened, moves the dossier, and queues the effects that follow. None waits.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from models.acts import (
    Act,
    AdoptReset,
    ConfirmDelivery,
    Content,
    Envelope,
    Evidence,
    Retry,
    ReturnForRework,
    ReturnResult,
    RotateRoot,
    SendBack,
    StartAgain,
)
from models.dossier import DossierState, EffectKind, to_nobody
from models.errors import Refused
from models.events import Tag
from models.identifiers import AgencyCode, StepKey
from models.lifecycle import Phase
from models.procedure import StepKind
from models.proof import Claims
from models.rooting import follow
from models.statuses import Status
from models.value import Hash, Json, stamp
from workflows.branching import go_on_as_branch
from workflows.holding import hold, offer
from workflows.journal import decide_effect, tell

__all__ = ["DECISIONS", "Said", "act_detail", "start_again"]


class Said(NamedTuple):
    """An act as it was said: by whom, proven, with what."""

    envelope: Envelope
    claims: Claims
    content: Content
    digest: Hash
    """By which sameness and proof go."""


def act_detail(said: Said, **detail: Json) -> dict[str, Json]:
    """Return what every act's event tells, with what is particular to it."""
    envelope, claims = said.envelope, said.claims
    common: dict[str, Json] = {
        "decision_id": envelope.decision_id,
        "digest": said.digest,
        "authenticated": claims.authenticated.value,
        "on_behalf_of": claims.on_behalf_of,
        "reason_code": envelope.reason_code,
        "note_id": envelope.note_id,
    }
    return common | detail


def _told(
    state: DossierState, tag: Tag, said: Said, now: datetime, *, position: int | None = None, **detail: Json
) -> None:
    claims = said.claims
    tell(state, tag, now, act_detail(said, **detail), actor=claims.officer, agency=claims.agency, position=position)


def accept_dossier(state: DossierState, said: Said, now: datetime) -> None:
    """The clock of an online dossier starts when an officer accepts it (rulebook §1)."""
    _told(state, Tag.ACCEPTED, said, now, received_at=stamp(now))
    state.received_at = now
    decide_reception(state, now)


def decide_reception(state: DossierState, now: datetime) -> None:
    """Queue the effect that pins the rules and records the receipt."""
    assert state.received_at is not None
    state.phase = Phase.RECEIVING
    promise = "stated" if state.opening.stated and state.opening.stated.due else "computed"
    decide_effect(state, EffectKind.RECEPTION, now, {"received_at": stamp(state.received_at), "promise": promise})


def refuse_dossier(state: DossierState, said: Said, now: datetime) -> None:
    """Not accepted: the promise is kept by saying so, with a reason."""
    _told(state, Tag.REFUSED, said, now)
    state.status, state.phase, state.finished_at = Status.NOT_ACCEPTED, Phase.ENDED, now


def hand_over(state: DossierState, said: Said, now: datetime) -> None:
    """Offer the dossier to the current step; the first one puts it in progress."""
    _send(state, Tag.HANDED_OVER, said, now, state.position)


def send_back(state: DossierState, said: Said, now: datetime) -> None:
    """Offer it back to an earlier step."""
    assert isinstance(said.content, SendBack)
    _send(state, Tag.SENT_BACK, said, now, _earlier(state, said.content.to_step))


def return_for_rework(state: DossierState, said: Said, now: datetime) -> None:
    """The signing officer wants it done again: by the last handle step or the one named."""
    assert isinstance(said.content, ReturnForRework)
    _send(state, Tag.REWORK, said, now, _earlier(state, said.content.to_step))


def _earlier(state: DossierState, key: StepKey | None) -> int:
    position = state.earlier_step(key)
    if position is None:
        raise Refused("STEP_NOT_EARLIER", step=key or "-")
    return position


def _send(state: DossierState, tag: Tag, said: Said, now: datetime, target: int) -> None:
    source, source_agency, target_agency = state.holder, state.holding_agency, state.agency_at(target)
    target_step = state.key_at(target)
    offered = offer(state, target, now, said.claims.officer)
    state.status = Status.IN_PROGRESS
    detail: dict[str, Json] = {
        "to_agency": target_agency, "to_step": target_step, "silent_after": stamp(offered.silent_after),
    }  # fmt: skip
    if tag is Tag.HANDED_OVER:
        detail["from_agency"] = source_agency
    _told(state, tag, said, now, position=source, **detail)
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
    state.phase = Phase.IN_HAND
    _note_handler(state, said)
    _told(state, Tag.TAKEN_OVER, said, now, from_agency=source_agency, waited_minutes=int(waited.total_seconds() // 60))


def decline_hand_over(state: DossierState, said: Said, now: datetime) -> None:
    """The dossier stays with the sender, who hands it over again; what was sent back stays where it was."""
    assert state.hand_over is not None
    declined = state.hand_over
    declined.declined, declined.taken_at, declined.taken_by = True, now, said.claims.officer
    _told(state, Tag.DECLINED, said, now, from_agency=state.agency_at(declined.source))
    if declined.target > declined.source:
        state.phase = Phase.TO_HAND_OVER
    else:
        state.position, state.phase = declined.source, Phase.IN_HAND


def complete_step(state: DossierState, said: Said, now: datetime) -> None:
    """The step is done; a sign step opens by itself, any other is to be handed over to."""
    position = state.position
    state.holdings[position].officer = said.claims.officer
    _note_handler(state, said)
    _told(
        state,
        Tag.COMPLETED,
        said,
        now,
        allotted_minutes=int(state.allotted(position).total_seconds() // 60),
        used_minutes=int(state.used(position, now).total_seconds() // 60),
    )
    state.position = position + 1
    if state.steps[state.position].kind is StepKind.SIGN:
        hold(state, state.position, now)
        state.phase = Phase.IN_HAND
    else:
        state.phase = Phase.TO_HAND_OVER


def _note_handler(state: DossierState, said: Said) -> None:
    for officer in (said.claims.officer, said.claims.on_behalf_of):
        if officer is not None and officer not in state.handlers:
            state.handlers.append(officer)


def approve(state: DossierState, said: Said, now: datetime) -> None:
    """The officer whom the sign step names approves, and thereby has their key sign the result."""
    state.holdings[state.position].officer = said.claims.officer
    _told(state, Tag.APPROVED, said, now)
    state.phase = Phase.RELEASING
    decide_effect(
        state,
        EffectKind.SIGNATURE,
        now,
        {
            "signer": said.claims.officer,
            "seal_agency": AgencyCode(state.steps[state.position].agency),
            "on_behalf_of": said.claims.on_behalf_of,
        },
    )


def return_result(state: DossierState, said: Said, now: datetime) -> None:
    """The applicant has the result. At the desk a letter of apology that is still owed goes with it."""
    content = said.content
    assert isinstance(content, ReturnResult)
    state.holdings[state.position].officer = said.claims.officer
    _told(state, Tag.RETURNED, said, now, evidence=content.evidence.value, reference=content.reference)
    state.status, state.phase = Status.RETURNED, Phase.ENDED
    state.holdings[state.position].stretches[-1].end = now
    decide_effect(
        state,
        EffectKind.RESULT_RETURN,
        now,
        {"evidence": content.evidence.value, "reference": content.reference},
    )
    if content.evidence is Evidence.DESK_SIGNATURE and state.letter_undelivered:
        _delivered(state, said, now, content.evidence, content.reference)


def confirm_delivery(state: DossierState, said: Said, now: datetime) -> None:
    """An officer states the evidence that the apology letter was delivered."""
    assert isinstance(said.content, ConfirmDelivery)
    _delivered(state, said, now, said.content.evidence, said.content.reference)


def _delivered(state: DossierState, said: Said, now: datetime, evidence: Evidence, reference: str | None) -> None:
    assert state.apology is not None
    state.apology.delivered = evidence.value
    # What a person has delivered needs no further try, or a rejected letter would keep the dossier open for ever.
    state.blocked = [
        blocked
        for blocked in state.blocked
        if blocked.effect.kind is not EffectKind.DELIVERY and not to_nobody(blocked)
    ]
    _told(state, Tag.DELIVERY_CONFIRMED, said, now, evidence=evidence.value, reference=reference)


def retry(state: DossierState, said: Said, now: datetime) -> None:
    """Put blocked effects, all or the one named, back in the queue."""
    assert isinstance(said.content, Retry)
    wanted = said.content.effect
    again = [blocked for blocked in state.blocked if wanted in (None, blocked.effect.effect_id)]
    state.journal_blocked = None
    _told(state, Tag.RETRIED, said, now, effects=[blocked.effect.effect_id for blocked in again])
    state.blocked = [blocked for blocked in state.blocked if blocked not in again]
    state.queue.extend(blocked.effect for blocked in again)


def adopt_reset(state: DossierState, said: Said, now: datetime) -> None:
    """A run that stock tools reset goes on as the next branch of the journal; the old one stays (design §2.6)."""
    content = said.content
    assert isinstance(content, AdoptReset)
    go_on_as_branch(state, content)
    state.journal_blocked = None
    _told(
        state,
        Tag.RESET_ADOPTED,
        said,
        now,
        from_branch=content.from_branch,
        from_seq=content.from_seq,
        from_hash=content.from_hash,
    )


def rotate_root(state: DossierState, said: Said, now: datetime) -> None:
    """From now on proofs hold under the root to which the old one was handed on."""
    assert isinstance(said.content, RotateRoot)
    old, links = state.root, follow(state.root, said.content.chain)
    state.rooted.extend(links)
    chain: list[Json] = [link.model_dump(mode="json") for link in links]
    _told(state, Tag.ROOT_ROTATED, said, now, old_root=old, new_root=state.root, chain=chain)


def start_again(state: DossierState, said: Said, now: datetime) -> None:
    """The first event of a run that begins with a state made from the register."""
    assert isinstance(said.content, StartAgain)
    _told(state, Tag.REPAIRED, said, now, run=said.content.run)


DECISIONS: dict[Act, Callable[[DossierState, Said, datetime], None]] = {
    Act.ACCEPT_DOSSIER: accept_dossier,
    Act.REFUSE_DOSSIER: refuse_dossier,
    Act.HAND_OVER: hand_over,
    Act.TAKE_OVER: take_over,
    Act.DECLINE_HAND_OVER: decline_hand_over,
    Act.COMPLETE_STEP: complete_step,
    Act.SEND_BACK: send_back,
    Act.APPROVE: approve,
    Act.RETURN_FOR_REWORK: return_for_rework,
    Act.RETURN_RESULT: return_result,
    Act.CONFIRM_DELIVERY: confirm_delivery,
    Act.RETRY: retry,
    Act.ADOPT_RESET: adopt_reset,
    Act.ROTATE_ROOT: rotate_root,
}
"""Every act but `submit` and `start_again`, with which a dossier's run begins."""
