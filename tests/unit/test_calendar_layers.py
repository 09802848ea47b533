"""Calendars in layers: the nation's under a province's under an agency's, the nearest word the last (rulebook §2)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from models.identifiers import AgencyCode
from motcua.catalogue.calendar_file import CalendarFile
from motcua.catalogue.calendars import newest_of

CITY, COMMUNE, OTHER = AgencyCode("H24"), AgencyCode("H24.31"), AgencyCode("H24.40")
SESSIONS = [{"opens": "07:00", "closes": "11:30"}, {"opens": "13:30", "closes": "17:00"}]


def entry(day: str, kind: str = "off", **other: Any) -> dict[str, Any]:
    return {"date": day, "kind": kind, "name": "Mẫu", "citation": "Mẫu", "verified": False, **other}


def file(version: str, published_on: str, *entries: dict[str, Any], **other: Any) -> CalendarFile:
    said = {"version": version, "published_on": published_on, "title": "Mẫu", "entries": entries, **other}
    return CalendarFile.model_validate(said)


def nation(version: str, published_on: str, *entries: dict[str, Any], **other: Any) -> CalendarFile:
    whole = {"published_from": "2026-01-01", "published_until": "2026-12-31", "sessions": SESSIONS}
    return file(version, published_on, *entries, layer="nation", **({} if "extends" in other else whole), **other)


FIRST = nation("vn-2026.1", "2026-01-01", entry("2026-09-02"))
LATER = nation("vn-2026.2", "2026-10-01", entry("2026-11-24"), extends="vn-2026.1", published_until="2027-12-31")
STORM = file(
    "h24-2026.1", "2026-09-08", entry("2026-09-08", unforeseen=True, decision="1207/QĐ-UBND"), layer="province",
    agency="H24",
)  # fmt: skip
FAIR = file("h24.31-2026.1", "2026-09-10", entry("2026-09-11"), layer="agency", agency="H24.31")
MAKE_UP = file(
    "h24.31-2026.2", "2026-11-01", entry("2026-11-24", active=False), entry("2026-11-28", "worked"), layer="agency",
    agency="H24.31", extends="h24.31-2026.1",
)  # fmt: skip
ALL = (FIRST, STORM, FAIR, LATER, MAKE_UP)


def test_each_place_counts_by_its_own_and_what_lies_above_it() -> None:
    days = [date(2026, 9, 2), date(2026, 9, 8), date(2026, 9, 11), date(2026, 11, 24), date(2026, 11, 28)]
    worked = {}
    for name, places in {"nation": (), "city": (CITY,), "commune": (COMMUNE, CITY), "other": (OTHER, CITY)}.items():
        found = newest_of(ALL, places)
        assert found is not None
        worked[name] = (found.version, [found.working.is_working_day(day) for day in days])
    assert worked == {
        "nation": ("vn-2026.2", [False, True, True, False, False]),
        "city": ("vn-2026.2-h24-2026.1", [False, False, True, False, False]),
        "commune": ("vn-2026.2-h24-2026.1-h24.31-2026.2", [False, False, False, True, True]),
        "other": ("vn-2026.2-h24-2026.1", [False, False, True, False, False]),
    }


def test_a_year_that_is_published_is_no_longer_provisional_in_any_layer() -> None:
    before, after = newest_of((FIRST, STORM), (CITY,)), newest_of(ALL, (CITY,))
    assert before is not None
    assert after is not None
    assert not before.working.is_published(date(2027, 3, 1))
    assert after.working.is_published(date(2027, 3, 1))
    assert after.by_date[date(2026, 9, 8)].decision == "1207/QĐ-UBND"


def test_counters_hours_never_count() -> None:
    saturdays = [{"weekdays": [6], "sessions": [{"opens": "08:00", "closes": "11:00"}], "citation": "Mẫu"}]
    plain = newest_of((FIRST,))
    opened = newest_of(
        (FIRST, file("h24-2026.2", "2026-02-01", layer="province", agency="H24", counter=saturdays)), (CITY,)
    )
    assert plain is not None
    assert opened is not None
    assert [hours.weekdays for hours in opened.counter] == [(6,)]
    assert not opened.working.is_working_day(date(2026, 9, 12))
    assert opened.working.sessions == plain.working.sessions


@pytest.mark.parametrize(
    "wrong",
    [
        {"agency": None},
        {"layer": "nation"},
        {"version": "h23-2026.1"},
        {"published_until": "2026-12-31"},
        {"entries": [entry("2026-09-08", unforeseen=True)]},
    ],
)
def test_a_layer_says_whose_it_is_and_a_storm_by_which_decision(wrong: dict[str, Any]) -> None:
    said = {"version": "h24-2026.1", "published_on": "2026-09-08", "title": "Mẫu", "layer": "province", "agency": "H24"}
    CalendarFile.model_validate(said)
    with pytest.raises(ValidationError):
        CalendarFile.model_validate(said | wrong)
