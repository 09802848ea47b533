"""Accepting a dossier or refusing it (rulebook §1, "Reception")."""

from __future__ import annotations

from datetime import datetime

from models.acts import Act
from models.contents.reception import AssignCompetent
from models.dossier import DossierState
from models.effects import EffectKind
from models.identifiers import AgencyCode
from models.lifecycle import Phase
from models.regime import FormKind
from models.statuses import Status
from models.tags import Tag
from models.value import Json, stamp
from workflows.journal import decide_effect
from workflows.notices import decide_notice
from workflows.verbs.saying import Said, Verb, told

__all__ = ["VERBS", "decide_reception"]


def accept_dossier(state: DossierState, said: Said, now: datetime) -> None:
    """The clock of an online dossier starts when an officer accepts it (rulebook §1)."""
    told(state, Tag.ACCEPTED, said, now, received_at=stamp(now))
    state.received_at, state.received_by = now, said.claims.officer
    decide_reception(state, now)


def decide_reception(state: DossierState, now: datetime, competent: AgencyCode | None = None) -> None:
    """Queue the effect that pins the rules and records the receipt; `competent` was named by a superior."""
    assert state.received_at is not None
    state.phase = Phase.RECEIVING
    promise = "stated" if state.opening.stated and state.opening.stated.due else "computed"
    detail: dict[str, Json] = {
        "received_at": stamp(state.received_at), "promise": promise, "competent": competent,
    }  # fmt: skip
    decide_effect(state, EffectKind.RECEPTION, now, detail)


def assign_competent(state: DossierState, said: Said, now: datetime) -> None:
    """A superior names the competent agency; reception goes on, its clock still from when the dossier came."""
    assert isinstance(said.content, AssignCompetent)
    assert state.coordinated is not None
    matter, agency = state.coordinated, said.content.agency
    matter.closed_at, matter.outcome = now, str(agency)
    told(state, Tag.COMPETENT_ASSIGNED, said, now, matter=matter.number, agency=agency)
    decide_reception(state, now, agency)


def refuse_dossier(state: DossierState, said: Said, now: datetime) -> None:
    """Not accepted: the promise is kept by saying so, with a reason."""
    told(state, Tag.REFUSED, said, now)
    state.status, state.phase, state.finished_at = Status.NOT_ACCEPTED, Phase.ENDED, now
    reason, note = said.envelope.reason_code, said.envelope.note_id
    decide_notice(state, FormKind.REFUSAL, now, reason_code=reason, note_id=note)


VERBS = {
    Act.ASSIGN_COMPETENT: Verb(Tag.COMPETENT_ASSIGNED, assign_competent),
    Act.ACCEPT_DOSSIER: Verb(Tag.ACCEPTED, accept_dossier),
    Act.REFUSE_DOSSIER: Verb(Tag.REFUSED, refuse_dossier),
}
