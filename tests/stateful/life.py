"""One dossier under random acts: what is said to it, and what must be true of every answer at once."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import ResetStickyTaskQueueRequest
from temporalio.service import RPCError

from activities.publishing import PublishingPlace
from models.acts import Act, Answer, Envelope
from models.contents.correcting import CorrectableField
from models.dossier import DossierState
from models.effects import EffectKind
from models.error_texts import ERRORS
from models.errors import Broken, MotcuaError, Unavailable
from models.events import DossierEvent
from models.identifiers import AgencyCode, DecisionId, OfficerId, ReasonCode
from models.lifecycle import WHEN, Phase
from models.procedure import Role
from models.proof import Claims
from models.publication import Subject
from models.tags import Tag
from motcua.service.acting import Saying
from tests.fixtures.casefile import Casefile
from tests.fixtures.dossiers import A_MOMENT, Office
from tests.stateful.cast import cast_of, may, new_decision
from tests.stateful.coverage import Coverage
from tests.stateful.wishes import Said, lawful, one_of, unlawful
from workflows.dossier import DossierWorkflow
from workflows.lapse import alarms_to_come

__all__ = ["BETWEEN", "OF_COMMANDS", "ROAD", "Life", "Spoken", "Wish"]

ENDING: Final = frozenset({
    Act.WITHDRAW, Act.CONCLUDE_STOP, Act.REFUSE_DOSSIER, Act.CANCEL_RESULT,
})  # fmt: skip
"""Less often wanted: after them little can be done."""
ROAD: Final = frozenset({
    Act.ACCEPT_DOSSIER, Act.HAND_OVER, Act.TAKE_OVER, Act.COMPLETE_STEP, Act.APPROVE, Act.RETURN_RESULT,
})  # fmt: skip
RARE: Final = frozenset({
    Act.CONCLUDE_STOP, Act.REFUSE_DOSSIER, Act.CANCEL_RESULT, Act.CLOSE_UNANSWERED, Act.SEND_BACK, Act.RELEASE,
    Act.REASSIGN,
})  # fmt: skip
"""Hardly ever to be done."""
COMMON: Final = frozenset({
    Act.CORRECT, Act.DIGITISE, Act.URGE, Act.RATE, Act.REVERSE, Act.STOP, Act.CORRECT_RESULT, Act.WITHDRAW,
})  # fmt: skip
"""May be done nearly always."""
BETWEEN: Final = (Phase.RECEIVING, Phase.RELEASING)
_MOVING: Final = (EffectKind.RECEPTION, EffectKind.SIGNATURE)
OF_COMMANDS: Final = frozenset({
    Act.ADOPT_RESET, Act.ROTATE_ROOT, Act.APPLY_CALENDAR, Act.MOVE_PROCEDURE, Act.SUCCEED,
})  # fmt: skip
"""What commands of their own bring (tests/stateful/troubles.py); said by hand they are refused."""
_UNDER_WAY: Final = ("unwritten", "queue", "errands", "blocked", "journal_blocked", "refused_acts", "recorded")
"""What goes on by itself without an event."""
_SAYABLE: Final = list(WHEN)


class Wish(NamedTuple):
    """What somebody wants of the dossier."""

    act: Act
    by: Claims
    said: Said


class Spoken(NamedTuple):
    """What was said, and what came of it."""

    act: Act
    envelope: Envelope
    answer: Answer | None
    error: str | None


class Life:
    """A dossier from its submission on."""

    def __init__(self, office: Office, file: Casefile, coverage: Coverage) -> None:
        self.file = file
        self.coverage = coverage
        self.spoken: list[Spoken] = []
        self._office, self._since = office, 0
        self.is_over = False
        self.app = file.app
        """As somebody has it whose program runs on the dossier's own day."""
        self._cast = cast_of(self.app)

    async def come_again(self, office: Office | None = None) -> None:
        """Time passed, or the office changed: whoever acts from now on does so by a program that is started now."""
        self._office = office or self._office
        self.app = self._office.app(await self.file.legal_now())
        self._cast = cast_of(self.app)

    def forget_answers(self) -> None:
        """The run knows nothing any more of what was answered before."""
        self._since = len(self.spoken)

    @property
    def operator(self) -> OfficerId:
        """Whoever keeps the machines."""
        return self._operator.officer

    @property
    def _operator(self) -> Claims:
        return next(one for one in self._cast if Role.OPERATOR in one.roles)

    @property
    def stranger(self) -> OfficerId:
        """Somebody who keeps no machines."""
        return next(one.officer for one in self._cast if Role.HEAD in one.roles)

    def officer(self, agency: AgencyCode, role: Role) -> OfficerId | None:
        """Somebody of a role at an agency, if anybody is in office there."""
        return next((one.officer for one in self._cast if one.agency == agency and role in one.roles), None)

    @property
    def accepted(self) -> list[Spoken]:
        """What was said and done, as far as the run knows of it."""
        return [one for one in self.spoken[self._since :] if one.answer is not None]

    # ── looking ───────────────────────────────────────────────────────────────────────────────────────────────────

    async def look(self) -> DossierState:
        """Everything it knows; after its closing as whatever comes then would begin."""
        state = await self._asked()
        if state.closed_at is None:
            return state
        state = await asyncio.to_thread(self.app.register.state_of, self.file.code)
        state.phase, self.is_over = Phase.AFTER, True
        return state

    async def _asked(self) -> DossierState:
        """A run that goes on in another very soon after it began is held back by the server for a while."""
        while True:
            try:
                state: DossierState = await self.app.dossiers._asked(self.file.code, DossierWorkflow.whole)
            except Unavailable as error:
                assert error.code == "WORKER_SILENT"
            else:
                return state

    async def settled(self) -> DossierState:
        """The same, once nothing that moves it is under way."""
        while True:
            state = await self.look()
            held = any(one.effect.kind in _MOVING or state.undoing is not None for one in state.blocked)
            if (state.phase not in BETWEEN or held) and state.seq >= self._answered:
                return state
            await asyncio.sleep(0.02)

    @property
    def _answered(self) -> int:
        """Up to where the journal was told to somebody; after closing it is read from the register, which may lag."""
        return max((one.answer.seq for one in self.accepted if one.answer is not None), default=0)

    async def at_rest(self) -> DossierState:
        """The same, once the register has all of it and nothing is left to do; what came after closing is over."""
        while True:
            state = await self.settled()
            events = await self.events()
            if state.phase is Phase.AFTER:
                if events[-1].tag in (Tag.CLOSED, Tag.AFTER_CLOSED):
                    return state
                if events[-1].tag is Tag.CORRECTION_FAILED:
                    await self.say(Wish(Act.RETRY, self._operator, Said()), state)
                await self._nobody_comes()
            elif self._is_told(state, events) and not await self._goes_on(events[-1]):
                return state
            await asyncio.sleep(0.02)

    def _is_told(self, state: DossierState, events: list[DossierEvent]) -> bool:
        """Whether the register has all of it, and it has nothing to do by itself."""
        busy = state.queue or state.errands or (state.undoing is not None and not state.blocked)
        return not busy and not state.unwritten and state.head in {event.hash for event in events}

    async def _goes_on(self, last: DossierEvent) -> bool:
        """Whether its run has told that it goes on in another, and that has not begun."""
        if last.tag is not Tag.CONTINUED:
            return False
        written = await asyncio.to_thread(self.app.register.queries.runs, self.file.code)
        return (await self.file.handle.describe()).run_id == written[-1]

    async def _nobody_comes(self) -> None:
        """What was opened after closing, for an act that was refused then, waits a while for another."""
        after = self.app.client.get_workflow_handle(self.file.code.after)
        with contextlib.suppress(RPCError):  # it has just ended
            await self.file.environment.fast_forward(after, timedelta(minutes=11))

    async def events(self) -> list[DossierEvent]:
        """The journal in the register."""
        return await asyncio.to_thread(self.app.register.queries.events, self.file.code)

    @property
    def _turn(self) -> int:
        """By it a number comes to mean something else as the dossier goes on; the clock has no part in it."""
        return len(self.spoken)

    # ── wanting ───────────────────────────────────────────────────────────────────────────────────────────────────

    def able(self, state: DossierState, *, ending: bool = True) -> list[tuple[Act, Claims]]:
        """Who may do what, as the policy has it; what goes on along the road more often than what is said after it."""
        standing = state.standing
        found: list[tuple[Act, Claims]] = []
        for act in WHEN:
            if act in OF_COMMANDS or (act in ENDING and not ending) or (act is Act.RETRY and not standing.blocked):
                continue
            who = [claims for claims in self._cast if may(act, claims, standing)]
            times = 1 if act in COMMON else 2 if act in ROAD else 9 if act in RARE else 3
            found += [(act, one_of(who, self._turn + number)) for number in range(times)] if who else []
        return found

    async def fitting(self, state: DossierState, pick: int) -> Wish | None:
        """What somebody may want where it stands."""
        pick = _mixed(pick, self._turn)
        able = self.able(state, ending=pick % 4 == 0) or self.able(state)
        if not able:
            return None
        act, by = one_of(able, pick)
        return Wish(act, by, await self.prepared(act, state, by, pick // 7))

    async def prepared(self, act: Act, state: DossierState, by: Claims, pick: int) -> Said:
        """What goes with it, so that it fits."""
        if act is Act.DIGITISE:
            return await self._scanned(state, pick)
        if act is Act.CORRECT:
            return Said(None, "GHI_NHAM")
        return lawful(act, state, by, pick, await self.file.legal_now())

    async def _scanned(self, state: DossierState, pick: int) -> Said:
        """A file is sealed and stored before the act names it."""
        put = self.app.documents.put
        stored = await asyncio.to_thread(put, self.file.code, f"giấy tờ {pick}".encode())
        component = one_of([*state.published] or ["giay_la"], pick)
        return Said({
            "component": component, "source": "original", "paper": stored.sha256,
            "sealed_file": stored.sealed_sha256, "size": stored.size,
        })  # fmt: skip

    def forbidden(self, state: DossierState, pick: int, now: datetime) -> Wish:
        """An act by somebody who may not do it, or that does not fit, or with what fits nothing."""
        pick = _mixed(pick, self._turn)
        by = one_of(self._cast, pick // 5)
        if pick % 3 == 0:
            act: Act = one_of(_SAYABLE, pick // 3)
            return Wish(act, by, lawful(act, state, by, pick, now))
        act, able = one_of(self.able(state) or [(Act.RATE, by)], pick // 3)
        if pick % 3 == 1:
            return Wish(act, by, lawful(act, state, by, pick, now))
        return Wish(act, able, unlawful(act, pick // 11))

    def foreign(self, state: DossierState, act: Act, pick: int, now: datetime) -> Wish | None:
        """An act by somebody who may not do it, even once a letter failed; None where everybody may."""
        failed = state.standing.model_copy(update={"blocked": True, "letter_owed": True, "apology_unsigned": True})
        others = [claims for claims in self._cast if not may(act, claims, failed)]
        by = one_of(others, _mixed(pick, self._turn)) if others else None
        return Wish(act, by, lawful(act, state, by, pick, now)) if by is not None else None

    # ── saying ────────────────────────────────────────────────────────────────────────────────────────────────────

    async def say(self, wish: Wish, state: DossierState, **more: Any) -> Spoken:
        """Say it, and hold what comes of it against what was so before."""
        decision_id = new_decision()
        saying = await self._saying(wish, decision_id, **more)
        try:
            envelope = await asyncio.to_thread(self.app.acting.envelope, self.file.code, saying)
        except MotcuaError as error:
            self.require_lawful_refusal(wish.act, error)
            self.coverage.note(wish.act, state.phase, int(state.status), error.code)
            return Spoken(wish.act, Envelope(decision_id=decision_id, actor=saying.officer), None, error.code)
        return await self.send(wish.act, envelope, state)

    async def _saying(self, wish: Wish, decision_id: DecisionId, **more: Any) -> Saying:
        content, said = wish.said.content, wish.said
        if wish.act is Act.CORRECT and content is None:
            content = await asyncio.to_thread(self._correction, decision_id)
        return Saying(
            wish.act, wish.by.officer, reason_code=ReasonCode(said.reason) if said.reason else None, note=said.note,
            content=content, decision_id=decision_id, **more,
        )  # fmt: skip

    def _correction(self, decision_id: DecisionId) -> dict[str, Any]:
        number = f"09{secrets.randbelow(10**8):08}"
        people = self.app.register.people
        told = people.propose_correction(self.file.code, decision_id, CorrectableField.PHONE, number)
        return told.model_dump(mode="json")

    async def send(self, act: Act, envelope: Envelope, state: DossierState) -> Spoken:
        """Say what is proven."""
        try:
            answer = await self.app.acting.say(self.file.code, act, envelope)
        except MotcuaError as error:
            self.require_lawful_refusal(act, error)
            spoken = Spoken(act, envelope, None, error.code)
        else:
            spoken = Spoken(act, envelope, answer, None)
        self.coverage.note(act, state.phase, int(state.status), spoken.error)
        self.spoken.append(spoken)
        return spoken

    def require_lawful_refusal(self, act: Act, error: MotcuaError) -> None:
        """A refusal says why, in a code that people are told the words of; it is never a defect or an outage."""
        assert error.code in ERRORS, (act, error.code)
        assert not isinstance(error, Broken | Unavailable), (act, error.code, error.facts)

    async def one(self, wish: Wish, state: DossierState, **more: Any) -> Spoken:
        """Say one thing alone; what is refused changes nothing."""
        spoken = await self.say(wish, state, **more)
        if spoken.error is not None:
            await self.unchanged(state)
        return spoken

    async def unchanged(self, before: DossierState) -> None:
        """Whatever was told since, nobody's act was among it."""
        after = await self.look()
        if (after.seq, after.branch) == (before.seq, before.branch):
            was = _known(before)
            moved = {name: (was[name], value) for name, value in _known(after).items() if was[name] != value}
            assert not moved, moved
        assert {*after.decisions} == {*before.decisions}

    async def together(self, wishes: list[Wish], state: DossierState) -> list[Spoken]:
        """Say several things at once."""
        return list(await asyncio.gather(*(self.say(wish, state) for wish in wishes)))

    async def again(self, first: Spoken, state: DossierState) -> None:
        """Say once more what was accepted: it is the same answer, and nothing happens twice."""
        spoken = await self.send(first.act, first.envelope, state)
        assert spoken.error in (None, "DOSSIER_NOT_RUNNING"), spoken.error
        assert spoken.answer in (None, first.answer)
        await self.unchanged(state)

    async def otherwise(self, first: Spoken, state: DossierState, pick: int) -> None:
        """Say something else under a decision's id, or what no proof covers: refused, whatever it is."""
        changed = first.envelope.model_copy(update={"reason_code": ReasonCode("KHAC_HAN")})
        if pick % 3 == 0:
            changed = first.envelope.model_copy(update={"decision_id": DecisionId(f"gia-{secrets.token_hex(6)}")})
        elif pick % 3 == 1:
            changed = changed.model_copy(
                update={"proof": None, "decision_id": DecisionId(f"gia-{secrets.token_hex(6)}")}
            )
        spoken = await self.send(first.act, changed, state)
        assert spoken.error is not None
        await self.unchanged(state)

    async def signal(self, name: str, *inputs: Any) -> None:
        """Say something as stock tools do: nobody is answered, and nothing may fail."""
        await self.file.signal(name, *inputs)

    async def forget_worker(self) -> None:
        """Let the server ask any worker next, not the one that is gone and whom it would wait for."""
        client = self.app.client
        run = WorkflowExecution(workflow_id=self.file.code)
        request = ResetStickyTaskQueueRequest(namespace=client.namespace, execution=run)
        with contextlib.suppress(RPCError):  # it is closed
            await client.workflow_service.reset_sticky_task_queue(request)

    # ── time ──────────────────────────────────────────────────────────────────────────────────────────────────────

    async def succeeded(self) -> bool:
        """Let it be told that agencies of it ended, as a schedule does; whether there was something to tell."""
        place = PublishingPlace(subject=Subject.SUCCESSION, name="2025-07-01")
        if self.file.code not in await asyncio.to_thread(self.app.publishing.behind, place, 10_000):
            return False
        assert await self.app.publishing.tell(place, self.file.code) is None
        return True

    async def pass_time(self, state: DossierState, how: int, amount: int) -> None:
        """Let legal time pass: minutes, hours, days; up to what the clock tells next, or past it."""
        now = await self.file.legal_now()
        to_come = [alarm for alarm in alarms_to_come(state) if alarm.planned > now]
        span = [
            timedelta(minutes=1 + amount), timedelta(hours=1 + amount % 12), timedelta(days=1 + amount % 9),
            timedelta(days=16 + amount % 20),
        ][how % 4]  # fmt: skip
        if how >= 4 and to_come:
            span = to_come[0].planned - now + (A_MOMENT if how % 2 else timedelta(seconds=-30))
        if state.phase is not Phase.AFTER and span > timedelta(seconds=1):
            await self.file.forward(by=span)
            await self.come_again()


def _mixed(pick: int, turn: int) -> int:
    return (pick + 1) * 2_654_435_761 * (turn + 7) >> 9


def _known(state: DossierState) -> dict[str, Any]:
    return state.model_dump(mode="json", exclude={*_UNDER_WAY})
