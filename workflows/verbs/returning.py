"""Approving, and bringing the result and what is owed beside it to the applicant."""

from __future__ import annotations

from datetime import datetime

from models.acts import Act
from models.contents.returning import ConfirmDelivery, Evidence, ReturnResult
from models.dossier import DossierState
from models.effects import EffectKind, to_nobody
from models.identifiers import AgencyCode
from models.lifecycle import Phase
from models.outcome import Outcome
from models.statuses import Status
from models.tags import Tag
from workflows.journal import decide_effect
from workflows.verbs.saying import Said, Verb, told

__all__ = ["VERBS"]


def approve(state: DossierState, said: Said, now: datetime) -> None:
    """The officer whom the sign step names approves, and thereby has their key sign the result."""
    state.holdings[state.position].officer = said.claims.officer
    refusal = state.refusal
    told(state, Tag.APPROVED, said, now, outcome=Outcome.REFUSED.value if refusal else None)
    state.phase = Phase.RELEASING
    decide_effect(
        state,
        EffectKind.SIGNATURE,
        now,
        {
            "signer": said.claims.officer,
            "seal_agency": AgencyCode(state.steps[state.position].agency),
            "on_behalf_of": said.claims.on_behalf_of,
            "refused_for": refusal.reason_code if refusal else None,
            "note_id": refusal.note_id if refusal else None,
        },
    )


def return_result(state: DossierState, said: Said, now: datetime) -> None:
    """The applicant has the result. At the desk a letter of apology that is still owed goes with it."""
    content = said.content
    assert isinstance(content, ReturnResult)
    state.holdings[state.position].officer = said.claims.officer
    told(state, Tag.RETURNED, said, now, evidence=content.evidence.value, reference=content.reference)
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
    told(state, Tag.DELIVERY_CONFIRMED, said, now, evidence=evidence.value, reference=reference)


VERBS = {
    Act.APPROVE: Verb(Tag.APPROVED, approve),
    Act.RETURN_RESULT: Verb(Tag.RETURNED, return_result),
    Act.CONFIRM_DELIVERY: Verb(Tag.DELIVERY_CONFIRMED, confirm_delivery),
}
