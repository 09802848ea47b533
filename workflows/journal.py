"""Telling: the one place where a dossier's journal grows (design §2.6)."""

from __future__ import annotations

from datetime import datetime

from models.dossier import DossierState
from models.effects import Effect, EffectKind
from models.events import DossierEvent, chain
from models.identifiers import AgencyCode, OfficerId
from models.tags import Tag
from models.value import Json

__all__ = ["DECIDED", "decide_effect", "tell"]

DECIDED = {
    EffectKind.RECEPTION: Tag.RECEPTION_DECIDED,
    EffectKind.COORDINATION: Tag.COORDINATION_DECIDED,
    EffectKind.DIGITISATION: Tag.DIGITISATION_DECIDED,
    EffectKind.TRANSFER: Tag.TRANSFER_DECIDED,
    EffectKind.SIGNATURE: Tag.SIGNATURE_DECIDED,
    EffectKind.RESULT_RETURN: Tag.RESULT_RETURN_DECIDED,
    EffectKind.APOLOGY: Tag.APOLOGY_DECIDED,
    EffectKind.DELIVERY: Tag.DELIVERY_DECIDED,
    EffectKind.ESCALATION: Tag.ESCALATION_DECIDED,
    EffectKind.ERRAND: Tag.ERRAND_DECIDED,
    EffectKind.CORRECTION: Tag.CORRECTION_DECIDED,
    EffectKind.NOTICE: Tag.NOTICE_DECIDED,
    EffectKind.REFUND: Tag.REFUND_DECIDED,
    EffectKind.WORD: Tag.WORD_DECIDED,
    EffectKind.FACT: Tag.FACT_DECIDED,
    EffectKind.APOLOGY_SIGNATURE: Tag.APOLOGY_SIGNATURE_DECIDED,
    EffectKind.FEEDING: Tag.FEEDING_DECIDED,
}
"""The event that decides each effect."""


def tell(
    state: DossierState,
    tag: Tag,
    now: datetime,
    detail: dict[str, Json] | None = None,
    *,
    actor: OfficerId | None = None,
    agency: AgencyCode | None = None,
    position: int | None = None,
) -> DossierEvent:
    """Append an event, chained to the last; it is unwritten until the register has it.

    Told of the current position unless another is given, and of the holder's agency unless an officer's is.
    """
    event = chain(
        code=state.opening.code,
        branch=state.branch,
        seq=state.seq + 1,
        at=now,
        tag=tag,
        prev=state.head,
        actor=actor,
        agency=agency or state.holding_agency,
        step=state.key_at(state.position if position is None else position),
        detail=detail,
    )
    state.seq, state.head = event.seq, event.hash
    state.unwritten.append(event)
    return event


def decide_effect(state: DossierState, kind: EffectKind, now: datetime, detail: dict[str, Json]) -> None:
    """Tell that an effect is decided and put it in the queue."""
    event = tell(state, DECIDED[kind], now, detail)
    effect = Effect(effect_id=f"{event.branch}-{event.seq}", kind=kind, at=now, detail=event.detail)
    state.queue.append(effect)
