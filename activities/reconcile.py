"""Reconciling: what was reserved is started, what should run does run, or an alarm says so (design §2.4)."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Protocol

from temporalio import activity

from models.identifiers import DossierCode
from models.opening import Opening
from models.value import Value

__all__ = ["Dossiers", "Reconciled", "Reconciliation", "Reservations"]


class Reservations(Protocol):
    """The register's side."""

    def not_started(self, before: datetime) -> tuple[Opening, ...]:
        """Openings reserved before an instant whose dossier has no event yet."""

    def open_codes(self) -> tuple[DossierCode, ...]:
        """Dossiers that the register calls open."""

    def left_after(self) -> tuple[DossierCode, ...]:
        """Closed dossiers with something under way that came after their closing."""

    def alarm_not_running(self, code: DossierCode, at: datetime) -> None:
        """Keep the alarm that an open dossier has no running workflow; once per dossier and day."""


class Dossiers(Protocol):
    """Temporal's side."""

    async def start(self, opening: Opening) -> bool:
        """Start a dossier's workflow; False if it runs or ran already."""

    async def running(self) -> set[str]:
        """Codes of the running dossiers, as visibility has them (eventually consistent)."""

    async def is_running(self, code: DossierCode) -> bool:
        """Whether this one runs, for certain."""

    async def go_on_after(self, code: DossierCode) -> bool:
        """Start what comes after a dossier's closing; False if it runs."""


class Feedback(Protocol):
    """Feedbacks that were reserved."""

    async def begin(self, before: datetime) -> tuple[str, ...]:
        """Start those reserved before an instant that never told anything; return their codes."""


class Rules(Protocol):
    """Rules that changed under open dossiers."""

    async def begin(self) -> tuple[str, ...]:
        """Begin to bring them to the dossiers that do not know them yet; return the ids of the workflows."""


class Reconciled(Value):
    """What was found and done."""

    started: tuple[DossierCode, ...]
    not_running: tuple[DossierCode, ...]
    resumed: tuple[DossierCode, ...] = ()
    """Closed dossiers for which what came after goes on: its run was lost."""
    feedbacks: tuple[str, ...] = ()
    """Feedbacks that were reserved and not started."""
    publications: tuple[str, ...] = ()
    """Publications begun for dossiers that stand under rules which changed since."""


PATIENCE = timedelta(minutes=2)
"""A reservation younger than this is still being started by whoever made it."""


class Reconciliation:
    """Compares the register with Temporal."""

    def __init__(
        self,
        reservations: Reservations,
        dossiers: Dossiers,
        rules: Rules | None = None,
        feedback: Feedback | None = None,
    ) -> None:
        self._reservations = reservations
        self._dossiers = dossiers
        self._rules = rules
        self._feedback = feedback

    @activity.defn
    async def reconcile(self) -> Reconciled:
        """Start what was reserved and not started; alarm on what is open here and does not run there.

        A dossier whose workflow has closed is never started again: only `motcua reconcile --repair` may do that.
        """
        now = datetime.now(UTC)
        openings = await asyncio.to_thread(self._reservations.not_started, now - PATIENCE)
        started = [opening.body.code for opening in openings if await self._dossiers.start(opening)]
        lost = await self._lost()
        for code in lost:
            await asyncio.to_thread(self._reservations.alarm_not_running, code, now)
        after = await asyncio.to_thread(self._reservations.left_after)
        resumed = [code for code in after if await self._dossiers.go_on_after(code)]
        return Reconciled(
            started=tuple(started),
            not_running=tuple(lost),
            resumed=tuple(resumed),
            feedbacks=await self._feedback.begin(now - PATIENCE) if self._feedback is not None else (),
            publications=await self._rules.begin() if self._rules is not None else (),
        )

    async def _lost(self) -> list[DossierCode]:
        # The running ones are asked for after the open ones: whatever starts in between is in both.
        open_codes = await asyncio.to_thread(self._reservations.open_codes)
        running = await self._dossiers.running()
        suspects = [code for code in open_codes if code not in running]
        lost = [code for code in suspects if not await self._dossiers.is_running(code)]
        # What closed while we looked is lost to nobody: its register said so before its run ended.
        still_open = set(await asyncio.to_thread(self._reservations.open_codes)) if lost else set()
        return [code for code in lost if code in still_open]
