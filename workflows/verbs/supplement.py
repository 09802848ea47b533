"""Asking the applicant for papers, and what comes of it (bổ sung, hoàn thiện hồ sơ; rulebook §1, "Supplement")."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from models.acts import Act
from models.contents.asking import AnswerSupplement, RequestSupplement
from models.dossier import DossierState
from models.errors import InvalidInput, Refused
from models.matter import Matter, MatterKind
from models.regime import FormKind, OnSupplement, SecondSupplement
from models.remembered import Undoing
from models.statuses import Status
from models.tags import Tag
from models.undoing import Undo, UndoKind
from models.value import stamp
from workflows.asking import answer_until, last_day
from workflows.fees import paid
from workflows.lawful import require_lawful_request
from workflows.notices import decide_notice
from workflows.pausing import Dates, resume, suspend
from workflows.redating import LAST_DAY
from workflows.undoing import end_early
from workflows.verbs.saying import Said, Verb, told

__all__ = ["VERBS"]


def request_supplement(state: DossierState, said: Said, now: datetime) -> None:
    """The applicant is asked, by form 02; the dossier stands aside until they have answered."""
    content = said.content
    assert isinstance(content, RequestSupplement)
    again, before = state.standing.supplemented, state.due
    asked: list[Any] = [str(key) for key in content.components]
    until, last = answer_until(state, content.answer_by, now), last_day(state, content.answer_by, now)
    matter = state.open_matter(
        MatterKind.SUPPLEMENT, now, by=said.claims.officer, due=until, components=asked, received=[]
    )  # fmt: skip
    if last is not None:
        matter.detail[LAST_DAY] = last.isoformat()
    suspend(state, matter, now)
    state.marked_late = state.marked_late or again
    by_then = stamp(until) if until else None
    told(
        state,
        Tag.SUPPLEMENT_REQUESTED,
        said,
        now,
        matter=matter.number,
        components=asked,
        answer_by=content.answer_by.isoformat() if content.answer_by else None,
        due_before=stamp(before) if before else None,
        marked_late=True if again else None,
        until=by_then,
    )
    decide_notice(
        state,
        FormKind.SUPPLEMENT,
        now,
        agency=said.claims.agency,
        matter=matter.number,
        components=asked,
        note_id=said.envelope.note_id,
        until=by_then,
    )


def _may_be_asked(state: DossierState, said: Said, now: datetime) -> None:
    """Only what is lawful, for long enough, and a second time only where the regime allows it, with a reason."""
    content = said.content
    assert isinstance(content, RequestSupplement)
    require_lawful_request(state, content.components)
    answer_until(state, content.answer_by, now)
    if not state.standing.supplemented:
        return
    assert state.rules is not None
    if state.rules.regime.parameters.second_supplement is SecondSupplement.REFUSE:
        raise Refused("SECOND_SUPPLEMENT_REFUSED", regime=state.rules.regime.code)
    if said.envelope.reason_code is None:
        raise InvalidInput("REASON_REQUIRED", act=Act.REQUEST_SUPPLEMENT.value)


def answer_supplement(state: DossierState, said: Said, now: datetime) -> None:
    """What came is recorded; with the last of it the dossier goes on, late or not."""
    content = said.content
    assert isinstance(content, AnswerSupplement)
    matter = _waiting(state)
    matter.detail["received"] += [str(key) for key in content.components if key not in matter.detail["received"]]
    restart = content.complete and state.clock is not None and _restarts(state)
    dates: Dates = {}
    if content.complete:
        matter.closed_at, matter.outcome = now, "answered"
        dates = resume(state, now, restart=restart)
    told(
        state,
        Tag.SUPPLEMENT_ANSWERED,
        said,
        now,
        matter=matter.number,
        components=[str(key) for key in content.components],
        reference=content.reference,
        complete=content.complete,
        restarted=True if restart else None,
        **dates,
    )


def _restarts(state: DossierState) -> bool:
    """Sector law goes before the regime's default."""
    assert state.rules is not None
    stated = state.rules.procedure.on_supplement or state.rules.regime.parameters.on_supplement
    return stated is OnSupplement.RESTART


def _was_asked(state: DossierState, said: Said, _: datetime) -> None:
    content, matter = said.content, _waiting(state)
    assert isinstance(content, AnswerSupplement)
    asked, had = matter.detail["components"], matter.detail["received"]
    if foreign := [key for key in content.components if key not in asked]:
        raise Refused("COMPONENT_NOT_ASKED", component=foreign[0])
    missing = [key for key in asked if key not in had and key not in content.components]
    if content.complete and missing:
        raise Refused("SUPPLEMENT_INCOMPLETE", component=missing[0])


def close_unanswered(state: DossierState, said: Said, now: datetime) -> None:
    """Not accepted for want of papers: the promise is kept by saying so, with a reason.

    Nobody's opinion is waited for any more, and what was paid is paid back.
    """
    matter, reason, note = _waiting(state), said.envelope.reason_code, said.envelope.note_id
    assert reason is not None
    dates = end_early(state, Status.NOT_ACCEPTED, "unanswered", now)
    told(state, Tag.SUPPLEMENT_CLOSED, said, now, matter=matter.number, **dates)
    decide_notice(state, FormKind.REFUSAL, now, matter=matter.number, reason_code=reason, note_id=note)
    undo = [Undo(kind=UndoKind.CONSULTATION, number=m.number) for m in state.open_matters(MatterKind.CONSULTATION)]
    undo += [Undo(kind=UndoKind.REFUND)] if paid(state) else []
    state.undoing = Undoing(left=undo, reason_code=reason, note_id=note) if undo else None


def _is_over(state: DossierState, _: Said, now: datetime) -> None:
    """Not before the applicant's time is up; a request without a limit is closed by none."""
    until = _waiting(state).due
    if until is None or now <= until:
        raise Refused("SUPPLEMENT_STILL_OPEN", until=stamp(until) if until else "-")


def _waiting(state: DossierState) -> Matter:
    return state.open_matters(MatterKind.SUPPLEMENT)[-1]


VERBS = {
    Act.REQUEST_SUPPLEMENT: Verb(Tag.SUPPLEMENT_REQUESTED, request_supplement, _may_be_asked),
    Act.ANSWER_SUPPLEMENT: Verb(Tag.SUPPLEMENT_ANSWERED, answer_supplement, _was_asked),
    Act.CLOSE_UNANSWERED: Verb(Tag.SUPPLEMENT_CLOSED, close_unanswered, _is_over),
}
