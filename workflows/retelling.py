"""Retelling: an act as its event tells it, for whoever decides it again. What was proven of it, its digest names."""

from __future__ import annotations

from typing import Any, Final

from models.acts import (
    Act,
    AdoptReset,
    ConfirmDelivery,
    Content,
    Envelope,
    Nothing,
    Retry,
    ReturnForRework,
    ReturnResult,
    RotateRoot,
    SendBack,
    StartAgain,
)
from models.dossier import DossierState
from models.events import GENESIS, DossierEvent, Tag
from models.identifiers import DecisionId
from models.proof import Claims
from workflows.decisions import Said

__all__ = ["ACTS", "said_again"]

ACTS: Final[dict[Tag, Act]] = {
    Tag.ACCEPTED: Act.ACCEPT_DOSSIER,
    Tag.REFUSED: Act.REFUSE_DOSSIER,
    Tag.HANDED_OVER: Act.HAND_OVER,
    Tag.TAKEN_OVER: Act.TAKE_OVER,
    Tag.DECLINED: Act.DECLINE_HAND_OVER,
    Tag.COMPLETED: Act.COMPLETE_STEP,
    Tag.SENT_BACK: Act.SEND_BACK,
    Tag.APPROVED: Act.APPROVE,
    Tag.REWORK: Act.RETURN_FOR_REWORK,
    Tag.RETURNED: Act.RETURN_RESULT,
    Tag.DELIVERY_CONFIRMED: Act.CONFIRM_DELIVERY,
    Tag.RETRIED: Act.RETRY,
    Tag.RESET_ADOPTED: Act.ADOPT_RESET,
    Tag.ROOT_ROTATED: Act.ROTATE_ROOT,
}
"""Which act each event of an officer tells."""


def said_again(event: DossierEvent, state: DossierState) -> Said:
    """Return the act of an event, as far as deciding it asks. Roles were judged then and are not told."""
    assert event.actor is not None
    assert event.agency is not None
    told = event.detail
    envelope = Envelope(
        decision_id=DecisionId(told["decision_id"]),
        actor=event.actor,
        reason_code=told.get("reason_code"),
        note_id=told.get("note_id"),
    )
    claims = Claims(
        officer=event.actor,
        agency=event.agency,
        roles=(),
        authenticated=told["authenticated"],
        on_behalf_of=told.get("on_behalf_of"),
        issued_at=event.at,
        valid_until=event.at,
    )
    return Said(envelope, claims, _content(event.tag, told, state), told["digest"])


def _content(tag: Tag, told: dict[str, Any], state: DossierState) -> Content:  # noqa: PLR0911 - one per act
    match tag:
        case Tag.SENT_BACK:
            return SendBack(to_step=told["to_step"])
        case Tag.REWORK:
            return ReturnForRework(to_step=told["to_step"])
        case Tag.RETURNED:
            return ReturnResult(evidence=told["evidence"], reference=told.get("reference"))
        case Tag.DELIVERY_CONFIRMED:
            return ConfirmDelivery(evidence=told["evidence"], reference=told.get("reference"))
        case Tag.RETRIED:
            one = len(told["effects"]) == 1 and len(state.blocked) > 1
            return Retry(effect=told["effects"][0] if one else None)
        case Tag.RESET_ADOPTED:
            point = {name: told[name] for name in ("from_branch", "from_seq", "from_hash")}
            return AdoptReset(**point, branch=state.branch)
        case Tag.ROOT_ROTATED:
            return RotateRoot(chain=told["chain"])
        case Tag.REPAIRED:
            return StartAgain(state=GENESIS, run=told.get("run"))
        case _:
            return Nothing()
