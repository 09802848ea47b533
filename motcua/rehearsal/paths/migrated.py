"""Carried over from an older system: in time, late, apologised for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from models.tags import Tag
from models.value import stamp
from motcua.rehearsal.life import Life
from motcua.rehearsal.path import Path, Set, Setting, received
from motcua.rehearsal.paths.late import letter_owed
from motcua.rehearsal.paths.road import straight
from motcua.rehearsal.year import Kind, Year

__all__ = ["PATHS"]

_OLD_FORM: Final = "000.00.14.H23"
"""As codes of agencies were once written."""

Stated = Callable[[datetime], dict[str, Any]]


def _entered(stated: Stated) -> Set:
    """A dossier that was received four days before it is entered here."""

    def setting(year: Year, chance: Random) -> Setting:
        at = year.at(chance, year.a_quiet_day(chance))
        here = received(Kind.WEEK, year, at)
        earlier = at - timedelta(days=4)
        older = {
            "code": f"{chance.choice((here.receiving, _OLD_FORM))}-{earlier:%y%m%d}-{chance.randrange(10**6, 10**7)}",
            "received_at": stamp(earlier),
            "source": "Một cửa cũ",
        }
        return here._replace(migrated=older | stated(at))

    return setting


def _at_seventeen(at: datetime, days: int) -> str:
    return stamp((at + timedelta(days)).replace(hour=17, minute=0, second=0))


async def late(life: Life) -> None:
    """It was late when it came: apologised for at once."""
    await letter_owed(life)
    await life.walk()


async def late_again(life: Life) -> None:
    """The older system had apologised; its new date passes too."""
    new_due = (await life.row()).new_due
    assert new_due is not None
    await life.until(new_due)
    await life.after(hours=3)
    await life.told(Tag.ESCALATION_DONE)
    await life.walk()


PATHS = (
    Path("migrated.in_time", "Chuyển từ hệ thống cũ, còn hạn",
         _entered(lambda at: {"due": _at_seventeen(at, 9)}), straight),
    Path("migrated.computed", "Chuyển từ hệ thống cũ, không nêu hạn", _entered(lambda _: {}), straight),
    Path("migrated.late", "Chuyển từ hệ thống cũ, đã quá hạn",
         _entered(lambda at: {"due": _at_seventeen(at, -2)}), late),
    Path(
        "migrated.late_again", "Chuyển từ hệ thống cũ, đã xin lỗi, lại quá hạn",
        _entered(lambda at: {
            "due": _at_seventeen(at, -2),
            "apology": {"issued_on": f"{at - timedelta(days=2):%Y-%m-%d}", "new_due": _at_seventeen(at, 5)},
        }),
        late_again,
    ),
)  # fmt: skip
