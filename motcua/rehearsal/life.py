"""The life of one dossier: officers act on it through the service as clients do, and its own legal time passes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from temporalio.client import WorkflowHandle

from models.acts import Act, Answer
from models.calendar import VIETNAM, legal_day
from models.errors import MotcuaError, Refused
from models.events import DossierEvent
from models.identifiers import AgencyCode, DossierCode, OfficerId, ReasonCode, StepKey
from models.journal import DossierRow
from models.lifecycle import Phase
from models.matter import MatterRow
from models.policy import Standing
from models.procedure import Procedure, Role, StepKind
from models.tags import Tag
from motcua.app import App
from motcua.security.issuer import Issuer
from motcua.service import Acting, Authority
from motcua.service.acting import Saying

if TYPE_CHECKING:
    from motcua.rehearsal.office import Office
    from motcua.rehearsal.path import Setting

__all__ = ["Begun", "Life", "Stuck"]

_GLANCE_S, _LONGEST_GLANCE_S = 0.02, 0.16
"""It looks again after ever longer spans: each look is a question to the dossier, and costs others their time."""
_AT_WORK: Final = (Phase.RECEIVING, Phase.RELEASING)
_OPENS, _CLOSES = 7, 17
_ROAD: Final = {
    StepKind.HANDLE: Act.COMPLETE_STEP, StepKind.CONSULT: Act.COMPLETE_STEP, StepKind.SIGN: Act.APPROVE,
    StepKind.RETURN: Act.RETURN_RESULT,
}  # fmt: skip


class Stuck(Exception):
    """An effect that the law's way needs cannot be done."""


class Begun(NamedTuple):
    """With what a dossier began."""

    setting: Setting
    named: str
    """The name of its submission."""
    about: Procedure


