"""Officers of a client at work: they say each act until it is answered, however often, and remember the answers."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import uuid4

from temporalio.client import (
    WorkflowExecutionStatus,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.service import RPCError

from models.acts import Act, Answer, Envelope
from models.calendar import legal_day
from models.errors import Broken, MotcuaError, Refused, Unavailable
from models.identifiers import AgencyCode, DecisionId, DossierCode, OfficerId, ReasonCode
from models.lifecycle import Phase
from models.policy import Standing, offered
from models.procedure import Role
from motcua.app import App
from motcua.demo.script import Script
from motcua.engine.dossiers import TemporalDossiers
from motcua.service.acting import Saying
from tests.chaos.cases import due_at, submission_of
from tests.chaos.checker import Acknowledged
from tests.chaos.plan import Case, Kind, Manner, manner_of

__all__ = ["Driver", "Tally"]

T = TypeVar("T")

_PAUSE_S = 0.2
_PATIENCE = timedelta(seconds=8)
_BETWEEN = (Phase.RECEIVING, Phase.RELEASING)
_PAST = timedelta(seconds=1)
_CONTENT = {Act.CONFIRM_DELIVERY: {"evidence": "post_tracking", "reference": "VN1"}}
_REASON = ReasonCode("CAN_LAM_RO")


@dataclass
class Tally:
    """What happened at the client's side."""

    acknowledged: list[Acknowledged] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    unavailable: Counter[str] = field(default_factory=Counter)
    said_again: int = 0
    signals: int = 0
    other_answers: list[str] = field(default_factory=list)
    """Acts that were answered twice and not the same: there must be none."""
    most: float = math.inf
    """So many acts may be answered before the next thing breaks; officers wait for it."""
    in_flight: dict[str, str] = field(default_factory=dict)
    """The act of each dossier that waits for its answer."""


