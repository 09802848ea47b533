"""Feedback (phản ánh, kiến nghị): taken in, answered, judged, looked at; hidden from whom it is to be hidden.

Who answers is a rule of the product: about a dossier its competent agency; about an official their agency, or its
superior when it concerns the head; about an agency its superior. At the top of the tree nobody else is left.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

import structlog

from models.acts import Envelope
from models.calendar import legal_day
from models.errors import NotAllowed, Refused
from models.feedback import (
    FeedbackAct,
    FeedbackAnswer,
    FeedbackBody,
    FeedbackCode,
    FeedbackOpening,
    FeedbackSubmission,
    FeedbackTerms,
    Subject,
    SubjectKind,
)
from models.feedback_events import FeedbackTag
from models.feedback_policy import check_feedback, is_hidden_from, may_see
from models.feedback_state import FeedbackRow, FeedbackState
from models.identifiers import AgencyCode, DecisionId, DossierCode, NoteId, OfficerId
from models.looks import Look
from models.procedure import Role
from models.regime import Regime
from models.resolution import regime_in_force
from models.rules import days_for
from models.value import Hash, Value, sha256_hex
from motcua.engine.feedbacks import TemporalFeedbacks
from motcua.register import PostgresRegister
from motcua.register.feedback_queries import FeedbackCounts
from motcua.service.authority import Authority
from motcua.service.gate import Gate

__all__ = ["FeedbackSaid", "FeedbackView", "Feedbacks"]

log = structlog.get_logger(__name__)


class FeedbackSaid(NamedTuple):
    """What an officer says to a feedback."""

    officer: OfficerId
    note: str | None = None
    satisfied: bool | None = None
    decision_id: DecisionId | None = None
    on_behalf_of: OfficerId | None = None


class FeedbackView(Value):
    """One feedback as an officer sees it; its words only in a look with a reason."""

    row: FeedbackRow
    words: str | None = None
    person: str | None = None
    answer: str | None = None


class Feedbacks:
    """Takes in, answers, shows."""

    def __init__(
        self,
        register: PostgresRegister,
        authority: Authority,
        temporal: TemporalFeedbacks,
        gate: Gate,
        clock: Callable[[], datetime],
        shift: timedelta = timedelta(0),
    ) -> None:
        """`clock` is the real time; `shift` what legal time is ahead of it."""
        self._register = register
        self._authority = authority
        self._temporal = temporal
        self._gate = gate
        self._clock = clock
        self._shift = shift

    async def submit(self, submission: FeedbackSubmission, officer: OfficerId) -> FeedbackAnswer:
        """Check, reserve, start, and wait until it is recorded. Repeating it starts nothing new.

        Raises Refused `SUBMISSION_CONFLICT`, `DOSSIER_UNKNOWN`, `AGENCY_…`, `OFFICER_…`, `CALENDAR_UNKNOWN`; NotAllowed
        `OFFICER_MAY_NOT`, `AGENCY_MAY_NOT`, `SEPARATION_OF_DUTIES`; Unavailable.
        """
        opening = await asyncio.to_thread(self._reserve, submission, officer)
        answer = await self._temporal.open(opening)
        body = opening.body
        log.info("feedback_submitted", code=body.code, officer=officer, pending=answer is None)
        return answer or self._pending(body)

    async def begin(self, before: datetime) -> tuple[str, ...]:
        """See activities.reconcile.Feedback."""
        openings = await asyncio.to_thread(self._register.feedback.not_started, before)
        for opening in openings:
            await self._temporal.open(opening)
        return tuple(opening.body.code for opening in openings)

    def _pending(self, body: FeedbackBody) -> FeedbackAnswer:
        """What a closed one answered, or one that no worker has recorded yet will answer."""
        row = FeedbackState(body=body).row
        try:
            row = self._register.feedback.queries.row(body.code)
        except Refused:
            log.info("feedback_pending", code=body.code)
        return FeedbackAnswer(
            code=body.code, seq=row.seq, status=row.status, due=row.model_dump(mode="json")["due"]
        )  # fmt: skip

    async def answer(self, code: FeedbackCode, said: FeedbackSaid) -> FeedbackAnswer:
        """Answer it in a note. Raises as `TemporalFeedbacks.act`; InvalidInput `NOTE_REQUIRED`."""
        return await self._act(code, FeedbackAct.ANSWER, said)

    async def judge(self, code: FeedbackCode, said: FeedbackSaid) -> FeedbackAnswer:
        """Note whether the answer satisfies the person. Raises as `answer`."""
        return await self._act(code, FeedbackAct.JUDGE, said)

    async def _act(self, code: FeedbackCode, act: FeedbackAct, said: FeedbackSaid) -> FeedbackAnswer:
        envelope = await asyncio.to_thread(self.envelope, code, act, said)
        answer = await self._temporal.act(code, act, envelope)
        log.info("feedback_act", code=code, act=act.value, officer=said.officer, seq=answer.seq)
        return answer

    def envelope(self, code: FeedbackCode, act: FeedbackAct, said: FeedbackSaid) -> Envelope:
        """Return the proven act as it travels; the note is sealed and named by its keyed hash.

        Raises Refused `FEEDBACK_UNKNOWN` (also to whom it is hidden from), `OFFICER_UNKNOWN`, `OFFICER_NOT_IN_OFFICE`.
        """
        standing = self._authority.standing(said.officer, said.on_behalf_of)
        row = self._register.feedback.queries.row(code)
        if is_hidden_from(row, standing.officer, standing.on_behalf_of):
            raise Refused("FEEDBACK_UNKNOWN", code=code)
        note: NoteId | None = self._register.feedback.people.put_note(code, said.note) if said.note else None
        envelope = Envelope(
            decision_id=said.decision_id or DecisionId(str(uuid4())),
            actor=standing.officer,
            note_id=note,
            content=None if said.satisfied is None else {"satisfied": said.satisfied},
        )
        return self._authority.prove(code, act, envelope, standing)

    # ── looking ───────────────────────────────────────────────────────────────────────────────────────────────────

    def show(self, code: FeedbackCode, officer: OfficerId, reason: str | None = None) -> FeedbackView:
        """Where it stands; with a reason also its words, the person's name and the answer, logged before.

        Raises Refused `FEEDBACK_UNKNOWN` (also to whom it is hidden from), `PERSON_ERASED`; NotAllowed
        `OFFICER_MAY_NOT`, `AGENCY_MAY_NOT`; InvalidInput `REASON_REQUIRED`.
        """
        row = self._register.feedback.queries.row(code)
        claims = self._authority.claims(self._authority.standing(officer))
        if is_hidden_from(row, officer):
            raise Refused("FEEDBACK_UNKNOWN", code=code)
        if not may_see(row, claims):
            raise NotAllowed("OFFICER_MAY_NOT", act="look")
        if reason is None:
            return FeedbackView(row=row)
        if row.concerned == officer:
            raise NotAllowed("OFFICER_MAY_NOT", act="look")  # whom it concerns learns no names
        agencies = {agency for agency in (row.receiving, row.assigned, row.superior) if agency is not None}
        self._gate.judge(Look.FEEDBACK, officer, reason, agencies)
        self._gate.note(f"{Look.FEEDBACK.value}:{code}", officer, reason, [None])
        said = self._register.feedback.people.submission(code)
        return FeedbackView(row=row, words=said.words, person=said.person.name, answer=self._answer_of(code))

    def _answer_of(self, code: FeedbackCode) -> str | None:
        for event in self._register.feedback.queries.events(code):
            if event.tag is FeedbackTag.ANSWERED:
                return self._register.feedback.people.note(code, NoteId(event.detail["note_id"]))
        return None

    def inbox(self, officer: OfficerId) -> list[FeedbackRow]:
        """Return what waits for this officer's agency, but what is hidden from them, or concerns them."""
        claims = self._authority.claims(self._authority.standing(officer))
        rows = self._register.feedback.queries.inbox(claims.agency)
        return [row for row in rows if may_see(row, claims) and row.concerned != officer]

    def counts(self, agency: AgencyCode, since: datetime, before: datetime) -> FeedbackCounts:
        """Count what an agency was to answer, received within a span, as it stands now."""
        return self._register.feedback.queries.counts(agency, since, before, self._clock() + self._shift)

    # ── taking in ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _reserve(self, submission: FeedbackSubmission, officer: OfficerId) -> FeedbackOpening:
        now = self._clock() + self._shift
        day = legal_day(now)
        regime = regime_in_force(self._register.catalogue.kept().regimes, day)
        standing = self._authority.standing(officer)
        claims = self._authority.claims(standing)
        assigned, superior = self._assigned(submission.subject, day)
        calendar = days_for(self._register.calendars.of(assigned, day), day)

        def build(code: FeedbackCode, digest: Hash, repeats: FeedbackCode | None) -> FeedbackOpening:
            body = FeedbackBody(
                code=code, submission_id=submission.submission_id, submission_digest=digest,
                channel=submission.channel, subject=submission.subject, hidden=submission.hidden,
                receiving=submission.receiving, assigned=assigned, superior=superior, repeats=repeats,
                received_at=now, terms=_terms(regime), calendar=calendar, root_key=self._authority.root_key,
                shift_seconds=int(self._shift.total_seconds()), least_identity=self._authority.least,
            )  # fmt: skip
            check_feedback(FeedbackAct.SUBMIT, claims, FeedbackState(body=body).row, body.least_identity)
            envelope = Envelope(
                decision_id=DecisionId(f"submit-{sha256_hex(digest.encode())[:40]}"),
                actor=standing.officer,
                content={"opening": body.digest},
            )
            return FeedbackOpening(
                body=body, envelope=self._authority.prove(code, FeedbackAct.SUBMIT, envelope, standing)
            )

        days = regime.parameters.feedback_repeat_days
        return self._register.feedback.reserve(submission, build, now=now, repeat_days=days).opening

    def _assigned(self, subject: Subject, day: date) -> tuple[AgencyCode, AgencyCode | None]:
        """Who answers, and who is told when they do not."""
        organisation = self._register.catalogue.kept().organisation
        match subject.kind:
            case SubjectKind.DOSSIER:
                competent = self._register.queries.require(DossierCode(subject.id)).competent
                agency = organisation.acting(competent, day).code
                above = False
            case SubjectKind.AGENCY:
                agency, above = organisation.agency(AgencyCode(subject.id), day).code, True
            case SubjectKind.OFFICER:
                officer = organisation.officer(OfficerId(subject.id), day)
                agency, above = officer.agency, Role.HEAD in officer.roles
        superior = organisation.superior_of(agency, day)
        if above and superior is not None:
            agency, superior = superior.code, organisation.superior_of(superior.code, day)
        return AgencyCode(agency), None if superior is None else AgencyCode(superior.code)


def _terms(regime: Regime) -> FeedbackTerms:
    parameters = regime.parameters
    return FeedbackTerms(
        regime=regime.code,
        regime_version=regime.version,
        answer_days=parameters.feedback_answer_days,
        judge_days=parameters.feedback_judge_days,
        day_end=parameters.day_end,
    )
