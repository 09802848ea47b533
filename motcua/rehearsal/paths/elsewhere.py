"""Received elsewhere, by nobody's competence, and as linked procedures: whose a dossier is, and what it starts."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from models.acts import Act
from models.procedure import Role, StepKind
from models.tags import Tag
from models.value import stamp
from motcua.rehearsal.life import Life
from motcua.rehearsal.path import Path, Setting, on_a_quiet_day, received
from motcua.rehearsal.year import Kind, Year

__all__ = ["PATHS", "apologise_before_the_breach", "before_the_breach"]


async def late_elsewhere(life: Life) -> None:
    """One commune received it, another will be late: its head apologises before the breach, under their own key."""
    await life.walk(StepKind.HANDLE)
    await before_the_breach(life)
    await apologise_before_the_breach(life)
    due = (await life.row()).due
    assert due is not None
    await life.until(due + timedelta(hours=2))
    await life.told(Tag.OVERDUE)
    await life.walk()


async def before_the_breach(life: Life) -> None:
    """The letter is drafted, and the due instant still to come."""
    due = (await life.row()).due
    assert due is not None
    await life.until(due - timedelta(hours=20))
    await life.told(Tag.APOLOGY_DRAFTED)


async def apologise_before_the_breach(life: Life) -> None:
    """Whoever the draft waits for sends it, with a reason and a date a week after the one that was promised."""
    row = await life.row()
    assert row.due is not None
    head = life.officer(row.apology_by, Role.HEAD)
    await life.act(Act.SEND_APOLOGY, head, "STEP_OVER_LIMIT", new_due=stamp(row.due + timedelta(days=7)))
    await life.told(Tag.DELIVERY_DONE)


async def coordinated(life: Life) -> None:
    """Nobody is competent: a day and a half in the queue, until the superior names somebody; the clock ran on."""
    await life.told(Tag.COORDINATION_DONE)
    await life.until(await life.now() + timedelta(hours=30))
    await life.told(Tag.NOT_COORDINATED)
    row = await life.row()
    superior = life.officer(row.holding, Role.HEAD)
    await life.is_refused("STATE_FORBIDS_ACT", life.act(Act.HAND_OVER, life.officer(row.receiving, Role.RECEPTION)))
    await life.act(Act.ASSIGN_COMPETENT, superior, agency=row.holding)
    await life.walk()


async def linked(life: Life) -> None:
    """The birth feeds the residence, and both the card."""
    await life.walk()
    residence = await life.part("thuong_tru")
    await residence.walk()
    await (await life.part("the")).walk()


async def linked_withdrawn(life: Life) -> None:
    """The residence is withdrawn: the card is made without it."""
    await life.walk()
    residence = await life.part("thuong_tru")
    standing = await residence.walk(StepKind.HANDLE)
    await residence.act(Act.WITHDRAW, residence.officer(standing.receiving, Role.RECEPTION), "NGUOI_NOP_RUT")
    await life.part("the")


async def linked_cancelled(life: Life) -> None:
    """The birth is withdrawn: what needs its result is not begun."""
    standing = await life.walk(StepKind.HANDLE)
    await life.act(Act.WITHDRAW, life.officer(standing.receiving, Role.RECEPTION), "NGUOI_NOP_RUT")
    await life.told(Tag.FEEDING_DONE)


def _elsewhere(year: Year, chance: Random) -> Setting:
    at = year.at(chance, year.a_quiet_day(chance))
    return received(Kind.ELSEWHERE, year, at, competent=year.counter(Kind.ELSEWHERE, at.date()).elsewhere)


def _group(year: Year, chance: Random) -> Setting:
    """Early in the morning: a birth is registered the same day."""
    at = year.at(chance, year.a_quiet_day(chance), latest="08:10")
    residence, card = (year.counter(kind, at.date()).receiving for kind in (Kind.WEEK, Kind.DAYS))
    return received(Kind.SAME_DAY, year, at, parts={"thuong_tru": residence, "the": card})


PATHS = (
    Path("elsewhere.late", "Nhận nơi khác, thủ trưởng xin lỗi trước hạn", _elsewhere, late_elsewhere),
    Path("elsewhere.coordinated", "Chờ giao cơ quan có thẩm quyền", on_a_quiet_day(Kind.NOBODYS), coordinated),
    Path("linked.whole", "Liên thông: kết quả trước là giấy tờ của hồ sơ sau", _group, linked),
    Path("linked.withdrawn", "Liên thông, rút một hồ sơ", _group, linked_withdrawn),
    Path("linked.cancelled", "Rút hồ sơ, liên thông theo đó dừng", _group, linked_cancelled),
)
