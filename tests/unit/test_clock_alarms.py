"""The clock's alarms, extensions, stated due instants and what it refuses (rulebook §1 and §2, design §2.10)."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from models.clock import DeadlineClock
from models.deadline import new_date
from models.errors import Refused
from models.identifiers import ReasonCode
from models.procedure import Limit, Unit
from tests.unit.clock_cases import CALENDAR, at, clock, local, suspensions

TEN_DAYS = Limit(amount=10, unit=Unit.WORKING_DAYS)
LAW = ReasonCode("SECTOR_LAW")

DUE_SOON = [
    ("2026-03-02 09:00", 5, "working_days", {}, "2026-03-06 17:00"),  # one working day before Monday 17:00
    ("2026-03-02 09:00", 9, "working_hours", {}, "2026-03-02 10:00"),
    # One working day or less: half the working time.
    ("2026-03-02 07:00", 8, "working_hours", {}, "2026-03-02 11:00"),
    ("2026-03-02 09:00", 1, "working_days", {}, "2026-03-03 08:00"),
    ("2026-03-02 08:00", 1, "same_day", {}, "2026-03-02 11:30"),
    ("2026-03-02 08:00", 1, "same_day", {"short_limit_share_percent": 75}, "2026-03-02 15:15"),
    # A lead in days of the calendar never rings on a day off.
    ("2026-03-02 09:00", 5, "working_days", {"lead": Limit(amount=1, unit=Unit.CALENDAR_DAYS)}, "2026-03-06 17:00"),
    ("2026-03-02 09:00", 5, "working_days", {"lead": Limit(amount=4, unit=Unit.CALENDAR_DAYS)}, "2026-03-05 17:00"),
    ("2026-03-02 09:00", 5, "working_days", {"lead": Limit(amount=2, unit=Unit.WORKING_DAYS)}, "2026-03-05 17:00"),
    # A limit no longer than the lead rings at half of its time.
    ("2026-03-02 09:00", 2, "working_days", {"lead": Limit(amount=5, unit=Unit.WORKING_DAYS)}, "2026-03-03 14:00"),
]


@pytest.mark.parametrize(("received", "amount", "unit", "more", "soon"), DUE_SOON)
def test_the_due_soon_alarm_stands_where_the_regime_says(
    received: str, amount: int, unit: str, more: dict[str, object], soon: str
) -> None:
    assert local(clock(received, amount, unit, **more).on(CALENDAR).due_soon_at) == soon


def test_whoever_wakes_late_is_told_all_alarms_in_order() -> None:
    deadline = clock("2026-03-02 09:00", 5, "working_days").on(CALENDAR)
    assert [alarm.kind for alarm in deadline.alarms_past(at("2026-04-01 09:00"))] == ["due_soon", "due"]
    assert deadline.alarms_past(at("2026-03-06 16:59")) == ()
    assert deadline.next_alarm(at("2026-03-06 17:00")) == deadline.alarms[1]
    assert deadline.next_alarm(at("2026-03-09 17:00")) is None


def test_finishing_at_the_due_instant_is_in_time() -> None:
    deadline = clock("2026-03-02 07:00", 8, "working_hours").on(CALENDAR)
    assert not deadline.is_late(at("2026-03-02 17:00"))
    assert deadline.is_late(at("2026-03-02 17:00:00.000001"))


def test_a_standing_clock_has_no_due_instant_and_no_alarm() -> None:
    deadline = clock("2026-03-02 09:00", 5, "working_days").pause(at("2026-03-04 10:00")).on(CALENDAR)
    assert (deadline.due, deadline.due_original, deadline.due_soon_at, deadline.alarms) == (None, None, None, ())
    assert deadline.next_alarm(at("2026-03-04 10:00")) is None
    assert not deadline.provisional


def test_an_overdue_clock_stays_overdue_while_it_stands() -> None:
    deadline = clock("2026-03-02 07:00", 8, "working_hours").pause(at("2026-03-03 10:00")).on(CALENDAR)
    assert local(deadline.due) == "2026-03-02 17:00"
    assert len(deadline.alarms_past(at("2026-03-03 10:00"))) == 2


def test_an_alarm_that_fell_into_the_pause_rings_at_the_resumption() -> None:
    """Three working hours were left, less than the lead; the applicant's answer starts them again."""
    paused = clock("2026-03-02 09:00", 2, "working_days").pause(at("2026-03-04 14:00"))
    deadline = paused.resume(at("2026-03-16 09:00")).on(CALENDAR)
    assert (local(deadline.due_soon_at), local(deadline.due)) == ("2026-03-16 09:00", "2026-03-16 14:00")


