"""Submitting: a submission is checked, its code reserved, its dossier started (design §2.4).

What is wrong is said before anything is written. From the reservation on nothing is lost: whatever a crash leaves
unstarted, the schedule `reconcile` starts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple

import structlog

from models.acts import Act, Envelope
from models.calendar import WorkingCalendar, legal_day
from models.components import as_told, check_given, documents_of, held_by, store_of
from models.errors import InvalidInput, NotAllowed, Refused
from models.identifiers import AgencyCode, DecisionId, DossierCode, OfficerId, StepKey, SubmissionId
from models.linked import Membership, TrackingKey
from models.opening import Listed, Opening, OpeningBody, StatedPromise, Terms
from models.policy import check_submission
from models.rules import PinnedRules
from models.statuses import Channel, Origin
from models.stores import StoreKind
from models.submission import Submission
from models.value import Hash, Value, unstamp
from motcua.engine.dossiers import Foreseen, TemporalDossiers
from motcua.register import PostgresRegister, Reserved
from motcua.register.linked import JoiningPart
from motcua.register.rules import Asked
from motcua.service.authority import Authority
from motcua.service.grouping import new_group
from motcua.stores import FileStores

__all__ = ["Joining", "Progress", "Submitted", "Submitting"]

log = structlog.get_logger(__name__)

TOLERANCE: Final = timedelta(minutes=5)
"""By so much a stated time of reception may differ from ours before it counts as past or future."""


class Progress(StrEnum):
    """What became of a submission."""

    STARTED = "started"
    ALREADY = "already_started"
    PENDING = "pending"
    """Started, but no worker has recorded the receipt yet."""


class Submitted(Value):
    """The answer to a submission; no personal data."""

    submission_id: SubmissionId
    code: DossierCode
    progress: Progress
    status: int | None = None
    due: datetime | None = None
    tracking_key: TrackingKey | None = None
    """Of linked procedures: by which all their dossiers are followed."""


class Joining(NamedTuple):
    """How a part of linked procedures is submitted: by no hand, at the instant from which it has what it waits for."""

    member: Membership
    at: datetime

    def origin(self, channel: Channel) -> Origin:
        """Received through its group; but what was handed in online and fed by nothing is the counter's to accept."""
        return Origin.NEW if channel is Channel.ONLINE and not self.member.fed else Origin.LINKED


class _Known(NamedTuple):
    """What is known of a submission before anything is reserved."""

    rules: PinnedRules
    competent: AgencyCode | None
    held: dict[StepKey, StoreKind]
    placed: bool
    """Whether somebody is competent by the rules; else a superior has to name somebody."""


