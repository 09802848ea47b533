"""What the tests of calendar and clock share: the shipped calendar, short ways to write instants, and strategies."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from models.calendar import VIETNAM, WorkingCalendar
from models.clock import DeadlineClock
from models.ledger import Suspension
from models.procedure import Limit, Unit
from motcua.catalogue.calendars import calendar_of
from tests.unit.minute_oracle import MinuteOracle

CALENDAR: WorkingCalendar = calendar_of("vn-2026.2").working
ORACLE = MinuteOracle(CALENDAR.off, CALENDAR.worked)
Pauses = list[tuple[datetime, datetime]]

LARGEST = {Unit.WORKING_HOURS: 80, Unit.WORKING_DAYS: 15, Unit.CALENDAR_DAYS: 45, Unit.MONTHS: 4, Unit.SAME_DAY: 1}


def at(text: str) -> datetime:
    """An instant written as `2024-02-06 09:00` in Vietnam."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def clock(received: str | datetime, amount: int, unit: str, **more: object) -> DeadlineClock:
    moment = at(received) if isinstance(received, str) else received
    return DeadlineClock.model_validate({"received_at": moment, "limit": Limit(amount=amount, unit=Unit(unit)), **more})


def suspensions(pauses: Pauses) -> tuple[Suspension, ...]:
    return tuple(Suspension(paused_at=paused, resumed_at=resumed) for paused, resumed in pauses)


def local(moment: datetime | None) -> str | None:
    """An instant as `2024-02-06 09:00` in Vietnam, or None."""
    return None if moment is None else moment.astimezone(VIETNAM).strftime("%Y-%m-%d %H:%M")


# Within the published years, far enough from their end for every limit and pause drawn below.
FIRST, LAST = datetime(2023, 1, 1, tzinfo=UTC), datetime(2026, 5, 31, tzinfo=UTC)
instants = st.datetimes(FIRST.replace(tzinfo=None), LAST.replace(tzinfo=None), timezones=st.just(UTC))


EDGES = [419, 420, 421, 690, 810, 900, 901, 1019, 1020, 1021]
"""Minutes of the day at and beside the ends of sessions and the cut-off."""


@st.composite
def near_work(draw: st.DrawFn) -> datetime:
    """A whole minute, often within, at the edge of, or just beside working hours."""
    day = draw(st.integers(0, (LAST - FIRST).days))
    minute = draw(st.one_of(st.integers(0, 24 * 60 - 1), st.sampled_from(EDGES)))
    return FIRST + timedelta(days=day, minutes=minute) - timedelta(hours=7)


minutes = near_work()
units = st.sampled_from(list(Unit))
cut_offs = st.sampled_from([None, "08:00", "11:30", "14:15", "15:00", "17:00"])


@st.composite
def limits(draw: st.DrawFn) -> Limit:
    unit = draw(units)
    return Limit(amount=draw(st.integers(1, LARGEST[unit])), unit=unit)


@st.composite
def pauses_after(draw: st.DrawFn, received: datetime) -> Pauses:
    """Up to three pauses after the reception, in order, some of no length, some over a weekend or Tết."""
    pauses: Pauses = []
    moment = received
    for _ in range(draw(st.integers(0, 3))):
        paused = moment + timedelta(minutes=draw(st.integers(0, 6 * 24 * 60)))
        moment = paused + timedelta(minutes=draw(st.integers(0, 20 * 24 * 60)))
        pauses.append((paused, moment))
    return pauses
