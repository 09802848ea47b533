"""Accepting a dossier or refusing it (rulebook §1, "Reception")."""

from __future__ import annotations

from datetime import datetime

from models.acts import Act
from models.dossier import DossierState, EffectKind
from models.events import Tag
from models.lifecycle import Phase
from models.statuses import Status
from models.value import stamp
from workflows.journal import decide_effect
from workflows.verbs.saying import Said, Verb, told

__all__ = ["VERBS", "decide_reception"]


def accept_dossier(state: DossierState, said: Said, now: datetime) -> None:
    """The clock of an online dossier starts when an officer accepts it (rulebook §1)."""
    told(state, Tag.ACCEPTED, said, now, received_at=stamp(now))
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
    told(state, Tag.REFUSED, said, now)
    state.status, state.phase, state.finished_at = Status.NOT_ACCEPTED, Phase.ENDED, now


VERBS = {
    Act.ACCEPT_DOSSIER: Verb(Tag.ACCEPTED, accept_dossier),
    Act.REFUSE_DOSSIER: Verb(Tag.REFUSED, refuse_dossier),
}
