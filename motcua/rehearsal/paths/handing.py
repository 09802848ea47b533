"""Handing over: declined, sent back, done again, silent past the cut-off."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from models.acts import Act
from models.calendar import VIETNAM
from models.lifecycle import Phase
from models.procedure import StepKind
from motcua.rehearsal.life import Life
from motcua.rehearsal.path import Path, Setting, on_a_quiet_day, received
from motcua.rehearsal.year import Kind, Year

__all__ = ["PATHS"]


async def declined(life: Life) -> None:
    """The receiver declines; the sender hands it over again."""
    standing = await life.walk(Phase.HANDED_OVER)
    taker = life.officer(standing.step_agency, standing.step_role)
    await life.act(Act.DECLINE_HAND_OVER, taker, "THIEU_TAI_LIEU_KEM_THEO")
    await life.walk()


async def sent_back(life: Life) -> None:
    """The second agency sends it back to the first, which declines at first: then it stays where it was."""
    sender = await life.walk(StepKind.CONSULT)
    await life.act(Act.SEND_BACK, life.officer(sender.step_agency, sender.step_role), "CAN_LAM_RO")
    standing = await life.standing()
    taker = life.officer(standing.step_agency, standing.step_role)
    await life.act(Act.DECLINE_HAND_OVER, taker, "DA_DAY_DU")
    await life.act(Act.SEND_BACK, life.officer(sender.step_agency, sender.step_role), "CAN_LAM_RO")
    await life.walk()


async def after_fifteen(life: Life) -> None:
    """Handed over at a quarter past three: to be taken over the next morning, and it is."""
    await _handed_over_at(life, 15, 15)
    await life.until((await _today_at(life, 9, 0)) + timedelta(days=1))
    await life.walk()


async def silent(life: Life) -> None:
    """Handed over in the morning and not taken over that day: an alarm; two days later it is."""
    await _handed_over_at(life, 14, 55)
    await life.until((await _today_at(life, 10, 0)) + timedelta(days=2))
    await life.walk()


async def _handed_over_at(life: Life, hour: int, minute: int) -> None:
    await life.until(await _today_at(life, hour, minute))
    await life.next_act()


async def _today_at(life: Life, hour: int, minute: int) -> datetime:
    return (await life.now()).astimezone(VIETNAM).replace(hour=hour, minute=minute)


def _early_in_the_week(kind: Kind, year: Year, chance: Random) -> Setting:
    """A Monday or Tuesday, so that two days later somebody works."""
    while True:
        day = year.a_quiet_day(chance)
        if day.weekday() < 2:
            return received(kind, year, year.at(chance, day))


def _a_week_ahead(year: Year, chance: Random) -> Setting:
    return _early_in_the_week(Kind.WEEK, year, chance)


PATHS = (
    Path("handing.declined", "Từ chối nhận bàn giao", on_a_quiet_day(Kind.DATES), declined),
    Path("handing.sent_back", "Trả lại bước trước", on_a_quiet_day(Kind.DATES), sent_back),
    Path("handing.after_fifteen", "Chuyển sau 15 giờ", _a_week_ahead, after_fifteen),
    Path("handing.silent", "Không ai nhận trong ngày", _a_week_ahead, silent),
)
