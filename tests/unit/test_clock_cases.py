"""Worked cases of rulebook §2, counted by hand: when a limit ends, unit by unit."""

from __future__ import annotations

import pytest

from models.counting import months_after
from models.procedure import Unit
from motcua.catalogue.calendars import calendar_of
from tests.unit.clock_cases import CALENDAR, at, clock, local, suspensions

CASES = [
    # Working hours: sessions 07:00–11:30 and 13:30–17:00, and the earliest instant at which they have elapsed.
    ("2026-03-02 07:00", 8, "working_hours", "2026-03-02 17:00"),
    ("2026-03-02 07:30", 4, "working_hours", "2026-03-02 11:30"),
    ("2026-03-02 07:00", 5, "working_hours", "2026-03-02 14:00"),
    ("2026-03-02 05:10", 1, "working_hours", "2026-03-02 08:00"),
    ("2026-03-02 12:15", 1, "working_hours", "2026-03-02 14:30"),
    ("2026-03-02 17:00", 1, "working_hours", "2026-03-03 08:00"),
    ("2026-03-06 16:30", 1, "working_hours", "2026-03-09 07:30"),
    ("2026-03-07 10:00", 8, "working_hours", "2026-03-09 17:00"),
    # Working days: the day of reception is day 0, worked or not.
    ("2026-03-02 16:59", 1, "working_days", "2026-03-03 17:00"),
    ("2026-03-02 00:00", 1, "working_days", "2026-03-03 17:00"),
    ("2026-03-06 09:00", 1, "working_days", "2026-03-09 17:00"),
    ("2026-03-07 09:00", 1, "working_days", "2026-03-09 17:00"),
    ("2024-02-06 09:00", 5, "working_days", "2024-02-20 17:00"),  # Tết Giáp Thìn: 8, 9, 12–14 February
    ("2024-04-26 09:00", 1, "working_days", "2024-05-02 17:00"),  # 29 April swapped
    ("2024-05-02 09:00", 2, "working_days", "2024-05-04 17:00"),  # Saturday 4 May worked for it
    ("2025-01-23 09:00", 3, "working_days", "2025-02-04 17:00"),  # Tết Ất Tỵ: 27–31 January
    ("2025-04-25 09:00", 3, "working_days", "2025-04-29 17:00"),  # Saturday 26 April worked
    ("2025-12-31 09:00", 1, "working_days", "2026-01-05 17:00"),  # Friday 2 January 2026 swapped
    ("2026-01-05 09:00", 5, "working_days", "2026-01-10 17:00"),  # Saturday 10 January worked for it
    ("2026-02-12 09:00", 2, "working_days", "2026-02-23 17:00"),  # Tết Bính Ngọ: 16–20 February
    ("2026-11-20 09:00", 3, "working_days", "2026-11-26 17:00"),  # 24 November off
    # Days and months: a last day that is off rolls forward (Civil Code Art. 148).
    ("2026-03-06 09:00", 3, "calendar_days", "2026-03-09 17:00"),
    ("2026-03-06 09:00", 1, "calendar_days", "2026-03-09 17:00"),
    ("2024-01-30 09:00", 10, "calendar_days", "2024-02-15 17:00"),
    ("2026-01-07 09:00", 3, "calendar_days", "2026-01-10 17:00"),
    ("2025-01-31 09:00", 1, "months", "2025-02-28 17:00"),
    ("2024-01-31 09:00", 1, "months", "2024-02-29 17:00"),
    ("2024-02-29 09:00", 1, "months", "2024-03-29 17:00"),
    ("2024-02-29 09:00", 12, "months", "2025-02-28 17:00"),
    ("2026-01-30 09:00", 1, "months", "2026-03-02 17:00"),
    ("2025-10-15 09:00", 4, "months", "2026-02-23 17:00"),
    # Same day: the cut-off is 15:00.
    ("2026-03-02 06:00", 1, "same_day", "2026-03-02 17:00"),
    ("2026-03-02 15:00", 1, "same_day", "2026-03-02 17:00"),
    ("2026-03-02 15:00:00.000001", 1, "same_day", "2026-03-03 17:00"),
    ("2026-03-06 15:01", 1, "same_day", "2026-03-09 17:00"),
    ("2026-03-07 08:00", 1, "same_day", "2026-03-09 17:00"),
    ("2026-01-10 08:00", 1, "same_day", "2026-01-10 17:00"),
]


@pytest.mark.parametrize(("received", "amount", "unit", "due"), CASES)
def test_a_limit_ends_as_counted_by_hand(received: str, amount: int, unit: str, due: str) -> None:
    assert local(clock(received, amount, unit).on(CALENDAR).due) == due


CUT_OFFS = [
    # After 15:00 on a Friday, or on a Saturday, is as on Monday at 07:00.
    ("2026-03-06 15:30", 1, "working_days", "15:00", "2026-03-10 17:00"),
    ("2026-03-06 15:00", 1, "working_days", "15:00", "2026-03-09 17:00"),
    ("2026-03-07 09:00", 1, "working_days", "15:00", "2026-03-10 17:00"),
    ("2026-03-06 15:30", 4, "working_hours", "15:00", "2026-03-09 11:00"),
    ("2026-03-06 15:30", 1, "calendar_days", "15:00", "2026-03-10 17:00"),
    ("2026-02-28 15:30", 1, "months", "15:00", "2026-04-02 17:00"),
    ("2026-03-02 10:01", 1, "same_day", "10:00", "2026-03-03 17:00"),
    ("2026-03-02 16:00", 1, "same_day", "16:30", "2026-03-02 17:00"),
    ("2026-03-02 18:00", 1, "same_day", "20:00", "2026-03-03 17:00"),
]