def test_an_extension_stands_beside_the_original_due_instant() -> None:
    running = clock("2026-03-02 09:00", 5, "working_days")
    extended = running.extend(at("2026-03-05 10:00"), TEN_DAYS, LAW, CALENDAR).on(CALENDAR)
    assert local(extended.due_original) == "2026-03-09 17:00"
    assert local(extended.due_extended) == local(extended.due) == "2026-03-23 17:00"
    assert running.on(CALENDAR).due_extended is None
    assert local(extended.due_soon_at) == "2026-03-20 17:00"


def test_a_pause_moves_the_stage_that_it_found_running() -> None:
    """After the original due instant only the extended one is moved."""
    extended = clock("2026-03-02 09:00", 5, "working_days").extend(at("2026-03-05 10:00"), TEN_DAYS, LAW, CALENDAR)
    paused = extended.pause(at("2026-03-11 17:00"))
    assert (paused.on(CALENDAR).due, local(paused.on(CALENDAR).due_original)) == (None, "2026-03-09 17:00")
    resumed = paused.resume(at("2026-03-13 17:00")).on(CALENDAR)
    assert (local(resumed.due), local(resumed.due_original)) == ("2026-03-25 17:00", "2026-03-09 17:00")


def test_an_extension_in_dates_counts_from_the_due_day() -> None:
    running = clock("2026-03-02 09:00", 5, "calendar_days")  # Saturday 7, rolled to Monday 9
    days = Limit(amount=5, unit=Unit.CALENDAR_DAYS)
    assert local(running.extend(at("2026-03-09 16:59"), days, LAW, CALENDAR).on(CALENDAR).due) == "2026-03-16 17:00"


def test_a_stated_due_instant_stands_in_place_of_the_computed_one() -> None:
    stated = at("2026-03-20 23:59")
    migrated = clock("2026-03-02 09:00", 5, "working_days", stated_due=stated)
    assert migrated.on(CALENDAR).due_original == stated
    assert not migrated.on(CALENDAR).provisional
    assert local(migrated.on(CALENDAR).due_soon_at) == "2026-03-19 17:00"
    same = migrated.pause(at("2026-03-10 10:00")).resume(at("2026-03-10 10:00")).on(CALENDAR)
    assert same.due == stated
    moved = migrated.pause(at("2026-03-10 10:00")).resume(at("2026-03-11 10:00")).on(CALENDAR)
    assert local(moved.due) == "2026-03-23 17:00"


def test_a_stated_date_moves_by_the_days_of_a_pause() -> None:
    migrated = clock("2026-03-02 09:00", 20, "calendar_days", stated_due=at("2026-03-21 10:00"))
    assert local(migrated.on(CALENDAR).due) == "2026-03-21 10:00"
    within_a_day = migrated.pause(at("2026-03-10 10:00")).resume(at("2026-03-10 16:00"))
    assert local(within_a_day.on(CALENDAR).due) == "2026-03-21 10:00"
    five_days = migrated.pause(at("2026-03-10 10:00")).resume(at("2026-03-15 16:00"))
    assert local(five_days.on(CALENDAR).due) == "2026-03-26 17:00"


