"""Online: registered, accepted or refused by an officer."""

from __future__ import annotations

from datetime import datetime, time
from random import Random

from models.acts import Act
from models.calendar import VIETNAM
from models.contents.returning import Evidence
from models.procedure import Role, StepKind
from models.statuses import Channel
from motcua.rehearsal.life import Life
from motcua.rehearsal.path import Path, Setting, on_a_quiet_day, received
from motcua.rehearsal.paths.days import told_of_the_change
from motcua.rehearsal.year import Kind, Year

__all__ = ["PATHS", "before_a_day_off", "registered"]


async def accepted_late(life: Life) -> None:
    """It lies a week before somebody accepts it: only then its clock starts. The result goes out by the portal."""
    await life.after(days=7)
    await life.walk(StepKind.RETURN)
    await life.next_act(evidence=Evidence.PORTAL_RECEIPT.value, reference=f"CDV{life.chance.randint(1, 10**9):09d}")


def before_a_day_off(year: Year, chance: Random) -> Setting:
    """Registered the morning before the day that is declared off, on which its eight hours would end."""
    at = year.at(chance, year.before_changed_day(1), "07:40", "08:50")
    return received(Kind.DAYS, year, at, channel=Channel.ONLINE)


async def registered(life: Life) -> None:
    """Nobody answers it before the calendar is published."""
    await life.standing()


async def refused(life: Life) -> None:
    """Not accepted, with a reason: in time by the new calendar, and too late by the old one."""
    await told_of_the_change(life)
    day = Year(life.begun.setting.at.year).after_changed_day()
    await life.until(datetime.combine(day, time(7, 35), VIETNAM))
    standing = await life.standing()
    await life.act(Act.REFUSE_DOSSIER, life.officer(standing.receiving, Role.RECEPTION), "KHONG_THUOC_THAM_QUYEN")


PATHS = (
    Path(
        "online.accepted_late", "Trực tuyến, một tuần sau mới tiếp nhận",
        on_a_quiet_day(Kind.WEEK, channel=Channel.ONLINE), accepted_late,
    ),
    Path(
        "online.refused", "Trực tuyến, lịch đổi khi chờ trả lời, từ chối", before_a_day_off, registered, then=refused,
    ),
)  # fmt: skip