class Driver:
    """Plays the officers of all dossiers of a plan."""

    def __init__(self, app: App, seed: int) -> None:
        self._app = app
        self._seed = seed
        self._run = f"hon-loan-{seed}"
        self._dossiers = TemporalDossiers(app.client, app.settings.task_queue, patience=_PATIENCE)
        self._organisation = app.register.catalogue.kept().organisation
        self.tally = Tally()

    async def play(self, case: Case) -> DossierCode:
        """Bring one dossier from its submission to its closing."""
        began = datetime.now(UTC)
        asked = submission_of(self._run, case, began)
        submitted = await self._patiently(lambda: self._app.submitting.submit(asked.submission, asked.officer))
        code, script, said = submitted.code, Script(case.turn), list[tuple[Act, Envelope]]()
        while True:
            while self._must_wait():  # noqa: ASYNC110 - acts and faults keep the order of the plan
                await asyncio.sleep(_PAUSE_S)
            standing = await self._patiently(lambda: self._dossiers.standing(code))
            act = self._next(case, due_at(case, began), script, standing)
            if act is not None:
                await self._say(case, code, act, standing, said)
            elif standing.phase is Phase.ENDED and await self._is_closed(code):
                return code
            else:
                await asyncio.sleep(_PAUSE_S)

    def _must_wait(self) -> bool:
        return len(self.tally.acknowledged) + len(self.tally.in_flight) > self.tally.most

    def _next(self, case: Case, due: datetime | None, script: Script, standing: Standing) -> Act | None:
        if standing.blocked:
            return Act.RETRY
        if standing.phase is Phase.ENDED:
            return Act.CONFIRM_DELIVERY if standing.letter_owed else None
        waits = due is not None and case.kind is not Kind.DUE and datetime.now(UTC) < due + _PAST
        if standing.phase in _BETWEEN or (waits and standing.step == "ky"):
            return None
        return script.next_act(standing)

    # ── saying ────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _say(
        self, case: Case, code: DossierCode, act: Act, standing: Standing, said: list[tuple[Act, Envelope]]
    ) -> None:
        manner = manner_of(self._seed, case.number, len(said))
        officers = list(self._whoever_may(act, standing))[: 2 if manner.rival else 1]
        if not officers:
            await asyncio.sleep(_PAUSE_S)  # it stands elsewhere by now
            return
        envelopes = [await self._envelope(case, code, act, officer, len(said)) for officer in officers]
        said.append((act, envelopes[0]))
        self.tally.in_flight[code] = act.value
        try:
            await asyncio.gather(*(self._insist(code, act, envelope, manner) for envelope in envelopes))
            if manner.stale and len(said) > 1:
                self.tally.said_again += 1
                await self._answered(code, *said[-2], fresh=True)
        finally:
            del self.tally.in_flight[code]

    async def _envelope(self, case: Case, code: DossierCode, act: Act, officer: OfficerId, number: int) -> Envelope:
        saying = Saying(
            act,
            officer,
            reason_code=_REASON,
            content=_CONTENT.get(act),
            decision_id=DecisionId(f"{self._run}-{case.number}-{number}-{officer}"),
        )
        return await self._patiently(lambda: asyncio.to_thread(self._app.acting.envelope, code, saying))

    async def _insist(self, code: DossierCode, act: Act, envelope: Envelope, manner: Manner) -> None:
        """Say one decision, in its manner and as often, until it is answered or refused."""
        if manner.by_signal:
            handle = self._app.client.get_workflow_handle(code)
            for _ in range(1 + manner.repeats):
                self.tally.signals += 1
                await self._patiently(lambda: handle.signal(act.value, envelope))
        again = [self._answered(code, act, envelope, fresh=manner.fresh) for _ in range(manner.repeats)]
        self.tally.said_again += manner.repeats
        answers = await asyncio.gather(self._answered(code, act, envelope), *again)
        given = {answer for answer in answers if answer is not None}
        if len(given) > 1 or (given and None in answers):
            self.tally.other_answers.append(f"{code} {act.value}")
        for answer in given:
            said = Acknowledged(code, act.value, envelope.decision_id, answer.seq)
            if said not in self.tally.acknowledged:
                self.tally.acknowledged.append(said)

    async def _answered(self, code: DossierCode, act: Act, envelope: Envelope, *, fresh: bool = False) -> Answer | None:
        """Return the answer; None for a refusal."""
        say = (lambda: self._said_anew(code, act, envelope)) if fresh else None
        try:
            return await self._patiently(say or (lambda: self._dossiers.act(code, act, envelope)))
        except Refused as error:
            self.tally.refused[error.code] += 1
            return None

    async def _said_anew(self, code: DossierCode, act: Act, envelope: Envelope) -> Answer:
        """Say it under a message id of its own: only the dossier itself can know it again."""
        handle = self._app.client.get_workflow_handle(code)
        try:
            answer: Answer = await handle.execute_update(
                act.value, envelope, id=str(uuid4()), result_type=Answer, rpc_timeout=_PATIENCE
            )
        except WorkflowUpdateFailedError as failure:
            raise Refused(getattr(failure.cause, "type", None) or "DOSSIER_FAILED", code=code) from None
        except (RPCError, WorkflowUpdateRPCTimeoutOrCancelledError):
            raise Unavailable("WORKER_SILENT", code=code) from None
        return answer

    async def _patiently(self, say: Callable[[], Awaitable[T]]) -> T:
        """Try until it is reached; whoever plays the plan bounds the time."""
        while True:
            try:
                return await say()
            except (Unavailable, Broken) as error:  # one that stays broken stands open when the time is over
                self.tally.unavailable[error.code] += 1
            except RPCError as error:
                self.tally.unavailable[error.status.name] += 1
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise asyncio.CancelledError  # the SDK tells a cancelled call as a failed one
            await asyncio.sleep(_PAUSE_S)

    # ── looking ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _whoever_may(self, act: Act, standing: Standing) -> Iterator[OfficerId]:
        """Every officer in office near the dossier whom the policy offers the act."""
        today = legal_day(datetime.now(UTC))
        near = (
            (standing.sender_agency, standing.sender_role),
            (standing.step_agency, standing.step_role),
            (standing.receiving, Role.RECEPTION),
            (standing.competent, Role.SUPERVISOR),
        )
        seen: set[OfficerId] = set()
        for agency, role in near:
            for officer in self._organisation.officers_of(agency or AgencyCode("H24"), today, role):
                if officer.id not in seen and self._is_offered(officer.id, act, standing):
                    yield officer.id
                seen.add(officer.id)

    def _is_offered(self, officer: OfficerId, act: Act, standing: Standing) -> bool:
        try:
            claims = self._app.authority.claims(self._app.authority.standing(officer))
        except MotcuaError:
            return False
        return act in offered(claims, standing)

    async def _is_closed(self, code: DossierCode) -> bool:
        kept = await self._patiently(lambda: asyncio.to_thread(self._app.register.queries.dossier, code))
        if kept is None or kept.dossier.closed_at is None:
            return False
        handle = self._app.client.get_workflow_handle(code)  # its last word may be written before its run has ended
        return (await self._patiently(handle.describe)).status is not WorkflowExecutionStatus.RUNNING