class Life:
    """One dossier, from its submission on."""

    def __init__(self, office: Office, app: App, code: DossierCode, chance: Random, begun: Begun) -> None:
        self.office = office
        self.begun = begun
        self.beside: list[Life] = []
        """Dossiers that came of it, or that its applicant submitted later."""
        self._app = app
        self._skipper = office.skipper
        self._organisation = app.register.catalogue.kept().organisation
        self._legal = datetime.now(UTC) + app.shift
        self._acting = Acting(self._authority(), app.register, app.dossiers)
        self.code = code
        self.chance = chance
        self.acts = 0
        self.papers = [str(part.key) for part in begun.about.components if part.required]
        """What the procedure asks for, by key."""
        self.fee = begun.about.fee_dong

    def _authority(self) -> Authority:
        """Who somebody is goes by the dossier's own legal time, which is far ahead of the app's."""
        issuer = Issuer(self._app.register.keystore, self._app.settings.proof_hours)
        return Authority(
            self._app.register, issuer, clock=lambda: datetime.now(UTC), legal=lambda: self._legal,
            least=self._app.settings.least_identity,
        )  # fmt: skip

    @property
    def handle(self) -> WorkflowHandle[Any, Any]:
        """Its workflow."""
        return self._app.client.get_workflow_handle(self.code)

    # ── time ──────────────────────────────────────────────────────────────────────────────────────────────────────

    async def now(self) -> datetime:
        """Its legal time."""
        self._legal = await self._skipper.get_current_time(self.handle) + self._app.shift
        return self._legal

    async def until(self, instant: datetime) -> None:
        """Let its time pass up to an instant, if that is to come."""
        left = instant - await self.now()
        if left > timedelta(0):
            await self._skipper.fast_forward(self.handle, left)
            await self.now()

    async def after(self, **span: float) -> None:
        """Let its time pass."""
        await self.until(await self.now() + timedelta(**span))

    async def pause(self, minutes: tuple[int, int]) -> None:
        """An officer takes a while; what would be done at night or on Sunday is done the next morning."""
        moment = await self.now() + timedelta(minutes=self.chance.randint(*minutes))
        local = moment.astimezone(VIETNAM)
        while not _OPENS <= local.hour < _CLOSES or local.weekday() == 6:
            local = (local + timedelta(hours=1)).replace(minute=self.chance.randint(0, 59))
        await self.until(local)

    # ── looking ───────────────────────────────────────────────────────────────────────────────────────────────────

    async def row(self) -> DossierRow:
        """Where it stands, as the register would show it."""
        return (await self._app.dossiers.view(self.code)).dossier

    async def standing(self) -> Standing:
        """Where it stands once nothing that moves it is under way."""
        found: list[Standing] = []

        async def settled() -> bool:
            found[:] = [await self._app.dossiers.standing(self.code)]
            return found[0].phase not in _AT_WORK

        await self._eventually(settled)
        return found[0]

    async def told(self, tag: Tag) -> None:
        """Wait until the register has an event."""

        async def there() -> bool:
            return any(event.tag is tag for event in await self.journal())

        await self._eventually(there)

    async def journal(self) -> Sequence[DossierEvent]:
        """What the register has of its journal."""
        return await asyncio.to_thread(self._app.register.queries.events, self.code)

    async def matters(self) -> Sequence[MatterRow]:
        """What was asked beside the line of steps, as the register has it."""
        await self.at_rest()
        snapshot = await asyncio.to_thread(self._app.register.queries.dossier, self.code)
        assert snapshot is not None
        return snapshot.matters

    async def at_rest(self) -> None:
        """Wait until the register has everything and nothing is left to do."""

        async def rests() -> bool:
            kept = await asyncio.to_thread(self._app.register.queries.dossier, self.code)
            unwritten = await self.handle.query("unwritten")
            row = await self.row()
            whole = kept is not None and kept.dossier.seq >= row.seq  # more, where something came after closing
            return not unwritten and whole and row.phase not in _AT_WORK

        await self.standing()
        await self._eventually(rests)

    async def all_at_rest(self) -> None:
        """And all that came of it."""
        for one in (self, *self.beside):
            await one.at_rest()

    async def _eventually(self, look: Callable[[], Awaitable[bool]]) -> None:
        """Wait until something is so. Raises Stuck as soon as what would bring it about is blocked."""
        glance = _GLANCE_S
        while not await look():
            if blocked := (await self.row()).blocked:
                raise Stuck(blocked[0])
            await asyncio.sleep(glance)
            glance = min(2 * glance, _LONGEST_GLANCE_S)

    @property
    def another_agency(self) -> AgencyCode:
        """An agency that has no step of it: the province's department of justice."""
        return AgencyCode(f"{self.code.agency.split('.')[0]}.3")

    # ── others beside it ──────────────────────────────────────────────────────────────────────────────────────────

    async def app_now(self) -> App:
        """The services, at its legal time."""
        return self.office.app(await self.now())

    async def again(self, **changes: Any) -> Life:
        """Its applicant submits another dossier at its legal time, otherwise the same."""
        setting, named = self.begun.setting._replace(at=await self.now(), **changes), self.begun.named
        other = await self.office.take_in(setting, self.chance, f"{named}-{len(self.beside) + 1}")
        self.beside.append(other)
        return other

    async def part(self, key: str) -> Life:
        """The dossier of another part of its linked procedures, once it was started."""
        found: list[DossierCode] = []

        async def started() -> bool:
            group = await asyncio.to_thread(self._app.register.linked.group_of, self.code)
            code = group.part(StepKey(key)).code if group else None
            found[:] = [code] if code else []
            return bool(found)

        await self._eventually(started)
        other = await self.office.taken_up(found[0], self.chance, self.begun)
        self.beside.append(other)
        await other.standing()
        return other

    # ── acting ────────────────────────────────────────────────────────────────────────────────────────────────────

    def officer(self, agency: AgencyCode | str | None, role: Role | None, number: int = 0) -> OfficerId:
        """An officer of a role in office at an agency on the dossier's day."""
        if agency is None:
            raise Stuck(f"nobody who is {role}")
        officers = self._organisation.officers_of(AgencyCode(agency), legal_day(self._legal), role)
        if not officers:
            raise Refused("OFFICER_NOT_IN_OFFICE", officer=f"{role}@{agency}", day=legal_day(self._legal).isoformat())
        return officers[min(number, len(officers) - 1)].id

    async def act(
        self, act: Act, officer: OfficerId, reason: str | None = None, note: str | None = None, /, **content: Any
    ) -> Answer:
        """An officer acts."""
        await self.now()
        self.acts += 1
        reason_code = ReasonCode(reason) if reason else None
        return await self._acting.act(
            self.code, Saying(act, officer, reason_code=reason_code, note=note, content=content or None)
        )  # fmt: skip

    async def act_afterwards(
        self, act: Act, officer: OfficerId, reason: str | None = None, note: str | None = None, /, **content: Any
    ) -> None:
        """An officer acts on it once it is closed; wait until that is over, too."""
        await self.act(act, officer, reason, note, **content)
        await self._app.client.get_workflow_handle(self.code.after).result()

    async def is_refused(self, error: str, doing: Awaitable[object]) -> None:
        """Somebody tries what the law forbids. Were it not refused, the register would show what came of it."""
        try:
            await doing
        except MotcuaError as refused:
            if refused.code != error:
                raise

    async def next_act(self, **content: Any) -> Act:
        """Whoever may does the next act of the ordinary road."""
        standing = await self.standing()
        act, officer = self._next(standing)
        await self.act(act, officer, **content)
        return act

    async def walk(self, to: str | Phase | None = None, *, pace: tuple[int, int] = (2, 20)) -> Standing:
        """Go the ordinary road until a kind of step is in hand, a phase is reached, or it has ended.

        Between two acts officers take so many minutes.
        """
        while True:
            standing = await self.standing()
            at_step = standing.phase is Phase.IN_HAND and standing.kind == to
            if standing.phase is Phase.ENDED or at_step or standing.phase is to:
                return standing
            await self.pause(pace)
            await self.next_act()

    def _next(self, standing: Standing) -> tuple[Act, OfficerId]:
        match standing.phase:
            case Phase.REGISTERED:
                return Act.ACCEPT_DOSSIER, self.officer(standing.receiving, Role.RECEPTION)
            case Phase.TO_HAND_OVER:
                return Act.HAND_OVER, self.officer(standing.sender_agency, standing.sender_role)
            case Phase.HANDED_OVER:
                return Act.TAKE_OVER, self.officer(standing.step_agency, standing.step_role)
            case _:
                act = _ROAD[standing.kind or StepKind.HANDLE]
                return act, standing.assigned or self.officer(standing.step_agency, standing.step_role)
