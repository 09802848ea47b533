"""Rehearsing: stage, plan, play, judge."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from motcua.conformance import RULES, judge, read
from motcua.rehearsal.office import Office
from motcua.rehearsal.plan import Plan
from motcua.rehearsal.playing import play
from motcua.rehearsal.report import Report
from motcua.rehearsal.stage import own_home, staged

__all__ = ["judged", "rehearse"]


async def rehearse(plan: Plan, home: Path | None = None, advance: Callable[[], None] = lambda: None) -> Report:
    """Play a plan on servers of its own and judge what the register then says.

    Raises Unavailable when they do not start, Refused `REHEARSAL_HOME_USED`.
    """
    with own_home(home) as place:
        async with staged(place, plan.year) as (office, url):
            return await judged(office, plan, url, advance)


async def judged(office: Office, plan: Plan, url: str, advance: Callable[[], None] = lambda: None) -> Report:
    """Play a plan in an office and judge its register."""
    began = time.monotonic()
    played = await play(office, plan, advance)
    evidence = await asyncio.to_thread(read, url)
    return Report(plan, played, judge(evidence, RULES), time.monotonic() - began)
