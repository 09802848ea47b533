"""What a feedback decides: pure, on its state alone (design §2.8). Lapse-first, as a dossier does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from models.acts import Envelope, digest_of
from models.contents.base import Content
from models.contents.feedback import JudgeFeedback, SubmitFeedback, feedback_content_of
from models.errors import InvalidInput, MotcuaError, NotAllowed, Refused
from models.feedback import FeedbackAct, FeedbackAnswer, FeedbackOpening, FeedbackStatus
from models.feedback_events import FeedbackEvent, FeedbackTag, chain_feedback
from models.feedback_policy import check_feedback
from models.feedback_state import FeedbackDecision, FeedbackState, Report, ReportFacts
from models.identifiers import AgencyCode, OfficerId
from models.proof import Claims, verify
from models.value import Hash, Json, stamp
from workflows.verbs.saying import Said, act_detail

__all__ = [
    "close", "decide", "due_next", "judge", "lapse", "may_close", "not_reported", "open_feedback", "refuse", "reported",
]  # fmt: skip

REFUSALS_TOLD: Final = 20
"""So many refused signals become events of a feedback; further ones are only counted."""


def open_feedback(state: FeedbackState, opening: FeedbackOpening, now: datetime) -> None:
    """Take in a new feedback. Raises NotAllowed when it was not opened by whoever may."""
    body, envelope = opening.body, opening.envelope
    digest = digest_of(body.code, FeedbackAct.SUBMIT, envelope)
    claims = _proven(state, FeedbackAct.SUBMIT, envelope, digest, None)  # bound to what was reserved: it may wait
    content = feedback_content_of(FeedbackAct.SUBMIT, envelope)
    assert isinstance(content, SubmitFeedback)
    if content.opening != body.digest:
        raise NotAllowed("PROOF_FOREIGN", act=FeedbackAct.SUBMIT.value, what="opening")
    check_feedback(FeedbackAct.SUBMIT, claims, state.row, body.least_identity)
    _tell_act(
        state, FeedbackTag.SUBMITTED, Said(envelope, claims, content, digest), now, submission_id=body.submission_id,
        channel=body.channel.value, subject_kind=body.subject.kind.value, subject=body.subject.id,
        hidden=body.hidden or None, assigned=body.assigned, superior=body.superior, repeats=body.repeats,
        received_at=stamp(body.received_at), due=stamp(state.due), opening=body.digest,
        shift_seconds=body.shift_seconds or None,
    )  # fmt: skip


def judge(state: FeedbackState, act: FeedbackAct, envelope: Envelope, *, unshifted: datetime) -> Said | FeedbackAnswer:
    """Judge an act against the state as it is, changing nothing; one that was done already gets its answer again.

    Raises what `verify`, `feedback_content_of` and `check_feedback` raise; Refused `DECISION_CONFLICT`; InvalidInput
    `NOTE_REQUIRED`.
    """
    digest = digest_of(state.body.code, act, envelope)
    known = state.decisions.get(envelope.decision_id)
    if known is not None:
        if known.digest != digest:
            raise Refused("DECISION_CONFLICT", decision_id=envelope.decision_id)
        return known.answer
    content = feedback_content_of(act, envelope)
    claims = _proven(state, act, envelope, digest, None if state.body.shift_seconds else unshifted)
    check_feedback(act, claims, state.row, state.body.least_identity)
    if act is FeedbackAct.ANSWER and envelope.note_id is None:
        raise InvalidInput("NOTE_REQUIRED", act=act.value)
    return Said(envelope, claims, content, digest)


def decide(
    state: FeedbackState, act: FeedbackAct, envelope: Envelope, now: datetime, *, unshifted: datetime
) -> FeedbackAnswer:
    """Do one act, or give the first answer again. Raises as `judge` does; then nothing has changed."""
    judged = judge(state, act, envelope, unshifted=unshifted)
    if isinstance(judged, FeedbackAnswer):
        return judged
    _DECIDED[act](state, judged, now)
    answer = FeedbackAnswer(code=state.body.code, seq=state.seq, status=state.status, due=stamp(state.due))
    state.decisions[envelope.decision_id] = FeedbackDecision(digest=judged.digest, answer=answer)
    return answer


def _answer(state: FeedbackState, said: Said, now: datetime) -> None:
    state.status, state.answered_at, state.answered_by = FeedbackStatus.ANSWERED, now, said.claims.officer
    late = max(int((now - state.due).total_seconds()), 0)
    _tell_act(state, FeedbackTag.ANSWERED, said, now, late_seconds=late)


def _judged(state: FeedbackState, said: Said, now: datetime) -> None:
    content: Content = said.content
    assert isinstance(content, JudgeFeedback)
    state.status, state.satisfied = FeedbackStatus.JUDGED, content.satisfied
    _tell_act(state, FeedbackTag.JUDGED, said, now, satisfied=content.satisfied)


_DECIDED: Final[dict[FeedbackAct, Callable[[FeedbackState, Said, datetime], None]]] = {
    FeedbackAct.ANSWER: _answer,
    FeedbackAct.JUDGE: _judged,
}


def _proven(state: FeedbackState, act: FeedbackAct, envelope: Envelope, digest: Hash, age: datetime | None) -> Claims:
    body = state.body
    return verify(
        envelope.proof, root=body.root_key, code=body.code, act=act.value, digest=digest, actor=envelope.actor, now=age
    )


# ── time ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def due_next(state: FeedbackState) -> datetime | None:
    """When the clock has something to tell: at the very instant the answer is still on time."""
    if state.closed_at is not None:
        return None
    if state.status is FeedbackStatus.RECEIVED:
        return None if state.late else state.due
    return state.judged_until if state.status is FeedbackStatus.ANSWERED else None


def lapse(state: FeedbackState, now: datetime) -> None:
    """Tell that the answer is late, once, and have the superior told."""
    if state.late or state.status is not FeedbackStatus.RECEIVED or now <= state.due:
        return
    state.late = True
    lateness = int((now - state.due).total_seconds())
    _tell(state, FeedbackTag.LATE, now, due=stamp(state.due), fired=stamp(now), lateness_seconds=lateness)
    if state.body.superior is not None:
        event = _tell(state, FeedbackTag.REPORT_DECIDED, now, to_agency=state.body.superior)
        state.queue.append(Report(effect_id=f"0-{event.seq}", at=now, to_agency=state.body.superior))


def may_close(state: FeedbackState, now: datetime) -> bool:
    """Whether nothing is waited for: it was judged, or the time to judge is over, and nothing is to be sent."""
    until = state.judged_until
    over = state.status is FeedbackStatus.JUDGED or (until is not None and now > until)
    return over and state.closed_at is None and not state.queue


def close(state: FeedbackState, now: datetime) -> None:
    """Tell its last event."""
    state.closed_at = now
    _tell(state, FeedbackTag.CLOSED, now, status=state.status.value, refused_acts=state.refused_acts)


# ── outcomes ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def reported(state: FeedbackState, report: Report, facts: ReportFacts, now: datetime) -> None:
    """The superior agency has been told."""
    state.queue.remove(report)
    _tell(
        state, FeedbackTag.REPORT_DONE, now, effect=report.effect_id, channel=facts.channel, reference=facts.reference
    )


def not_reported(state: FeedbackState, report: Report, error: str, now: datetime) -> None:
    """It could not be sent for good; the alarm stands, and holds nothing back."""
    state.queue.remove(report)
    _tell(state, FeedbackTag.REPORT_FAILED, now, effect=report.effect_id, error=error)


def refuse(state: FeedbackState, act: str, envelope: Envelope | None, error: MotcuaError, now: datetime) -> None:
    """A refused signal becomes an event, for there is nobody to answer to; past a number it is only counted."""
    state.refused_acts += 1
    if state.refused_acts <= REFUSALS_TOLD:
        _tell(
            state, FeedbackTag.ACT_REFUSED, now, act=act if act in set(FeedbackAct) | {"cancel"} else "unknown",
            error=error.code, claimed_actor=envelope.actor if envelope else None,
            decision_id=envelope.decision_id if envelope else None,
        )  # fmt: skip


# ── telling ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _tell_act(state: FeedbackState, tag: FeedbackTag, said: Said, now: datetime, **detail: Json) -> None:
    claims = said.claims
    _append(state, tag, now, act_detail(said, **detail), claims.officer, claims.agency)


def _tell(state: FeedbackState, tag: FeedbackTag, now: datetime, **detail: Json) -> FeedbackEvent:
    return _append(state, tag, now, detail, None, state.body.assigned)


def _append(
    state: FeedbackState, tag: FeedbackTag, now: datetime, detail: dict[str, Json], actor: OfficerId | None,
    agency: AgencyCode,
) -> FeedbackEvent:  # fmt: skip
    event = chain_feedback(
        code=state.body.code, seq=state.seq + 1, at=now, tag=tag, prev=state.head, actor=actor, agency=agency,
        detail=detail,
    )  # fmt: skip
    state.seq, state.head = event.seq, event.hash
    state.unwritten.append(event)
    return event
