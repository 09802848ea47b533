"""Submitting: a submission is checked, its code reserved, its dossier started (design §2.4).

What is wrong is said before anything is written. From the reservation on nothing is lost: whatever a crash leaves
unstarted, the schedule `reconcile` starts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import structlog

from models.acts import Act, Envelope
from models.calendar import legal_day
from models.errors import InvalidInput, NotAllowed
from models.identifiers import DecisionId, DossierCode, OfficerId, SubmissionId
from models.opening import Listed, Opening, OpeningBody, StatedPromise
from models.policy import check_submission
from models.procedure import Procedure
from models.rules import PinnedRules
from models.statuses import Channel, Origin
from models.submission import Submission
from models.value import Hash, Value, unstamp
from motcua.engine.dossiers import Foreseen, TemporalDossiers
from motcua.register import PostgresRegister, Reserved
from motcua.register.rules import Asked
from motcua.service.authority import Authority

__all__ = ["Progress", "Submitted", "Submitting"]

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


class Submitting:
    """Starts dossiers."""

    def __init__(
        self,
        register: PostgresRegister,
        authority: Authority,
        dossiers: TemporalDossiers,
        clock: Callable[[], datetime],
        shift: timedelta = timedelta(0),
    ) -> None:
        self._register = register
        self._authority = authority
        self._dossiers = dossiers
        self._clock = clock
        self._shift = shift

    async def submit(self, submission: Submission, officer: OfficerId) -> Submitted:
        """Check, reserve, start, and wait for the receipt. Repeating it starts nothing new.

        Raises InvalidInput `COMPONENT_MISSING`, `COMPONENT_UNKNOWN`, `RECEIVED_IN_FUTURE`; Refused
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
                    status=known.dossier.status if known else None,
                    due=known.dossier.due if known else None,
                )
            answer = await self._dossiers.open(reserved.opening, foreseen)
            log.info("submitted", pending=answer is None)
        if answer is None:
            return Submitted(submission_id=body.submission_id, code=body.code, progress=Progress.PENDING)
        return Submitted(
            submission_id=body.submission_id,
            code=body.code,
            progress=Progress.STARTED,
            status=answer.status,
            due=unstamp(answer.due) if answer.due else None,
        )

    def _reserve(self, submission: Submission, officer: OfficerId) -> tuple[Reserved, Foreseen | None]:
        now = self._clock() + self._shift
        received_at = self._received_at(submission, now)
        standing = self._authority.standing(officer)
        check_submission(
            self._authority.claims(standing),
            receiving=submission.receiving_agency,
            channel=submission.channel,
            origin=submission.origin,
        )
        day = legal_day(received_at)
        owner = submission.competent_agency or self._register.competent_for(
            submission.procedure, submission.receiving_agency, day
        )
        migrated = submission.migrated
        stated = StatedPromise(due=migrated.due, apology=migrated.apology) if migrated else None
        asked = Asked(
            procedure=submission.procedure,
            receiving=submission.receiving_agency,
            competent=owner,
            acting_on=legal_day(now) if migrated else None,
        )
        rules = self._register.rules_for(asked, day)
        _check_components(submission, rules.procedure)

        body: dict[str, Any] = {
            "submission_id": submission.submission_id,
            "procedure": submission.procedure,
            "channel": submission.channel,
            "origin": submission.origin,
            "receiving": submission.receiving_agency,
            "competent": owner,
            "assisted": submission.assisted_at,
            "received_at": received_at,
            "entered_at": now,
            "components": tuple(f"{given.key}:{given.form}:{given.count}" for given in submission.components),
            "stated": stated,
            "root_key": self._authority.root_key,
            "least_identity": self._authority.least,
            "shift_seconds": int(self._shift.total_seconds()),
        }
        if _is_to_be_answered(submission):
            hours = timedelta(hours=rules.regime.parameters.online_answer_hours)
            body["answer_by"] = rules.calendar.add(received_at, hours)
            body["published"] = tuple(
                Listed(key=component.key, store=component.source.store) for component in rules.procedure.components
            )

        def build(code: DossierCode, digest: Hash) -> Opening:
            whole = OpeningBody.model_validate(body | {"code": code, "submission_digest": digest})
            envelope = Envelope(
                decision_id=DecisionId(f"submit-{digest[:40]}"),
                actor=standing.officer,
                content={"opening": whole.digest},
            )
            return Opening(body=whole, envelope=self._authority.prove(code, Act.SUBMIT, envelope, standing))

        reserved = self._register.codes.reserve(submission, build, now=now)
        return reserved, _foreseen(reserved.opening.body, rules)

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


def _is_to_be_answered(submission: Submission) -> bool:
    """An online dossier waits for an officer to accept it; any other is accepted as it is entered."""
    return submission.channel is Channel.ONLINE and submission.origin is Origin.NEW


def _foreseen(body: OpeningBody, rules: PinnedRules) -> Foreseen | None:
    """None for an online dossier, which an officer has yet to accept."""
    if body.channel is Channel.ONLINE and body.origin is Origin.NEW:
        return None
    clock = rules.clock(body.received_at, body.stated.due if body.stated else None)
    return Foreseen(rules.procedure.steps[0].key, clock.on(rules.calendar).due)


def _check_components(submission: Submission, procedure: Procedure) -> None:
    """Only listed components, and all that are required (rulebook §1, "Reception")."""
    given = {component.key for component in submission.components}
    listed = {component.key for component in procedure.components}
    if unknown := sorted(given - listed):
        raise InvalidInput("COMPONENT_UNKNOWN", component=unknown[0], procedure=procedure.code)
    required = {component.key for component in procedure.components if component.required}
    if missing := sorted(required - given):
        raise InvalidInput("COMPONENT_MISSING", component=missing[0], procedure=procedure.code)
