"""Officers who work on other dossiers at a steady pace, calm or storm, and how long each act took them."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Self, TypeVar

from models.acts import Act
from models.errors import Refused, Unavailable
from models.identifiers import DecisionId, DossierCode, OfficerId
from models.lifecycle import Phase
from motcua.app import App
from motcua.demo.script import Turn
from motcua.service.acting import Saying
from tests.chaos.cases import COUNTER, submission_of
from tests.chaos.plan import Case, Kind

__all__ = ["RUN", "Desk"]

RUN: Final = "quay"
"""By which the submissions of these officers are known."""

T = TypeVar("T")

_HANDLER: Final = OfficerId("cv.h24-31")
_ROAD: Final = (
    (Act.HAND_OVER, COUNTER), (Act.TAKE_OVER, _HANDLER), (Act.COMPLETE_STEP, _HANDLER),
    (Act.APPROVE, OfficerId("ld.h24-31")), (Act.RETURN_RESULT, COUNTER),
)  # fmt: skip
_GLANCE_S: Final = 0.2


@dataclass
class Desk:
    """An open-loop load: an act begins every so often, whether or not the one before was answered."""

    app: App
    per_second: float
    took_ms: dict[str, list[float]] = field(default_factory=dict)
    """Milliseconds of each act, by the weather at its beginning."""
    tried_again: Counter[str] = field(default_factory=Counter)
    """Acts and submissions that were not answered, or not yet possible, at the first try."""
    weather: str | None = None
    """How it is outside; None: what is done is not counted."""
    _number: int = 0
    _closing: bool = False

    @classmethod
    @asynccontextmanager
    async def at_work(cls, app: App, per_second: float) -> AsyncIterator[Self]:
        """Officers at work for as long as the block lasts; what they began they bring to its end."""
        desk = cls(app, per_second)
        working = asyncio.create_task(desk._work())
        try:
            yield desk
        finally:
            desk._closing = True
            await working

    async def _work(self) -> None:
        """Begin a dossier every few moments; the acts of each follow each other at its own pace."""
        every = len(_ROAD) / self.per_second
        async with asyncio.TaskGroup() as dossiers:
            while not self._closing:
                dossiers.create_task(self._one(every))
                await asyncio.sleep(every)

    async def _one(self, pace: float) -> None:
        self._number += 1
        asked = submission_of(RUN, Case(self._number, Kind.DESK, Turn.STRAIGHT, 0), datetime.now(UTC))
        code = (await self._insist(lambda: self.app.submitting.submit(asked.submission, asked.officer))).code
        for act, officer in _ROAD:
            if act is Act.RETURN_RESULT:
                await self._released(code)
            decision = DecisionId(f"{code}.{act.value}")
            await self._timed(code, Saying(act, officer, decision_id=decision))
            await asyncio.sleep(pace / len(_ROAD))

    async def _timed(self, code: DossierCode, saying: Saying) -> None:
        """One act, however often it must be said; its time is from the first try to the answer."""
        weather, began = self.weather, time.perf_counter()
        await self._insist(lambda: self.app.acting.act(code, saying))
        if weather is not None:
            self.took_ms.setdefault(weather, []).append(1000 * (time.perf_counter() - began))

    async def _insist(self, say: Callable[[], Awaitable[T]]) -> T:
        while True:
            try:
                return await say()
            except (Unavailable, Refused) as error:  # refused too: its receipt may not be recorded yet
                self.tried_again[error.code] += 1
                await asyncio.sleep(_GLANCE_S)

    async def _released(self, code: DossierCode) -> None:
        while True:
            kept = await asyncio.to_thread(self.app.register.queries.dossier, code)
            if kept is not None and kept.dossier.finished_at is not None and kept.dossier.phase == Phase.IN_HAND:
                return
            await asyncio.sleep(_GLANCE_S)
