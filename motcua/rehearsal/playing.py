"""Playing a plan: many lives at once, each on its own clock."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from temporalio.service import RPCError

from models.errors import MotcuaError
from models.identifiers import DossierCode
from motcua.rehearsal.life import Life, Stuck
from motcua.rehearsal.office import Office
from motcua.rehearsal.plan import Case, Plan

__all__ = ["Played", "Stumbled", "play"]

AT_ONCE: Final = 16
_LAST_WORDS_S: Final = 5.0
"""So long what stumbled may take to be written down."""
_LONGEST_S: Final = 240.0
"""Longer no life takes, on a busy machine either: one that does waits for something that never comes."""


@dataclass(frozen=True)
class Stumbled:
    """A life that could not be played to its end: the engine refused, or did not do, what the law lets happen."""

    case: Case
    error: str


@dataclass(frozen=True)
class Played:
    """What was played."""

    codes: dict[int, DossierCode]
    """By the number of the case."""
    beside: dict[str, int]
    """What came of a case beside its dossier, by its code."""
    acts: int
    stumbled: tuple[Stumbled, ...]


async def play(office: Office, plan: Plan, advance: Callable[[], None] = lambda: None) -> Played:
    """Play every case, the publication among them; `advance` hears of each that is over."""
    playing = _Playing(office, asyncio.Semaphore(AT_ONCE), advance)
    await asyncio.gather(*(playing.one(case, playing.begin(case)) for case in plan.cases if case.path.then is None))
    changing = [case for case in plan.cases if case.path.then is not None]
    await asyncio.gather(*(playing.one(case, playing.begin(case)) for case in changing))
    if changing:
        await office.publish(plan.year)
    await asyncio.gather(*(playing.one(case, playing.go_on(case)) for case in changing if playing.goes_on(case)))
    return playing.played


class _Playing:
    """Many lives, so many at once."""

    def __init__(self, office: Office, turn: asyncio.Semaphore, advance: Callable[[], None]) -> None:
        self._office = office
        self._turn = turn
        self._advance = advance
        self._stumbled: list[Stumbled] = []
        self.lives: dict[int, Life] = {}

    async def begin(self, case: Case) -> None:
        life = self.lives[case.number] = await self._office.submit(case)
        await case.path.play(life)
        await life.all_at_rest()
        if case.path.then is None:
            self._advance()

    def goes_on(self, case: Case) -> bool:
        """Whether it came to where it waits for the publication."""
        return all(one.case is not case for one in self._stumbled)

    async def go_on(self, case: Case) -> None:
        assert case.path.then is not None
        life = self.lives[case.number]
        await case.path.then(life)
        await life.all_at_rest()
        self._advance()

    async def one(self, case: Case, living: Awaitable[None]) -> None:
        """Live it, or tell why it could not go on; then the register has what came of it so far."""
        async with self._turn:
            try:
                async with asyncio.timeout(_LONGEST_S):
                    await living
            except MotcuaError as error:
                self._stumble(case, error.code)
            except RPCError as error:
                self._stumble(case, error.status.name)
            except Stuck as stuck:
                self._stumble(case, str(stuck))
            except TimeoutError:
                self._stumble(case, "TIMEOUT")
            else:
                return
            await self._settle(case)

    async def _settle(self, case: Case) -> None:
        if (life := self.lives.get(case.number)) is not None:
            with suppress(MotcuaError, RPCError, Stuck, TimeoutError):
                async with asyncio.timeout(_LAST_WORDS_S):
                    await life.all_at_rest()

    def _stumble(self, case: Case, error: str) -> None:
        self._stumbled.append(Stumbled(case, error))
        self._advance()

    @property
    def played(self) -> Played:
        every = [(number, one) for number, life in self.lives.items() for one in (life, *life.beside)]
        return Played(
            codes={number: life.code for number, life in self.lives.items()},
            beside={one.code: number for number, one in every},
            acts=sum(one.acts for _, one in every),
            stumbled=tuple(self._stumbled),
        )
