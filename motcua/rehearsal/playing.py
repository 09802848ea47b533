"""Playing a plan: many lives at once, each on its own clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from temporalio.service import RPCError

from models.errors import MotcuaError
from models.identifiers import DossierCode
from motcua.rehearsal.life import Stuck
from motcua.rehearsal.office import Office
from motcua.rehearsal.plan import Case, Plan

__all__ = ["Played", "Stumbled", "play"]

AT_ONCE: Final = 16
_LONGEST_S: Final = 60.0
"""Longer no life takes: one that does waits for something that never comes."""


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
    acts: int
    stumbled: tuple[Stumbled, ...]


async def play(office: Office, plan: Plan, advance: Callable[[], None] = lambda: None) -> Played:
    """Play every case; `advance` hears of each that is over."""
    codes: dict[int, DossierCode] = {}
    stumbled: list[Stumbled] = []
    acts, turn = 0, asyncio.Semaphore(AT_ONCE)

    async def one(case: Case) -> None:
        nonlocal acts
        async with turn:
            try:
                async with asyncio.timeout(_LONGEST_S):
                    life = await office.submit(case)
                    codes[case.number] = life.code
                    await case.path.play(life)
                    await life.at_rest()
                    acts += life.acts
            except MotcuaError as error:
                stumbled.append(Stumbled(case, error.code))
            except RPCError as error:
                stumbled.append(Stumbled(case, error.status.name))
            except Stuck as stuck:
                stumbled.append(Stumbled(case, str(stuck)))
            except TimeoutError:
                stumbled.append(Stumbled(case, "TIMEOUT"))
            advance()

    await asyncio.gather(*map(one, plan.cases))
    return Played(codes, acts, tuple(stumbled))
