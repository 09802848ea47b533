"""The working calendar: days, sessions, arithmetic, and years that no list speaks of yet (rulebook §2)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from models.calendar import Session, WorkingCalendar
from models.statutory import StatutoryDay, statutory_days_off
from tests.unit.clock_cases import CALENDAR, at, local

LABOUR_CODE = CALENDAR.statutory
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        ("2026-03-02 07:00", 8 * HOUR, "2026-03-02 17:00"),
        ("2026-03-02 07:00", 4.5 * HOUR, "2026-03-02 11:30"),
        ("2026-03-02 07:00", 16 * HOUR, "2026-03-03 17:00"),
        ("2026-03-07 12:00", 0 * HOUR, "2026-03-07 12:00"),
    ],
)
def test_working_time_elapses_at_the_earliest_instant(start: str, amount: timedelta, end: str) -> None:
    assert local(CALENDAR.add(at(start), amount)) == end


def test_going_back_stops_at_the_earliest_instant_too() -> None:
    assert local(CALENDAR.subtract(at("2026-03-09 17:00"), 8 * HOUR)) == "2026-03-06 17:00"
    assert local(CALENDAR.subtract(at("2026-03-09 09:00"), 1 * HOUR)) == "2026-03-09 08:00"


@pytest.mark.parametrize(
    ("moment", "session_end", "closing", "working"),
    [
        ("2026-03-06 06:00", "2026-03-06 11:30", "2026-03-06 17:00", "2026-03-06 07:00"),
        ("2026-03-06 11:30", "2026-03-06 11:30", "2026-03-06 17:00", "2026-03-06 13:30"),
        ("2026-03-06 15:00", "2026-03-06 17:00", "2026-03-06 17:00", "2026-03-06 15:00"),
        ("2026-03-06 17:00", "2026-03-06 17:00", "2026-03-09 17:00", "2026-03-09 07:00"),
        ("2026-03-06 20:00", "2026-03-09 11:30", "2026-03-09 17:00", "2026-03-09 07:00"),
        ("2026-03-07 09:00", "2026-03-09 11:30", "2026-03-09 17:00", "2026-03-09 07:00"),
    ],
)
def test_sessions_are_found_from_any_instant(moment: str, session_end: str, closing: str, working: str) -> None:
    """The first session's end from it, the first day's end after it, and when somebody works from it on."""
    start = at(moment)
    found = (CALENDAR.session_end_from(start), CALENDAR.closing_after(start), CALENDAR.working_from(start))
    assert tuple(map(local, found)) == (session_end, closing, working)


def test_working_days_are_counted_both_ways() -> None:
    friday, saturday = date(2026, 3, 6), date(2026, 3, 7)
    assert CALENDAR.working_day_after(friday) == CALENDAR.working_day_after(saturday) == date(2026, 3, 9)
    assert CALENDAR.working_day_before(date(2026, 3, 9)) == CALENDAR.working_day_to(saturday) == friday
    assert CALENDAR.working_day_from(friday) == friday
    assert CALENDAR.working_day_after(friday, 0) == friday


def test_a_day_off_has_no_sessions() -> None:
    assert CALENDAR.sessions_of(date(2026, 11, 24)) == ()
    assert len(CALENDAR.sessions_of(date(2026, 1, 10))) == 2


def test_other_sessions_make_another_day() -> None:
    short = WorkingCalendar.model_validate(
        CALENDAR.model_dump()
        | {"sessions": ({"opens": "08:00", "closes": "12:00"}, {"opens": "13:00", "closes": "16:00"})}
    )
    assert short.day_length == 7 * HOUR
    assert local(short.add(at("2026-03-02 08:00"), 8 * HOUR)) == "2026-03-03 09:00"


@given(st.dates(date(2023, 1, 1), date(2026, 12, 31)))
def test_a_published_day_is_what_the_lists_say(day: date) -> None:
    worked = day in CALENDAR.worked if day.weekday() > 4 else day not in CALENDAR.off
    assert CALENDAR.is_working_day(day) is worked
    assert CALENDAR.is_published(day)


@pytest.mark.parametrize(
    ("year", "off"),
    [
        (2027, ["01-01", "04-30", "05-03", "09-02", "09-03", "11-24"]),  # 1 May is a Saturday
        (2028, ["01-03", "05-01", "05-02", "09-01", "09-04", "11-24"]),  # 1 January, 30 April and 2 September too
        (2029, ["01-01", "04-30", "05-01", "09-03", "09-04"]),  # 24 November is a Saturday: no make-up day known
        (2030, ["01-01", "04-30", "05-01", "09-02", "09-03"]),
    ],
)
def test_an_unpublished_year_has_the_fixed_days_of_the_labour_code(year: int, off: list[str]) -> None:
    """A fixed day on a weekend moves to the next working day; two of them move one after the other."""
    assert [f"{day:%m-%d}" for day in sorted(statutory_days_off(year, LABOUR_CODE))] == off


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_the_fixed_days_agree_with_every_published_year(year: int) -> None:
    """The guess for years to come, held against what was then published."""
    fixed = [day for day in LABOUR_CODE if year > 2025 or day.on != "11-24"]
    assert statutory_days_off(year, fixed) <= set(CALENDAR.off)


def test_beyond_the_lists_fixed_days_are_off_and_lunar_ones_unknown() -> None:
    assert not CALENDAR.is_published(date(2028, 1, 3))
    assert not CALENDAR.is_working_day(date(2028, 1, 3))
    assert CALENDAR.is_working_day(date(2028, 1, 26))  # Tết Mậu Thân 2028: nothing says so yet
    assert not CALENDAR.is_working_day(date(2027, 2, 5))  # expected, and listed so


def test_a_span_is_small_and_knows_where_it_ends() -> None:
    span = CALENDAR.span(date(2024, 1, 1), date(2024, 6, 30))
    assert (len(span.off), span.worked) == (10, (date(2024, 5, 4),))
    assert not span.is_published(date(2024, 7, 1)) and not span.is_published(date(2023, 12, 31))
    assert not span.is_working_day(date(2024, 9, 2))  # still off, by the law's fixed days
    assert len(span.model_dump_json()) < 700
    later = CALENDAR.span(date(2030, 1, 1), date(2030, 12, 31))
    assert not later.is_published(date(2030, 6, 3))


def test_reading_days_leaves_a_calendar_equal_to_its_copy() -> None:
    """What is kept for speed is no part of the value."""
    copy = WorkingCalendar.model_validate_json(CALENDAR.model_dump_json())
    CALENDAR.is_working_day(date(2031, 1, 1))
    assert copy == CALENDAR and hash(copy) == hash(CALENDAR)
    assert copy.model_dump_json() == CALENDAR.model_dump_json()


@pytest.mark.parametrize(
    "wrong",
    [
        {"sessions": ()},
        {"sessions": (Session(opens="07:00", closes="12:00"), Session(opens="11:00", closes="17:00"))},
        {"off": (date(2026, 3, 7),)},
        {"off": (date(2026, 3, 3), date(2026, 3, 2))},
        {"worked": (date(2026, 3, 2),)},
        {"worked": (date(2026, 3, 7), date(2026, 3, 7))},
    ],
)
def test_a_calendar_that_cannot_be_is_no_value(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        WorkingCalendar.model_validate(CALENDAR.model_dump() | wrong)


def test_a_session_opens_before_it_closes_and_a_fixed_day_comes_every_year() -> None:
    with pytest.raises(ValidationError):
        Session(opens="11:30", closes="07:00")
    with pytest.raises(ValidationError):
        StatutoryDay(on="02-29")
