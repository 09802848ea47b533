"""The account of a deadline, day by day: the answer to "why this date" (rulebook §2)."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from models.account import DayMark, account
from models.clock import DeadlineClock
from models.counting import BY_DATE
from models.identifiers import ReasonCode
from models.ledger import Extension, Suspension
from models.procedure import Limit, Unit
from tests.unit.clock_cases import CALENDAR, at, clock, cut_offs, instants, limits, pauses_after, suspensions


def marks(running: DeadlineClock) -> list[tuple[str, str, int | None, int]]:
    return [(f"{one.day:%m-%d}", one.mark.value, one.number, one.minutes) for one in account(running.on(CALENDAR))]


def test_working_days_across_a_holiday_name_every_day() -> None:
    assert marks(clock("2026-11-20 09:00", 2, "working_days")) == [
        ("11-20", "day_zero", 0, 0),
        ("11-21", "weekend", None, 0),
        ("11-22", "weekend", None, 0),
        ("11-23", "counted", 1, 480),
        ("11-24", "off", None, 0),
        ("11-25", "counted", 2, 480),
    ]


def test_a_reception_after_the_cut_off_does_not_count_yet() -> None:
    assert marks(clock("2026-03-06 15:30", 1, "working_days", cut_off="15:00")) == [
        ("03-06", "received", None, 0),
        ("03-07", "weekend", None, 0),
        ("03-08", "weekend", None, 0),
        ("03-09", "day_zero", 0, 0),
        ("03-10", "counted", 1, 480),
    ]


def test_hours_count_on_the_day_of_reception_too() -> None:
    assert marks(clock("2026-03-06 16:30", 1, "working_hours")) == [
        ("03-06", "counted", 1, 30),
        ("03-07", "weekend", None, 0),
        ("03-08", "weekend", None, 0),
        ("03-09", "counted", 2, 30),
    ]


def test_a_pause_takes_days_and_parts_of_days() -> None:
    ledger = suspensions([(at("2026-03-03 10:00"), at("2026-03-05 16:00"))])
    assert marks(clock("2026-03-02 07:00", 12, "working_hours", suspensions=ledger)) == [
        ("03-02", "counted", 1, 480),
        ("03-03", "counted", 2, 180),
        ("03-04", "paused", None, 0),
        ("03-05", "counted", 3, 60),
    ]


def test_dates_roll_forward_and_leave_out_the_days_of_a_pause() -> None:
    ledger = suspensions([(at("2026-03-03 10:00"), at("2026-03-05 16:00"))])
    assert [
        (day, mark, number)
        for day, mark, number, _ in marks(clock("2026-03-02 09:00", 3, "calendar_days", suspensions=ledger))
    ] == [
        ("03-02", "day_zero", 0),
        ("03-03", "counted", 1),
        ("03-04", "paused", None),
        ("03-05", "paused", None),
        ("03-06", "counted", 2),
        ("03-07", "counted", 3),
        ("03-08", "rolled", None),
        ("03-09", "rolled", None),
    ]


def test_a_pause_while_rolling_counts_no_further_date() -> None:
    """The limit had ended on Saturday 7; paused on Sunday 8, it waits for the first end of a day afterwards."""
    ledger = suspensions([(at("2026-03-08 10:00"), at("2026-03-10 09:00"))])
    told = marks(clock("2026-03-05 09:00", 2, "calendar_days", suspensions=ledger))
    assert [mark for _, mark, _, _ in told] == ["day_zero", "counted", "counted", "rolled", "paused", "paused"]


def test_a_standing_clock_accounts_up_to_the_pause() -> None:
    running = clock("2026-03-02 09:00", 5, "working_days").pause(at("2026-03-04 10:00"))
    assert marks(running)[-1] == ("03-04", "counted", 2, 180)


def test_what_counted_before_a_limit_began_anew_is_told_to_count_no_more() -> None:
    ledger = (Suspension(paused_at=at("2026-03-03 10:00"), resumed_at=at("2026-03-05 09:00"), restarts=True),)
    for amount, unit, last in ((3, "calendar_days", "03-09"), (1, "working_days", "03-06")):
        told = marks(clock("2026-03-02 09:00", amount, unit, suspensions=ledger))
        assert [(day, mark) for day, mark, _, _ in told[:4]] == [
            ("03-02", "discarded"), ("03-03", "discarded"), ("03-04", "discarded"), ("03-05", "day_zero"),
        ]  # fmt: skip
        assert told[-1][0] == last


def test_an_extension_counts_from_where_the_limit_ended_also_within_a_day() -> None:
    """Ten hours end on Tuesday at nine; what comes after is the extension's own, in hours, days or dates."""
    for amount, unit, minutes in ((3, "working_hours", 300), (1, "working_days", 120), (2, "calendar_days", 120)):
        added = Extension(
            at=at("2026-03-02 10:00"), limit=Limit(amount=amount, unit=Unit(unit)), reason_code=ReasonCode("KHAO_SAT")
        )
        extended = clock("2026-03-02 07:00", 10, "working_hours").model_copy(update={"extensions": (added,)})
        days = account(extended.on(CALENDAR))
        assert [(one.number, one.minutes, one.stage) for one in days[:2]] == [(1, 480, 0), (2, minutes, 0)]
        assert [one.stage for one in days[2:]] == [1] * len(days[2:])
        assert [one.number for one in days[2:]] == list(range(1, len(days[2:]) + 1))


@given(instants, limits(), cut_offs, st.data())
def test_the_account_adds_up_to_the_limit(
    received: datetime, limit: Limit, cut_off: str | None, data: st.DataObject
) -> None:
    """Counted dates are as many as the limit says; counted minutes are the working time in which the clock ran."""
    pauses = data.draw(pauses_after(received))
    running = clock(received, limit.amount, limit.unit, cut_off=cut_off, suspensions=suspensions(pauses))
    deadline = running.on(CALENDAR)
    days = account(deadline)
    counted = [one for one in days if one.counted]
    assert [one.number for one in counted] == list(range(1, len(counted) + 1))
    if limit.unit is Unit.CALENDAR_DAYS:
        assert len(counted) == limit.amount
    if limit.unit is Unit.WORKING_HOURS and all(paused >= deadline.counted_from for paused, _ in pauses):
        assert sum(one.minutes for one in counted) == limit.amount * 60
    if limit.unit is Unit.WORKING_DAYS and not pauses:
        assert len(counted) == limit.amount
    if limit.unit not in BY_DATE:
        assert all(one.working and one.minutes >= 0 for one in counted)
    assert all(one.mark is not DayMark.COUNTED or one.working for one in days if limit.unit not in BY_DATE)
