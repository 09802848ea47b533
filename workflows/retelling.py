"""Retelling: an act as its event tells it, for whoever decides it again. What was proven of it, its digest names."""

from __future__ import annotations

from typing import Final

from models.acts import Act, Envelope
from models.contents import CONTENT
from models.dossier import DossierState
from models.events import DossierEvent
from models.identifiers import DecisionId
from models.proof import Claims
from models.tags import Tag
from workflows.verbs import VERBS
from workflows.verbs.repair import BEGINNINGS
from workflows.verbs.saying import Said

__all__ = ["ACTS", "said_again"]

ACTS: Final[dict[Tag, Act]] = {verb.tag: act for act, verb in VERBS.items()}
"""Which act each event of an officer tells."""
_TOLD: Final = {verb.tag: (act, verb) for act, verb in (VERBS | BEGINNINGS).items()}


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
    act, verb = _TOLD[event.tag]
    fields = {name: told[name] for name in CONTENT[act].model_fields if name in told}
    content = verb.again(state, told) if verb.again is not None else CONTENT[act].model_validate(fields)
    return Said(envelope, claims, content, told["digest"])
