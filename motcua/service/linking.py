"""Linked procedures at work: what a dossier's end, or its group's beginning, makes of the other parts.

The register alone says how the parts stand. Everything here may be done again: a part that has its code is only
started, and one that runs is left alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, timedelta

import structlog

from activities.feeding import FedFacts
from models.calendar import legal_day
from models.errors import MotcuaError, Refused
from models.identifiers import AgencyCode, DossierCode, OfficerId, StepKey
from models.linked import PartState
from models.procedure import Role
from motcua.register import PostgresRegister
from motcua.register.linked import GroupPart, Settled
from motcua.service.submitting import Joining, Submitting

__all__ = ["Linking"]

log = structlog.get_logger(__name__)


class Linking:
    """The Groups of activities.feeding."""

    def __init__(
        self,
        register: PostgresRegister,
        submitting_at: Callable[[timedelta], Submitting],
        clock: Callable[[], datetime],
    ) -> None:
        """`submitting_at` gives what submits at a legal time that is shifted by so much, zero but in a rehearsal."""
        self._register = register
        self._submitting_at = submitting_at
        self._clock = clock

    async def feed(self, code: DossierCode, at: datetime) -> FedFacts:
        """See activities.feeding.Groups."""
        settled = await asyncio.to_thread(self._register.linked.settle, code, at)
        submitting = self._submitting_at(await asyncio.to_thread(self._shift, code, at))
        errors = [await _error_of(submitting.start(part)) for part in settled.unheard]
        errors += [await _error_of(self._start(settled, part, submitting, at)) for part in settled.ready]
        for error in errors:
            if error is not None:
                raise error  # once every other part was started that can be
        group = await asyncio.to_thread(self._register.linked.group, settled.group.key)
        return _facts(code, settled, group.parts)

    async def _start(self, settled: Settled, part: StepKey, submitting: Submitting, at: datetime) -> None:
        submission, member = await asyncio.to_thread(self._register.linked.part_submission, settled, part)
        account = await asyncio.to_thread(self._account, submission.receiving_agency, legal_day(at))
        code = await submitting.join(submission, account, Joining(member, at))
        log.info("part_started", code=code, group=member.key, part=part)

    def _shift(self, code: DossierCode, at: datetime) -> timedelta:
        """A rehearsed dossier's part is rehearsed too: its legal time goes on from the instant at which it is fed."""
        rehearsed = self._register.codes.opening(code).body.shift_seconds
        return timedelta(seconds=int((at - self._clock()).total_seconds())) if rehearsed else timedelta(0)

    def _account(self, receiving: AgencyCode, day: date) -> OfficerId:
        """The portal's account of the receiving agency or of the nearest above it."""
        organisation, agency = self._register.catalogue.kept().organisation, receiving
        while not (accounts := organisation.officers_of(agency, day, Role.PORTAL)):
            parent = organisation.agency(agency, day).parent
            if parent is None:
                raise Refused("PORTAL_ACCOUNT_MISSING", agency=receiving)
            agency = parent
        return accounts[0].id


async def _error_of(doing: Awaitable[object]) -> MotcuaError | None:
    try:
        await doing
    except MotcuaError as error:
        return error
    return None


def _facts(code: DossierCode, settled: Settled, parts: Sequence[GroupPart]) -> FedFacts:
    """What became of the parts that this dossier concerns: of those that need it, or of those that begin beside it."""
    own = next(part for part in parts if part.code == code)
    if own.state is PartState.STARTED:
        concerned = {part.key for part in settled.definition.parts if not part.needs} - {own.part}
    else:
        concerned = {part.key for part in settled.definition.waiting_on(own.part)}
    told = [part for part in parts if part.part in concerned]
    return FedFacts(
        started={part.part: part.code for part in told if part.code is not None},
        cancelled={part.part: part.because for part in told if part.because is not None},
        waiting=tuple(part.part for part in told if part.state is PartState.WAITING),
    )
