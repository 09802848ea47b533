"""Days: off, swapped, around Tết, after the cut-off, in a year that nobody has published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from activities.publishing import PublishingPlace
from models.calendar import VIETNAM
from models.identifiers import ReasonCode
from models.lifecycle import Phase
from models.procedure import Role, StepKind
from models.publication import Subject
from models.tags import Tag
from motcua.rehearsal.life import Life
from motcua.rehearsal.path import Path, Set, Setting, received
from motcua.rehearsal.paths.asking import answer, ask
from motcua.rehearsal.paths.late import at_signature
from motcua.rehearsal.paths.road import slowly, straight
from motcua.rehearsal.samples import amended_on
from motcua.rehearsal.year import Kind, Year

__all__ = ["PATHS", "told_of_the_change"]

_PAUSED: Final = 0.3
"""So many of the dossiers under which a calendar changes wait for their applicant."""


def _on(kind: Kind, day_of: Callable[[Year, Random], date], earliest: str = "07:20", latest: str = "10:30") -> Set:
    def setting(year: Year, chance: Random) -> Setting:
        return received(kind, year, year.at(chance, day_of(year, chance), earliest, latest))

    return setting


def _before_tet(year: Year, _: Random) -> date:
    return year.before_tet()


def _saturday_worked(year: Year, _: Random) -> date:
    day = year.worked_instead()
    assert day is not None
    return day


def _before_a_saturday_worked(year: Year, chance: Random) -> date:
    return _saturday_worked(year, chance) - timedelta(1)


def _day_off(year: Year, chance: Random) -> date:
    """The day off that was given for a worked Saturday, where there is one."""
    if (beside := year.off_beside_it()) is not None:
        return beside
    while True:
        day = year.a_day_off(chance)
        if not year.merges_within(day):
            return day


def _a_quiet_friday(year: Year, chance: Random) -> date:
    """Fifteen days after it is a Saturday."""
    while True:
        day = year.a_quiet_day(chance)
        if day.weekday() == 4:
            return day


async def before_the_change(life: Life) -> None:
    """It is handled, or its clock stands, when a calendar is published by which a day on its way is off."""
    await life.walk(StepKind.HANDLE)
    if life.chance.random() < _PAUSED:
        await ask(life)


async def told_of_the_change(life: Life) -> None:
    """The new calendar reaches it on the day on which it is decided."""
    year = Year(life.begun.setting.at.year)
    await life.until(datetime.combine(year.before_changed_day(1), time(9), VIETNAM))
    place = PublishingPlace(subject=Subject.CALENDAR, name="-")
    await (await life.app_now()).publishing.tell(place, life.code)
    await life.told(Tag.CALENDAR_CHANGED)


async def changed(life: Life) -> None:
    """The new calendar reaches it, and it goes on."""
    await told_of_the_change(life)
    if (await life.standing()).phase is Phase.SUSPENDED:
        await life.after(days=2, hours=1)
        await answer(life)
    await life.walk()


async def moved(life: Life) -> None:
    """Its procedure is amended on its way; its head moves it to the new version."""
    standing = await life.walk(StepKind.HANDLE)
    head = life.officer(standing.competent, Role.HEAD)
    await life.at_rest()
    await life.until(datetime.combine(amended_on(life.begun.setting.at.year), time(8), VIETNAM))
    await (await life.app_now()).moving.move(life.code, head, ReasonCode("CO_LOI_CHO_DAN"))
    await life.walk()


def _counting_through(year: Year, chance: Random) -> Setting:
    kind = chance.choice((Kind.DAYS, Kind.WEEK, Kind.HOURS, Kind.DATES))
    return received(kind, year, year.at(chance, year.before_changed_day(2)))


def _before_it_is_amended(year: Year, chance: Random) -> Setting:
    return received(Kind.AMENDED, year, year.at(chance, year.working_day_before(amended_on(year.number), 2)))


def _quiet(year: Year, chance: Random) -> date:
    return year.a_quiet_day(chance)


def _last_of_year(year: Year, _: Random) -> date:
    return max(
        day for day in (date(year.number, 12, 24) + timedelta(n) for n in range(7)) if year.calendar.is_working_day(day)
    )


def _has_a_saturday_worked(year: Year) -> bool:
    return year.worked_instead() is not None


def _before(month: int, day: int) -> Callable[[Year, Random], date]:
    """The last working day before a date."""

    def day_of(year: Year, _: Random) -> date:
        found = date(year.number, month, day) - timedelta(1)
        while not year.calendar.is_working_day(found):
            found -= timedelta(1)
        return found

    return day_of


PATHS = (
    Path("days.before_tet", "Nhận ngày cuối trước Tết, ngày làm việc", _on(Kind.DAYS, _before_tet), straight),
    Path("days.over_tet_by_dates", "Qua Tết, nhiều cơ quan, tính bằng ngày", _on(Kind.DATES, _before_tet), slowly),
    Path("days.over_tet_late", "Quá hạn sau Tết", _on(Kind.HOURS, _before_tet), at_signature),
    Path("days.before_2_september", "Nhận trước 02/9, bảy ngày làm việc", _on(Kind.WEEK, _before(9, 2)), slowly),
    Path(
        "days.saturday_worked", "Nhận thứ Bảy làm bù", _on(Kind.DAYS, _saturday_worked), straight,
        _has_a_saturday_worked,
    ),
    Path(
        "days.before_a_saturday_worked", "Nhận trước thứ Bảy làm bù, trả trong ngày",
        _on(Kind.SAME_DAY, _before_a_saturday_worked, "15:10", "16:50"), straight, _has_a_saturday_worked,
    ),
    Path("days.day_off", "Nhận ngày nghỉ", _on(Kind.DAYS, _day_off), straight),
    Path("days.day_off_cut_off", "Nhận ngày nghỉ, có giờ chốt", _on(Kind.HOURS, _day_off), straight),
    Path("days.after_cut_off", "Nhận sau giờ chốt", _on(Kind.HOURS, _quiet, "15:05", "16:55"), straight),
    Path("days.same_day_after_15", "Nhận sau 15 giờ", _on(Kind.SAME_DAY, _quiet, "15:05", "16:55"), straight),
    Path("days.ends_on_a_saturday", "Hạn rơi vào thứ Bảy", _on(Kind.DATES, _a_quiet_friday), straight),
    Path(
        "days.calendar_changed", "Lịch thay đổi khi đang giải quyết", _counting_through, before_the_change,
        then=changed,
    ),
    Path("days.amended", "Thủ tục sửa đổi khi đang giải quyết, chuyển phiên bản", _before_it_is_amended, moved),
    Path("days.provisional", "Hạn sang năm chưa công bố lịch", _on(Kind.WEEK, _last_of_year), straight),
)  # fmt: skip
