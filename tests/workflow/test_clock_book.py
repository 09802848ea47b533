"""The clock's book: what was told and will be, why it is due then, and what was believed on an earlier day."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from datetime import date
from typing import Any

import pytest
from typer.testing import CliRunner

from models.account import DayMark, account
from models.tags import Tag
from motcua.app import App
from motcua.cli.calendar_text import due_lines
from motcua.cli.clock_text import alarm_lines, belief_lines
from motcua.cli.dossier import app as dossier_app
from motcua.service.clockbook import Punctuality
from tests.fixtures.casefile import refuses
from tests.fixtures.dossiers import A_MOMENT, Office, vn

pytest_plugins = ("tests.fixtures.dossiers", "tests.fixtures.verified")
pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("verified")]

RECEIVED = vn(2026, 2, 9, 9)
"""A Monday, a week before Tết 2026 (16 to 20 February off)."""
DUE = vn(2026, 2, 24, 17)
"""Fifteen calendar days after it."""


async def test_a_clerk_reads_why_over_a_pause_at_tet_and_an_extension(office: Office) -> None:
    """What was believed on a day is told by the journal up to it: before the pause, within it, after the extension."""
    dossier = await office.submit("1.009994", at=RECEIVED)
    await dossier.walk("tham_dinh")
    await dossier.forward(to=vn(2026, 2, 12, 10))
    await dossier.act("request_supplement", "cv.h24-31", "THIEU_GIAY_TO", content={"components": ["ban_ve_thiet_ke"]})
    await dossier.forward(to=vn(2026, 2, 23, 10))
    answer = {"components": ["ban_ve_thiet_ke"], "complete": True}
    await dossier.act("answer_supplement", "mc.h24-31-1", content=answer)
    await dossier.forward(to=vn(2026, 3, 2, 10))
    await dossier.act("extend", "ld.h24-31", "SITE_VISIT", content={"amount": 7, "unit": "calendar_days"})
    await dossier.at_rest()
    book = dossier.app.clocks

    first, paused, back, now = await asyncio.gather(*(
        asyncio.to_thread(book.why, dossier.code, day)
        for day in (date(2026, 2, 9), date(2026, 2, 14), date(2026, 2, 23), None)
    ))  # fmt: skip
    monday = vn(2026, 3, 9, 17)  # eleven days later is a Saturday
    assert (first.deadline.due, paused.deadline.due, back.deadline.due) == (DUE, None, monday)
    assert (now.deadline.due, now.deadline.due_original) == ((await dossier.row()).due, monday)
    assert now.deadline.due == vn(2026, 3, 16, 17)
    assert {one.mark for one in account(now.deadline)} >= {DayMark.PAUSED, DayMark.COUNTED}
    words = "\n".join([*due_lines(now.deadline, now.names), *belief_lines(now)])
    for said in (
        "thời hạn: 15 ngày + gia hạn 7 ngày",
        "thứ Năm 12/02/2026      ngày 3 · 10:00 tạm dừng\n",
        "thứ Hai 16/02/2026      tạm dừng — Tết Âm lịch (giao thừa)\n",
        "thứ Hai 23/02/2026      tạm dừng · 10:00 tiếp tục tính\n",
        "thứ Hai 02/03/2026      ngày 10 · 10:00 gia hạn thêm 7 ngày\n",
        "thứ Bảy 07/03/2026      ngày 15\n",
        "Chủ nhật 08/03/2026     nghỉ: hạn chuyển sang ngày làm việc kế tiếp\n",
        "thứ Hai 09/03/2026      ngày làm việc kế tiếp · 17:00 hết thời hạn, từ đây tính phần gia hạn\n",
        "thứ Hai 16/03/2026      gia hạn, ngày 7 · 17:00 đến hạn\n",
        "Tạm dừng: từ 10:00 12/02/2026, tiếp tục 10:00 23/02/2026",
        "Gia hạn: lúc 10:00 02/03/2026, thêm 7 ngày",
        "Hẹn ban đầu: 17:00 09/03/2026",
    ):
        assert said in words, words
    with refuses("PROMISE_NOT_MADE"):
        book.why(dossier.code, date(2026, 2, 8))


async def test_the_book_has_every_alarm_told_and_to_come(office: Office) -> None:
    dossier = await office.submit("1.001612", at=vn(2026, 3, 2, 9))
    await dossier.walk("tham_tra")
    book = dossier.app.clocks
    await dossier.at_rest()
    to_come = await asyncio.to_thread(book.alarms, dossier.code)
    assert [(one.kind, one.due, one.reason) for one in to_come] == [
        ("due_soon", vn(2026, 3, 4, 17), Punctuality.TO_COME), ("overdue", vn(2026, 3, 5, 17), Punctuality.TO_COME),
    ]  # fmt: skip
    await dossier.forward(to=vn(2026, 3, 5, 17) + A_MOMENT)
    await dossier.told(Tag.DELIVERY_DONE)
    told = await asyncio.to_thread(book.alarms, dossier.code)
    assert [one.kind for one in told] == ["due_soon", "overdue", "overdue_again"]
    soon, overdue, again = told
    assert soon.fired is not None
    assert soon.planned is not None
    assert soon.lateness_seconds == int((soon.fired - soon.due).total_seconds())
    assert soon.behind_plan_seconds == int((soon.fired - soon.planned).total_seconds())
    assert {soon.reason, overdue.reason} <= {Punctuality.PUNCTUAL, Punctuality.LATE, Punctuality.WOKEN}
    assert (again.fired, again.reason) == (None, Punctuality.TO_COME)
    before = await asyncio.to_thread(book.alarms, dossier.code, date(2026, 3, 3))
    assert [one.fired for one in before] == [None, None]
    assert "Sắp đến hạn" in "\n".join(alarm_lines(told))


async def test_the_commands_tell_it_in_words_and_in_json(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = await office.submit("1.001612", at=vn(2026, 3, 2, 9))
    await dossier.walk("tham_tra")
    await dossier.at_rest()
    loop = asyncio.get_running_loop()

    def with_app(work: Callable[[App], Coroutine[Any, Any, Any]]) -> Any:
        return asyncio.run_coroutine_threadsafe(work(dossier.app), loop).result()

    for module in ("clock", "correct"):
        monkeypatch.setattr(f"motcua.cli.{module}.with_app", with_app)

    async def say(command: str, *options: str) -> str:
        result = await asyncio.to_thread(CliRunner().invoke, dossier_app, [command, dossier.code, *options])
        assert result.exit_code == 0, result.output
        return result.output

    assert "Hạn trả kết quả: 17:00 thứ Năm 05/03/2026" in await say("why", "--as-of", "2026-03-02")
    told = json.loads(await say("why", "--json"))
    assert (told["due"], told["extensions"], len(told["days"])) == ("2026-03-05T17:00:00+07:00", [], 4)
    assert "Sắp đến hạn" in await say("clock")
    assert [one["kind"] for one in json.loads(await say("clock", "--json"))] == ["due_soon", "overdue"]
    said = await say("correct", "sets", "--value", "2", "--reason", "GHI_NHAM", "--as", "mc.h24-31-1")
    assert "Đã đính chính thông tin" in said
    await dossier.told(Tag.FACT_DONE)