class Submitting:
    """Starts dossiers."""

    def __init__(
        self,
        register: PostgresRegister,
        authority: Authority,
        dossiers: TemporalDossiers,
        stores: FileStores,
        clock: Callable[[], datetime],
        shift: timedelta = timedelta(0),
    ) -> None:
        self._register = register
        self._authority = authority
        self._dossiers = dossiers
        self._stores = stores
        self._clock = clock
        self._shift = shift

    async def submit(self, submission: Submission, officer: OfficerId) -> Submitted:
        """Check, reserve, start, and wait for the receipt. Repeating it starts nothing new.

        Raises InvalidInput as `check_given` does, `RECEIVED_IN_FUTURE`; Refused
        `PROCEDURE_UNKNOWN`, `PROCEDURE_NOT_IN_FORCE`, `SUBMISSION_CONFLICT`, `CODE_TAKEN`, `AGENCY_…`; NotAllowed
        `RECEIVED_IN_PAST`, `OFFICER_MAY_NOT`, `AGENCY_MAY_NOT`; Unavailable.
        """
        reserved, foreseen = await asyncio.to_thread(self._reserve, submission, officer)
        body = reserved.opening.body
        with structlog.contextvars.bound_contextvars(code=body.code, officer=officer):
            known = None if reserved.new else await asyncio.to_thread(self._register.queries.dossier, body.code)
            if reserved.started or known is not None:
                log.info("already_started")
                return Submitted(
                    submission_id=body.submission_id,
                    code=body.code,
                    progress=Progress.ALREADY,
                    tracking_key=_key_of(body),
                    status=known.dossier.status if known else None,
                    due=known.dossier.due if known else None,
                )
            answer = await self._dossiers.open(reserved.opening, foreseen)
            log.info("submitted", pending=answer is None)
        if answer is None:
            return Submitted(
                submission_id=body.submission_id,
                code=body.code,
                progress=Progress.PENDING,
                tracking_key=_key_of(body),
            )
        return Submitted(
            submission_id=body.submission_id,
            code=body.code,
            progress=Progress.STARTED,
            status=answer.status,
            due=unstamp(answer.due) if answer.due else None,
            tracking_key=_key_of(body),
        )

    async def join(self, submission: Submission, officer: OfficerId, joining: Joining) -> DossierCode:
        """Reserve and start a part of linked procedures, without waiting for its receipt. Again: the same code.

        Raises as `submit`.
        """
        reserved, _ = await asyncio.to_thread(self._reserve, submission, officer, joining)
        await self._dossiers.start(reserved.opening)
        return reserved.code

    async def start(self, code: DossierCode) -> None:
        """Start what was reserved and never heard of. Raises Refused `NOT_RESERVED`, Unavailable."""
        await self._dossiers.start(await asyncio.to_thread(self._register.codes.opening, code))

    def _reserve(
        self, submission: Submission, officer: OfficerId, joining: Joining | None = None
    ) -> tuple[Reserved, Foreseen | None]:
        now = joining.at if joining else self._clock() + self._shift
        origin = joining.origin(submission.channel) if joining else submission.origin
        received_at = self._received_at(submission, now)
        standing = self._authority.standing(officer)
        check_submission(
            self._authority.claims(standing),
            receiving=submission.receiving_agency,
            channel=submission.channel,
            origin=origin,
        )
        known = self._known(submission, now, received_at)
        rules, migrated = known.rules, submission.migrated
        check_given(submission.components, rules.procedure, known.held)

        def check_part(part: Submission) -> None:
            of_part = self._known(part, now, received_at)
            check_given(part.components, of_part.rules.procedure, of_part.held)

        day = legal_day(received_at)
        group = JoiningPart(joining.member) if joining else new_group(self._register, submission, day, check_part)
        body: dict[str, Any] = {
            "submission_id": submission.submission_id,
            "procedure": submission.procedure,
            "channel": submission.channel,
            "origin": origin,
            "receiving": submission.receiving_agency,
            "competent": known.competent,
            "assisted": submission.assisted_at,
            "received_at": received_at,
            "entered_at": now,
            "components": as_told(submission.components, rules.procedure, known.held),
            "stated": StatedPromise(due=migrated.due, apology=migrated.apology) if migrated else None,
            "root_key": self._authority.root_key,
            "least_identity": self._authority.least,
            "shift_seconds": int(self._shift.total_seconds()),
        }
        if _is_to_be_answered(submission.channel, origin):
            calendar = self._register.calendars.of(submission.receiving_agency, legal_day(received_at))
            body |= _while_registered(known, calendar, received_at)

        def build(code: DossierCode, digest: Hash) -> Opening:
            told = {"code": code, "submission_digest": digest, "group": group.member if group else None}
            whole = OpeningBody.model_validate(body | told)
            envelope = Envelope(
                decision_id=DecisionId(f"submit-{digest[:40]}"),
                actor=standing.officer,
                content={"opening": whole.digest},
            )
            return Opening(body=whole, envelope=self._authority.prove(code, Act.SUBMIT, envelope, standing))

        reserved = self._register.codes.reserve(submission, build, now=now, beside=group)
        return reserved, _foreseen(reserved.opening.body, rules) if known.placed else None

    def _known(self, submission: Submission, now: datetime, received_at: datetime) -> _Known:
        """What the register and the stores know of it. Raises Refused `PROCEDURE_…`, `AGENCY_…`."""
        day, receiving = legal_day(received_at), submission.receiving_agency
        acting_on = legal_day(now) if submission.migrated else None
        asked = Asked(submission.procedure, receiving, submission.competent_agency, acting_on)
        placed = True
        try:
            rules = self._register.rules_for(asked, day)
        except Refused as error:
            if error.code != "COMPETENT_NOT_FOUND" or submission.competent_agency is not None:
                raise
            # Received all the same: until a superior names somebody it is read as if the receiving agency were it.
            placed, rules = False, self._register.rules_for(asked._replace(competent=receiving, assigned=True), day)
        competent = submission.competent_agency or self._named(asked, day)
        owner, documents = self._register.people.owner(submission.applicant), documents_of(rules.procedure)
        found = self._stores.holding(owner, documents, legal_day(now)) if owner and documents else {}
        return _Known(rules, competent, held_by(rules.procedure, found), placed)

    def _named(self, asked: Asked, day: date) -> AgencyCode | None:
        """Whom the procedure names as competent; None: nobody."""
        try:
            return self._register.competent_for(asked.procedure, asked.receiving, day)
        except Refused as error:
            if error.code != "COMPETENT_NOT_FOUND":
                raise
            return None

    def _received_at(self, submission: Submission, now: datetime) -> datetime:
        if submission.migrated is not None:
            if submission.migrated.received_at > now + TOLERANCE:
                raise InvalidInput("RECEIVED_IN_FUTURE")
            return submission.migrated.received_at
        if submission.received_at is None:
            return now
        if submission.received_at > now + TOLERANCE:
            raise InvalidInput("RECEIVED_IN_FUTURE")
        if submission.received_at < now - TOLERANCE:
            raise NotAllowed("RECEIVED_IN_PAST")
        return submission.received_at


def _key_of(body: OpeningBody) -> TrackingKey | None:
    return body.group.key if body.group else None


def _is_to_be_answered(channel: Channel, origin: Origin) -> bool:
    """An online dossier waits for an officer to accept it; any other is accepted as it is entered."""
    return channel is Channel.ONLINE and origin is Origin.NEW


def _while_registered(known: _Known, calendar: WorkingCalendar, received_at: datetime) -> dict[str, Any]:
    """What an online dossier must know until its rules are pinned; its counter's calendar says how long it waits."""
    rules = known.rules
    hours = rules.regime.parameters.online_answer_hours
    return {
        "answer_by": calendar.add(received_at, timedelta(hours=hours)),
        "answer_hours": hours,
        "answer_calendar": calendar.version,
        "terms": Terms.of(rules.regime.parameters),
        "published": tuple(Listed(key=one.key, store=store_of(one, known.held)) for one in rules.procedure.components),
    }


def _foreseen(body: OpeningBody, rules: PinnedRules) -> Foreseen | None:
    """None for an online dossier, which an officer has yet to accept."""
    if body.channel is Channel.ONLINE and body.origin is Origin.NEW:
        return None
    clock = rules.clock(body.received_at, body.stated.due if body.stated else None)
    return Foreseen(rules.procedure.steps[0].key, clock.on(rules.calendar).due)
