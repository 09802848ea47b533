"""Repairing: register and Temporal are brought together again, dossier by dossier (design §2.4).

Whatever is done can be done again: each step begins with a new look at the dossier, and a repair that was killed in
the middle is simply repeated.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, NamedTuple

import structlog

from models.acts import Act
from models.calendar import legal_day
from models.contents.repair import StartAgain
from models.errors import Broken, Refused
from models.identifiers import DossierCode, OfficerId, ReasonCode
from models.procedure import Role
from models.start import Start
from motcua.audit.written import Write
from motcua.engine.dossiers import TemporalDossiers
from motcua.engine.runs import DossierRuns
from motcua.register import PostgresRegister
from motcua.register.access import View
from motcua.register.reconciling import kept_of
from motcua.service.acting import Acting, Saying
from motcua.service.authority import Authority
from motcua.service.feedback_repairing import FeedbackRepairing
from motcua.service.refilling import Refilling
from motcua.service.repaired import Deed, Repaired, Repairs, Trouble
from motcua.service.rooting import Rooting
from motcua.service.surveying import Found, Surveying
from workflows.rebuilding import rebuild

__all__ = ["Mandate", "Remedies", "Repairing"]

log = structlog.get_logger(__name__)

_LOOKS: Final = 6
"""A dossier needs three steps at most: refilled, ended, begun again."""


_DEEDS: Final = {
    Trouble.NOT_STARTED: Deed.STARTED,
    Trouble.LOST: Deed.STARTED_AGAIN,
    Trouble.CUT_OFF: Deed.STARTED_AGAIN,
    Trouble.BEHIND: Deed.ENDED,
    Trouble.RESET: Deed.NOTHING,
    Trouble.REGISTER_BEHIND: Deed.REFILLED,
    Trouble.STOPPED: Deed.WOKEN,
    Trouble.UNKNOWN: Deed.NOTHING,
}


class Mandate(NamedTuple):
    """Who has it repaired, and why."""

    officer: OfficerId
    reason: ReasonCode
    discard_resets: bool = False
    """Whether runs that were reset, and that nobody adopted, are ended too."""


class Remedies(NamedTuple):
    """Who looks, and who writes again what histories tell."""

    surveying: Surveying
    refilling: Refilling
    feedbacks: FeedbackRepairing


class Repairing:
    """Finds and repairs."""

    def __init__(
        self,
        register: PostgresRegister,
        dossiers: TemporalDossiers,
        runs: DossierRuns,
        remedies: Remedies,
        acting: Acting,
        authority: Authority,
        clock: Callable[[], datetime],
    ) -> None:
        self._register = register
        self._dossiers = dossiers
        self._runs = runs
        self._surveying, self._refilling, self._feedbacks = remedies
        self._acting = acting
        self._authority = authority
        self._rooting = Rooting(authority, register, dossiers)
        self._clock = clock

    async def survey(self) -> Repairs:
        """Find what does not fit, keep an alarm of each, and change nothing else. Raises Unavailable."""
        found = []
        async for one in self._surveying.everything():
            found.append(Repaired(code=one.code, trouble=one.trouble, deed=_DEEDS[one.trouble]))
            await asyncio.to_thread(self._alarm, one)
        async for code, _ in self._surveying.after():
            found.append(Repaired(code=code, trouble=Trouble.REGISTER_BEHIND, deed=Deed.REFILLED))
        return Repairs(found=(*found, *await self._feedbacks.survey()), repaired=False)

    async def repair(self, by: Mandate) -> Repairs:
        """Bring every dossier back to its last recorded state. Workers may be stopped meanwhile, and better are.

        First the register is whole, with its books and counters, before anything runs that could take a number.
        Raises NotAllowed `OFFICER_MAY_NOT`, Unavailable.
        """
        self._authority.require(by.officer, Role.OPERATOR)
        found = [one async for one in self._surveying.everything()]
        done = [await self._do(one, by) for one in found if one.trouble is Trouble.REGISTER_BEHIND]
        unknown = [one for one in found if one.trouble is Trouble.UNKNOWN]
        while joined := [one for one in unknown if await self._joins_again(one)]:
            for one in joined:  # each may bring the result with which another part was submitted
                done.append(Repaired(code=one.code, trouble=one.trouble, deed=Deed.RESERVED_AGAIN))
                done += await self.repair_one(one.code, by)
            unknown = [one for one in unknown if one not in joined]
        done += [await self._do(one, by) for one in unknown]
        for one in found:
            done += await self.repair_one(one.code, by)
        async for code, writes in self._surveying.after():
            done.append(await self._do_after(code, writes, by))
        return Repairs(found=(*done, *await self._feedbacks.repair()), repaired=True)

    async def repair_one(self, code: DossierCode, by: Mandate) -> list[Repaired]:
        """Look at one dossier and do what is due until all is well, or nothing more can be done. Raises as `repair`."""
        self._authority.require(by.officer, Role.OPERATOR)
        done: list[Repaired] = []
        for _ in range(_LOOKS):
            found = await self._surveying.one(code)
            if found is None or found.trouble is Trouble.UNKNOWN:
                break
            done.append(await self._do(found, by))
            if done[-1].deed in (Deed.NOTHING, Deed.WOKEN, Deed.STARTED):
                break
        return done

    async def _do(self, found: Found, by: Mandate) -> Repaired:
        deed, gone, error = _DEEDS[found.trouble], list[str](), None
        with structlog.contextvars.bound_contextvars(code=found.code, officer=by.officer, trouble=found.trouble.value):
            try:
                await asyncio.to_thread(self._note, found, by)
                match found.trouble:
                    case Trouble.UNKNOWN:
                        await self._pass_over(found)
                    case Trouble.REGISTER_BEHIND:
                        gone = await self._refill(found)
                    case Trouble.RESET if not by.discard_resets:
                        await asyncio.to_thread(self._alarm, found)
                    case Trouble.BEHIND | Trouble.RESET:
                        deed, gone = Deed.ENDED, await self._end(found)
                    case Trouble.LOST | Trouble.CUT_OFF:
                        await self._begin_again(found, by)
                    case Trouble.STOPPED:
                        await self._wake(found, by)
                    case Trouble.NOT_STARTED:
                        deed = Deed.STARTED if await self._start(found) else Deed.NOTHING
            except (Broken, Refused) as trouble:
                deed, error = Deed.NOTHING, trouble.code
            log.info("repair", deed=deed.value, error=error)
        return Repaired(code=found.code, trouble=found.trouble, deed=deed, gone=tuple(gone), error=error)

    # ── deeds ─────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _start(self, found: Found) -> bool:
        return await self._dossiers.start(await asyncio.to_thread(self._register.codes.opening, found.code))

    async def _refill(self, found: Found) -> list[str]:
        assert found.run is not None
        line = await self._surveying.runs_of(found.code, found.run)
        return await self._refilling.refill(found.code, line)

    async def _do_after(self, code: DossierCode, writes: Sequence[Write], by: Mandate) -> Repaired:
        """Write again what was written after a closing."""
        found, gone, error = Found(code, Trouble.REGISTER_BEHIND, None, None), list[str](), None
        try:
            await asyncio.to_thread(self._note, found, by)
            gone = await self._refilling.refill_after(code, writes)
        except (Broken, Refused) as trouble:
            error = trouble.code
        deed = Deed.REFILLED if error is None else Deed.NOTHING
        return Repaired(code=code, trouble=found.trouble, deed=deed, gone=tuple(gone), error=error)

    async def _joins_again(self, found: Found) -> bool:
        """Reserve a part of linked procedures anew, whose submission lies sealed with its group's first dossier."""
        if found.run is None or found.run.opening.group is None:
            return False
        first, *_ = await self._surveying.runs_of(found.code, found.run)
        if first.start is None:
            return False
        try:
            await asyncio.to_thread(self._register.linked.take_back, first.start, self._register.codes)
            await asyncio.to_thread(self._register.restoring.pass_over, first.opening)
        except Refused as error:
            log.info("part_not_taken_back", code=found.code, error=error.code)
            return False
        return True

    async def _pass_over(self, found: Found) -> None:
        if found.run is not None:
            await asyncio.to_thread(self._register.restoring.pass_over, found.run.opening)

    async def _end(self, found: Found) -> list[str]:
        """End a run, and name the acts that it alone had heard."""
        assert found.run_id is not None
        assert found.run is not None
        await self._runs.end(found.code, found.run_id)
        events = await asyncio.to_thread(self._register.queries.events, found.code)
        kept = {event.detail.get("decision_id") for event in events}
        return [f"act:{decision}" for decision in found.run.heard if decision not in kept]

    async def _begin_again(self, found: Found, by: Mandate) -> None:
        state = rebuild(await asyncio.to_thread(kept_of, self._register, found.code))
        runs = await asyncio.to_thread(self._register.queries.runs, found.code)
        content = StartAgain(state=state.digest, run=runs[-1] if runs else None)
        saying = Saying(Act.START_AGAIN, by.officer, reason_code=by.reason, content=content.model_dump(mode="json"))
        envelope = await asyncio.to_thread(self._acting.envelope, found.code, saying)
        rooted = None
        if state.root != self._authority.root_key:
            rooted = await asyncio.to_thread(self._rooting.proven, found.code)
        await self._runs.begin_again(Start(state=state, again=envelope, rooted=rooted), self._clock())

    async def _wake(self, found: Found, by: Mandate) -> None:
        saying = Saying(Act.RETRY, by.officer, reason_code=by.reason)
        envelope = await asyncio.to_thread(self._acting.envelope, found.code, saying)
        await self._runs.signal(found.code, Act.RETRY, envelope)

    # ── telling ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _note(self, found: Found, by: Mandate) -> None:
        """Keep who repaired what and why, also where no event can tell it."""
        known = self._register.restoring.reserved([found.code])
        what, code = f"repair:{found.trouble.value}", found.code if known else None
        self._register.access.log(View(self._clock(), by.officer, self._authority.by, what, code, by.reason))

    def _alarm(self, found: Found) -> None:
        at = self._clock()
        kind = "not_running" if found.trouble is Trouble.LOST else found.trouble.value
        self._register.alarm(found.code, kind, legal_day(at).toordinal(), at)
