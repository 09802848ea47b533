"""Alarms of one instant are spread: never early, never far, always at the same place."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.identifiers import DossierCode
from models.spread import LONGEST, planned

DUE = datetime(2026, 3, 5, 10, tzinfo=UTC)
A_DAY = timedelta(days=1)


def code(number: int) -> DossierCode:
    return DossierCode(f"H24.31.1-260302-{number:05}")


@given(number=st.integers(1, 99_999), lead=st.timedeltas(timedelta(0), timedelta(days=400)))
def test_no_alarm_is_planned_early_or_later_than_a_tenth_of_what_led_to_it(number: int, lead: timedelta) -> None:
    late = planned(DUE, DUE - lead, code(number), "overdue", 0) - DUE
    assert timedelta(0) <= late <= min(LONGEST, lead / 10)


def test_what_was_due_before_the_dossier_came_here_is_told_at_once() -> None:
    assert planned(DUE, DUE + A_DAY, code(1), "overdue", 0) == DUE


def test_ten_thousand_alarms_of_one_second_spread_over_the_whole_of_it() -> None:
    """No second has more than twice its share."""
    places = Counter((planned(DUE, DUE - A_DAY, code(n), "overdue", 0) - DUE).seconds for n in range(10_000))
    assert len(places) == LONGEST.seconds
    assert max(places.values()) < 2 * 10_000 / LONGEST.seconds


def test_an_alarm_has_one_place_for_ever_and_each_its_own() -> None:
    """Stated as numbers: another rule would move the timers of open dossiers, and with them their journals."""
    since = DUE - A_DAY
    late = [
        (planned(DUE, since, code(1), kind, number) - DUE) // timedelta(microseconds=1)
        for kind, number in (("overdue", 0), ("overdue", 1), ("due_soon", 0))
    ]
    assert late == [133_684_849, 76_019_107, 82_072_245]