def test_used_time_leaves_out_pauses_and_the_time_before_it_counts() -> None:
    ledger = suspensions([(at("2026-03-09 10:00"), at("2026-03-10 10:00"))])
    late = clock("2026-03-06 15:30", 5, "working_days", cut_off="15:00", suspensions=ledger).on(CALENDAR)
    assert late.used(at("2026-03-06 17:00")) == 0
    assert late.used(at("2026-03-09 09:00")) == 120
    assert late.used(at("2026-03-10 09:00")) == 180
    assert late.used(at("2026-03-10 17:00")) == 180 + 300


def test_what_rests_on_unpublished_days_is_provisional() -> None:
    assert not clock("2026-12-25 09:00", 4, "working_days").on(CALENDAR).provisional
    beyond = clock("2026-12-29 09:00", 5, "working_days").on(CALENDAR)
    assert (local(beyond.due), beyond.provisional) == ("2027-01-06 17:00", True)


@pytest.mark.parametrize(
    ("now", "minutes_left", "new"),
    [
        ("2026-03-10 17:00", 0, "2026-03-11 17:00"),
        ("2026-03-10 10:00", 480, "2026-03-11 11:30"),
        ("2026-03-10 10:00", 1000, "2026-03-12 11:30"),
        ("2026-03-10 14:00", 30, "2026-03-11 17:00"),
        ("2026-03-07 09:00", 960, "2026-03-10 17:00"),
    ],
)
def test_an_apology_names_a_session_end_at_least_one_working_day_away(now: str, minutes_left: int, new: str) -> None:
    assert local(new_date(CALENDAR, at(now), minutes_left)) == new


def test_a_running_clock_refuses_what_does_not_fit() -> None:
    running = clock("2026-03-02 09:00", 5, "working_days")
    with pytest.raises(Refused, match="CLOCK_RUNNING"):
        running.resume(at("2026-03-03 09:00"))
    with pytest.raises(Refused, match="CLOCK_BACKWARDS"):
        running.pause(at("2026-03-01 09:00"))
    with pytest.raises(Refused, match="EXTENSION_TOO_LATE"):
        running.extend(at("2026-03-09 17:00"), TEN_DAYS, LAW, CALENDAR)


def test_a_standing_clock_refuses_what_does_not_fit() -> None:
    paused = clock("2026-03-02 09:00", 5, "working_days").pause(at("2026-03-03 09:00"))
    with pytest.raises(Refused, match="CLOCK_PAUSED"):
        paused.pause(at("2026-03-04 09:00"))
    with pytest.raises(Refused, match="CLOCK_BACKWARDS"):
        paused.resume(at("2026-03-02 10:00"))
    with pytest.raises(Refused, match="CLOCK_PAUSED"):
        paused.extend(at("2026-03-04 09:00"), TEN_DAYS, LAW, CALENDAR)


@pytest.mark.parametrize(
    "more",
    [
        {"suspensions": suspensions([(at("2026-03-01 09:00"), at("2026-03-03 09:00"))])},
        {"suspensions": suspensions([(at("2026-03-03 09:00"), at("2026-03-05 09:00")), (at("2026-03-04 09:00"),) * 2])},
        {"stated_due": at("2026-03-01 09:00")},
        {"lead": Limit(amount=1, unit=Unit.MONTHS)},
        {"cut_off": "25:00"},
        {
            "extensions": (
                {"at": at("2026-03-03 09:00"), "limit": Limit(amount=1, unit=Unit.SAME_DAY), "reason_code": LAW},
            )
        },
    ],
)
def test_a_clock_that_cannot_be_is_no_value(more: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        clock("2026-03-02 09:00", 5, "working_days", **more)


def test_a_clock_survives_its_serialisation() -> None:
    """What a history carries reads as it was written, to the microsecond."""
    running = clock("2026-03-02 09:00:01.000007", 5, "working_days", cut_off="15:00")
    told = running.pause(at("2026-03-03 09:00")).resume(at("2026-03-04 09:00"))
    told = told.extend(at("2026-03-05 09:00"), TEN_DAYS, LAW, CALENDAR)
    again = DeadlineClock.model_validate_json(told.model_dump_json())
    assert again == told
    assert again.on(CALENDAR).alarms == told.on(CALENDAR).alarms