@pytest.mark.parametrize(("received", "amount", "unit", "cut_off", "due"), CUT_OFFS)
def test_after_the_cut_off_counts_as_the_next_working_morning(
    received: str, amount: int, unit: str, cut_off: str, due: str
) -> None:
    assert local(clock(received, amount, unit, cut_off=cut_off).on(CALENDAR).due) == due


PAUSES = [
    # 29 working hours were left on Wednesday 10:00; from Friday 14:00 they end on Thursday at 09:00.
    ("2026-03-02 09:00", 5, "working_days", "2026-03-04 10:00", "2026-03-06 14:00", "2026-03-12 09:00"),
    # What is left of day 0 counts: 5 hours of Monday and all Tuesday.
    ("2026-03-02 09:00", 1, "working_days", "2026-03-02 10:00", "2026-03-04 10:00", "2026-03-05 17:00"),
    ("2026-03-02 07:00", 8, "working_hours", "2026-03-02 16:00", "2026-03-07 10:00", "2026-03-09 08:00"),
    ("2026-03-02 08:00", 1, "same_day", "2026-03-02 11:00", "2026-03-03 07:00", "2026-03-03 11:00"),
    # A cut-off applies at reception only: resumed at 16:00 the clock runs at once.
    ("2026-03-02 08:00", 1, "same_day", "2026-03-02 11:00", "2026-03-02 16:00", "2026-03-03 10:00"),
    # No length, no change.
    ("2026-03-02 09:00", 5, "working_days", "2026-03-04 10:00", "2026-03-04 10:00", "2026-03-09 17:00"),
    # A pause over a weekend takes no working time.
    ("2026-03-06 09:00", 2, "working_days", "2026-03-06 17:00", "2026-03-09 07:00", "2026-03-10 17:00"),
    # Dates: the last day moves by the days between, and only then rolls.
    ("2026-03-02 09:00", 10, "calendar_days", "2026-03-04 16:00", "2026-03-09 08:00", "2026-03-17 17:00"),
    ("2026-03-02 09:00", 5, "calendar_days", "2026-03-03 09:00", "2026-03-04 09:00", "2026-03-09 17:00"),
    ("2026-01-15 09:00", 1, "months", "2026-01-20 09:00", "2026-01-22 09:00", "2026-02-23 17:00"),
    ("2026-03-02 09:00", 5, "calendar_days", "2026-03-04 09:00", "2026-03-04 16:00", "2026-03-09 17:00"),
    # Paused while rolling over the weekend: not before the first end of a day after the resumption.
    ("2026-03-02 09:00", 5, "calendar_days", "2026-03-08 10:00", "2026-03-10 09:00", "2026-03-10 17:00"),
    ("2026-03-02 09:00", 5, "calendar_days", "2026-03-08 10:00", "2026-03-10 17:00", "2026-03-11 17:00"),
    # Paused at or after the due instant: what was late stays late.
    ("2026-03-02 07:00", 8, "working_hours", "2026-03-02 17:00", "2026-03-05 10:00", "2026-03-02 17:00"),
    ("2026-03-02 09:00", 1, "calendar_days", "2026-03-04 10:00", "2026-03-09 10:00", "2026-03-03 17:00"),
]


@pytest.mark.parametrize(("received", "amount", "unit", "paused", "resumed", "due"), PAUSES)
def test_a_pause_moves_the_due_instant_as_counted_by_hand(
    received: str, amount: int, unit: str, paused: str, resumed: str, due: str
) -> None:
    ledger = suspensions([(at(paused), at(resumed))])
    assert local(clock(received, amount, unit, suspensions=ledger).on(CALENDAR).due) == due


SAME_TIME = [
    ("2026-03-02 09:20", 2, "2026-03-04 09:20"),
    ("2026-03-06 09:00", 2, "2026-03-10 09:00"),
    ("2026-03-02 12:00", 2, "2026-03-04 11:30"),
    ("2026-03-02 07:00", 2, "2026-03-03 17:00"),
    ("2026-03-07 10:00", 2, "2026-03-10 17:00"),
]


@pytest.mark.parametrize(("received", "amount", "due"), SAME_TIME)
def test_the_same_time_variant_ends_at_the_time_of_reception(received: str, amount: int, due: str) -> None:
    assert local(clock(received, amount, "working_days", day_end="same_time").on(CALENDAR).due) == due


def test_seconds_of_the_reception_are_kept_in_hours() -> None:
    due = clock("2026-03-02 09:00:00.250000", 1, "working_hours").on(CALENDAR).due
    assert due == at("2026-03-02 10:00:00.250000")


def test_a_calendar_changed_under_an_open_dossier_moves_its_due_day() -> None:
    """The same clock, before and after Resolution 28/2026/QH16 made 24 November a day off."""
    open_dossier = clock("2026-11-20 09:00", 3, "working_days")
    assert local(open_dossier.on(calendar_of("vn-2026.1").working).due) == "2026-11-25 17:00"
    assert local(open_dossier.on(calendar_of("vn-2026.2").working).due) == "2026-11-26 17:00"


def test_a_month_ends_on_its_last_day_where_the_number_is_missing() -> None:
    days = [months_after(at("2023-12-31 09:00").date(), months) for months in (1, 2, 3, 4, 14)]
    assert [f"{day}" for day in days] == ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30", "2025-02-28"]


def test_every_unit_has_worked_cases() -> None:
    assert {unit for _, _, unit, _ in CASES} == set(Unit)
