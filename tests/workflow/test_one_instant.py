"""What a busy worker finds waiting it tells at one instant; the checker judges it in its order all the same."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from models.tags import Tag
from motcua.conformance import RULES, judge, read
from tests.fixtures.before_publication import told
from tests.fixtures.casefile import Casefile
from tests.fixtures.dossiers import Office, vn
from tests.fixtures.publishing import CULTURE_DAY, decided

pytest_plugins = ("tests.fixtures.dossiers", "tests.fixtures.before_publication")
pytestmark = pytest.mark.asyncio(loop_scope="session")


async def at_one_instant(url: str, dossier: Casefile, first: Tag, *others: Tag) -> list[str | None]:
    """Return what the checker would find, had the others been told when the first was."""
    whole = await asyncio.to_thread(read, url)
    (found,) = (one for one in whole.dossiers if one.code == dossier.code)
    at = next(event["at"] for event in reversed(found.events) if event["tag"] == first)
    events = [{**event, "at": at} if event["tag"] in others else event for event in found.events]
    moved = [event["at"] for event in found.events if event["tag"] in others]
    row = {name: at if value in moved and name == "finished_at" else value for name, value in found.row.items()}
    results = judge(replace(whole, dossiers=[replace(found, events=events, row=row)], groups=()), RULES)
    return [seen.fault for result in results for seen in result.faults if seen.where == dossier.code]


async def test_a_calendar_and_an_extension(own: Office, own_url: str) -> None:
    dossier = await own.submit("1.009994", at=vn(2026, 11, 18, 9))
    await decided(own.register, CULTURE_DAY)
    assert await told(dossier) is None
    await dossier.act("extend", "ld.h24-31", "SITE_VISIT", content={"amount": 7, "unit": "calendar_days"})
    await dossier.at_rest()
    assert not await at_one_instant(own_url, dossier, Tag.CALENDAR_CHANGED, Tag.EXTENDED)


async def test_a_pause_that_ends_past_the_alarm_before_the_due_instant_and_a_withdrawal(
    own: Office, own_url: str
) -> None:
    """The clock goes on less than a working day before the end: the alarm comes with it, and then it is taken back."""
    dossier = await own.submit("1.001612", at=vn(2026, 3, 2, 9))
    await dossier.walk("tham_tra")
    await dossier.forward(to=vn(2026, 3, 5, 16))
    await dossier.act("stop", "ld.h24-31", "CHO_TOA_AN")
    await dossier.forward(by=timedelta(days=1))
    await dossier.act("lift_stop", "ld.h24-31", "DA_XONG")
    await dossier.told(Tag.DUE_SOON, 2)
    await dossier.act("withdraw", "mc.h24-31-1", "THEO_YEU_CAU")
    await dossier.result()
    assert not await at_one_instant(own_url, dossier, Tag.DUE_SOON, Tag.WITHDRAWN)
