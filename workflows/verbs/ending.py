"""Ending before a result: withdrawal by the applicant, stopping by the competent agency (rulebook §1)."""

from __future__ import annotations

from datetime import datetime

from models.acts import Act
from models.dossier import DossierState
from models.lifecycle import Phase
from models.matter import Matter, MatterKind
from models.reasons import require_reason_but_lateness
from models.statuses import Status
from models.tags import Tag
from models.undoing import Undo, UndoKind
from models.value import stamp
from workflows.holding import silent_after
from workflows.pausing import resume, suspend
from workflows.undoing import end_early, plan
from workflows.verbs.saying import Said, Verb, told

__all__ = ["VERBS"]


def withdraw(state: DossierState, said: Said, now: datetime) -> None:
    """The applicant takes the dossier back; the promise is kept by letting it go."""
    assert said.envelope.reason_code is not None
    notice = [Undo(kind=UndoKind.NOTICE)]
    plan(state, [], notice, said.envelope.reason_code, said.envelope.note_id)
    dates = end_early(state, Status.WITHDRAWN, "withdrawn", now)
    told(state, Tag.WITHDRAWN, said, now, **dates)


def stop(state: DossierState, said: Said, now: datetime) -> None:
    """The dossier stands still until its stop is lifted or concluded."""
    matter = state.open_matter(MatterKind.STOP, now, by=said.claims.officer)
    due = state.due
    suspend(state, matter, now)
    told(state, Tag.STOPPED, said, now, matter=matter.number, due_before=stamp(due) if due else None)


def lift_stop(state: DossierState, said: Said, now: datetime) -> None:
    """It goes on where it stood; who was offered it has as long as ever to take it over."""
    assert state.rules is not None
    matter = _stop_of(state)
    matter.closed_at, matter.outcome = now, "lifted"
    dates = resume(state, now)
    again = None
    if state.hand_over is not None:
        state.hand_over.silent_after = max(state.hand_over.silent_after, silent_after(state.rules, now))
        again = stamp(state.hand_over.silent_after)
    status = int(state.status)
    told(state, Tag.STOP_LIFTED, said, now, matter=matter.number, status=status, silent_after=again, **dates)


def conclude_stop(state: DossierState, said: Said, now: datetime) -> None:
    """The head ends the dossier: first the notice is issued, then the stop is final and the rest undone."""
    assert said.envelope.reason_code is not None
    told(state, Tag.STOP_CONCLUDED, said, now, matter=_stop_of(state).number)
    state.phase = Phase.RELEASING
    first = [Undo(kind=UndoKind.NOTICE), Undo(kind=UndoKind.STOP)]
    plan(state, first, [], said.envelope.reason_code, said.envelope.note_id)


def _stop_of(state: DossierState) -> Matter:
    return state.open_matters(MatterKind.STOP)[0]


def _not_for_lateness(_: DossierState, said: Said, __: datetime) -> None:
    require_reason_but_lateness(said.envelope.reason_code)


VERBS = {
    Act.WITHDRAW: Verb(Tag.WITHDRAWN, withdraw),
    Act.STOP: Verb(Tag.STOPPED, stop, _not_for_lateness),
    Act.LIFT_STOP: Verb(Tag.STOP_LIFTED, lift_stop),
    Act.CONCLUDE_STOP: Verb(Tag.STOP_CONCLUDED, conclude_stop, _not_for_lateness),
}
