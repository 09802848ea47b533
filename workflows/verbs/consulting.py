"""Asking other agencies for their opinion, beside the line of steps (lấy ý kiến; rulebook §1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from models.acts import Act
from models.contents.consulting import AnswerConsultation, Asked, CancelConsultation, Consult
from models.dossier import DossierState
from models.errors import NotAllowed, Refused
from models.matter import Matter, MatterKind
from models.tags import Tag
from models.value import Json, stamp
from models.words import Word
from workflows.consulting import on_silence
from workflows.redating import HOURS
from workflows.verbs.saying import Said, Verb, told
from workflows.words import decide_word

__all__ = ["VERBS", "require_answered"]


def consult(state: DossierState, said: Said, now: datetime) -> None:
    """Ask agencies, each until its own instant; the dossier's clock runs on. Who is above them is known then."""
    content, policy = said.content, on_silence(state)
    assert isinstance(content, Consult)
    assert state.rules is not None
    state.rules = state.rules.model_copy(update={"superiors": content.superiors | state.rules.superiors})
    opened = [_open(state, said, asked, now, on_silence=policy.value) for asked in content.agencies]
    agencies: list[Json] = [
        {"agency": matter.agency, "due": stamp(matter.due), "matter": matter.number} | _stated(matter.detail)
        for matter in opened if matter.due
    ]  # fmt: skip
    superiors: dict[str, Json] = {agency: above for agency, above in content.superiors.items()}  # noqa: C416 - keys widened
    told(state, Tag.CONSULTED, said, now, agencies=agencies, on_silence=policy.value, superiors=superiors)
    for matter in opened:
        assert matter.agency is not None
        decide_word(state, now, matter.agency, Word.CONSULTATION_ASKED, matter=matter.number)


def _stated(told: Mapping[str, Any]) -> dict[str, Any]:
    """The working hours that were given, if no instant was stated."""
    return {HOURS: told[HOURS]} if HOURS in told else {}


def _open(state: DossierState, said: Said, asked: Asked, now: datetime, *, on_silence: str) -> Matter:
    detail = {
        "on_silence": on_silence, "step": state.key_at(state.position), "note_id": said.envelope.note_id,
        HOURS: asked.hours,
    }  # fmt: skip
    return state.open_matter(
        MatterKind.CONSULTATION,
        now,
        by=said.claims.officer,
        agency=asked.agency,
        due=_due(state, asked, now),
        **{name: value for name, value in detail.items() if value is not None},
    )


def _due(state: DossierState, asked: Asked, now: datetime) -> datetime:
    assert state.rules is not None
    return asked.due or state.rules.calendar.add(now, timedelta(hours=asked.hours or 0))


def _can_be_asked(state: DossierState, said: Said, now: datetime) -> None:
    assert isinstance(said.content, Consult)
    waiting = {matter.agency for matter in state.open_matters(MatterKind.CONSULTATION)}
    for asked in said.content.agencies:
        if asked.agency in waiting:
            raise Refused("CONSULTATION_OPEN", agency=asked.agency)
        if asked.agency == state.agency_at(state.position):
            raise Refused("CONSULTED_ITSELF", agency=asked.agency)
        if _due(state, asked, now) <= now:
            raise Refused("CONSULTATION_DUE_PAST", agency=asked.agency)


def _asked_again(_: DossierState, detail: Mapping[str, Any]) -> Consult:
    agencies = [
        {"agency": one["agency"], **_stated(one), **({} if HOURS in one else {"due": one["due"]})}
        for one in detail["agencies"]
    ]
    return Consult.model_validate({"agencies": agencies, "superiors": detail["superiors"]})


def answer_consultation(state: DossierState, said: Said, now: datetime) -> None:
    """Record the opinion. One that comes after silence was taken for an answer is recorded beside that."""
    assert isinstance(said.content, AnswerConsultation)
    assert state.rules is not None
    matter, opinion = state.matters[said.content.matter - 1], said.content.opinion
    late_minutes = None
    if matter.due is not None and now > matter.due:
        late_minutes = int(state.rules.calendar.between(matter.due, now).total_seconds() // 60)
        matter.detail["late_minutes"] = late_minutes
    matter.detail |= {"answered_by": said.claims.officer, "answered_at": stamp(now)}
    if said.envelope.note_id is not None:
        matter.detail["answer_note_id"] = said.envelope.note_id
    if matter.closed_at is None:
        matter.closed_at, matter.outcome = now, opinion.value
    else:
        matter.detail["late_opinion"] = opinion.value
    told(
        state,
        Tag.CONSULTATION_ANSWERED,
        said,
        now,
        matter=matter.number,
        opinion=opinion.value,
        late_minutes=late_minutes,
    )


def _is_theirs(state: DossierState, said: Said, _: datetime) -> None:
    assert isinstance(said.content, AnswerConsultation)
    asked = {matter.number: matter for matter in state.consultations_to_answer}
    matter = asked.get(said.content.matter)
    if matter is None:
        raise Refused("CONSULTATION_NOT_OPEN", matter=said.content.matter)
    if matter.agency != said.claims.agency:
        raise NotAllowed("AGENCY_MAY_NOT", act=Act.ANSWER_CONSULTATION.value, agency=said.claims.agency)


def cancel_consultation(state: DossierState, said: Said, now: datetime) -> None:
    """Take a question back; the agency is told that nobody waits for it any more."""
    assert isinstance(said.content, CancelConsultation)
    matter = state.matters[said.content.matter - 1]
    assert matter.agency is not None
    matter.closed_at, matter.outcome = now, "cancelled"
    told(state, Tag.CONSULTATION_CANCELLED, said, now, matter=matter.number)
    decide_word(state, now, matter.agency, Word.CONSULTATION_RECALLED, matter=matter.number)


def _is_open(state: DossierState, said: Said, _: datetime) -> None:
    assert isinstance(said.content, CancelConsultation)
    if said.content.matter not in {matter.number for matter in state.open_matters(MatterKind.CONSULTATION)}:
        raise Refused("CONSULTATION_NOT_OPEN", matter=said.content.matter)


def require_answered(state: DossierState, _: Said, __: datetime) -> None:
    """Refuse what may not be done before every open question is answered or taken back.

    Raises Refused (`CONSULTATION_OPEN`).
    """
    for matter in state.open_matters(MatterKind.CONSULTATION):
        raise Refused("CONSULTATION_OPEN", agency=matter.agency or "-")


VERBS = {
    Act.CONSULT: Verb(Tag.CONSULTED, consult, _can_be_asked, _asked_again),
    Act.ANSWER_CONSULTATION: Verb(Tag.CONSULTATION_ANSWERED, answer_consultation, _is_theirs),
    Act.CANCEL_CONSULTATION: Verb(Tag.CONSULTATION_CANCELLED, cancel_consultation, _is_open),
}
