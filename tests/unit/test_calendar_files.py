"""The shipped calendars and their loader: what they say, from whom, and what a bad file is told (rulebook §2)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest

from models.errors import InvalidInput
from motcua.catalogue.calendar_file import EntryKind
from motcua.catalogue.calendars import (
    calendar_as_of,
    calendar_of,
    current_calendar,
    load_calendar,
    load_calendars,
    shipped_calendars,
)
from motcua.catalogue.problems import CatalogueInvalid
from motcua.catalogue.shipped import SHIPPED

OFF = {
    2023: "01-02 01-20 01-23 01-24 01-25 01-26 05-01 05-02 05-03 09-01 09-04",
    2024: "01-01 02-08 02-09 02-12 02-13 02-14 04-18 04-29 04-30 05-01 09-02 09-03",
    2025: "01-01 01-27 01-28 01-29 01-30 01-31 04-07 04-30 05-01 05-02 09-01 09-02",
    2026: "01-01 01-02 02-16 02-17 02-18 02-19 02-20 04-27 04-30 05-01 08-31 09-01 09-02 11-24",
    2027: "01-01 02-04 02-05 02-08 02-09 02-10 04-16 04-30 05-03 09-02 09-03 11-24",
}
WORKED = ["2024-05-04", "2025-04-26", "2026-01-10", "2026-08-22"]


@pytest.mark.parametrize("year", sorted(OFF))
def test_the_newest_calendar_has_the_published_days_off(year: int) -> None:
    off = [f"{day:%m-%d}" for day in current_calendar().working.off if day.year == year]
    assert " ".join(off) == OFF[year]


def test_swapped_saturdays_are_worked_and_proposed_ones_are_not() -> None:
    working = current_calendar().working
    assert [day.isoformat() for day in working.worked] == WORKED
    assert working.is_working_day(date(2026, 11, 23)) and not working.is_working_day(date(2026, 11, 28))
    inactive = [entry.date for entry in current_calendar().entries if not entry.active]
    assert inactive == [date(2026, 11, 23), date(2026, 11, 28)]


def test_every_day_names_its_source() -> None:
    """A day that was not checked lies in the year whose list is not out, or is without effect."""
    for entry in current_calendar().entries:
        assert entry.citation and entry.name
        assert entry.verified or not entry.active or entry.date.year == 2027


def test_24_november_2026_is_worked_before_the_resolution_and_off_after_it() -> None:
    before, after = calendar_of("vn-2026.1"), calendar_of("vn-2026.2")
    assert before.working.is_working_day(date(2026, 11, 24))
    assert not after.working.is_working_day(date(2026, 11, 24))
    assert set(after.working.off) - set(before.working.off) == {date(2026, 11, 24), date(2027, 11, 24)}
    assert before.working.is_working_day(date(2030, 11, 26)) and before.working.is_working_day(date(2028, 11, 24))
    assert not after.working.is_working_day(date(2028, 11, 24))


@pytest.mark.parametrize(
    ("day", "version"),
    [
        (date(2022, 1, 1), "vn-2023.1"),
        (date(2024, 4, 11), "vn-2024.1"),
        (date(2024, 4, 12), "vn-2024.2"),
        (date(2026, 6, 30), "vn-2026.1"),
        (date(2026, 7, 1), "vn-2026.2"),
    ],
)
def test_a_day_was_counted_by_the_publication_before_it(day: date, version: str) -> None:
    assert calendar_as_of(day).version == version


def test_a_file_loads_alone_as_it_loads_among_the_others() -> None:
    for version, published in shipped_calendars().items():
        assert load_calendar(SHIPPED / "calendars" / f"{version}.yaml") == published


def test_every_difference_from_the_package_holidays_is_known() -> None:
    """The package is a seed, not the law: in these years it misses one swap and nothing else."""
    package = holidays.country_holidays("VN", years=range(2023, 2028))
    swapped = set(package.weekend_workdays)
    working = current_calendar().working
    differences = []
    day = date(2023, 1, 1)
    while day < date(2028, 1, 1):
        by_package = day in swapped or (day.weekday() < 5 and day not in package)
        if by_package is not working.is_working_day(day):
            differences.append(f"{day} {'worked' if working.is_working_day(day) else 'off'}")
        day += timedelta(1)
    assert differences == ["2026-01-02 off", "2026-01-10 worked"]


GOOD = """\
version: xx-1
layer: nation
title: Lịch thử
published_on: 2026-01-01
published_from: 2026-01-01
published_until: 2026-12-31
sessions:
  - {opens: "07:00", closes: "11:30"}
entries:
  - {date: 2026-03-02, kind: off, name: Nghỉ, citation: Quyết định, verified: true}
  - {date: 2026-03-07, kind: worked, name: Bù, citation: Quyết định, verified: true}
"""


def test_a_good_file_loads(tmp_path: Path) -> None:
    path = tmp_path / "xx-1.yaml"
    path.write_text(GOOD, encoding="utf-8")
    loaded = load_calendar(path)
    assert loaded.by_date[date(2026, 3, 7)].kind is EntryKind.WORKED
    assert not loaded.working.is_working_day(date(2026, 3, 2))


@pytest.mark.parametrize(
    ("good", "bad", "line", "place"),
    [
        ("date: 2026-03-02", "date: 2026-03-32", 10, "entries[0].date"),
        ("kind: worked", "kind: maybe", 11, "entries[1].kind"),
        ("kind: worked", "kind: off", 11, "entries[1]"),
        ("name: Nghỉ, citation: Quyết định", "name: Nghỉ", 10, "entries[0].citation"),
        ("date: 2026-03-07", "date: 2026-02-28", 9, "entries"),
        ('opens: "07:00"', 'opens: "12:00"', 8, "sessions[0]"),
        ('opens: "07:00"', "opens: 7", 8, "sessions[0].opens"),
        ("version: xx-1", "version: XX 1", 1, "version"),
        ("layer: nation", "layer: nation\nextends: xx-0", 3, "extends"),
        ("published_from: 2026-01-01\n", "", 1, "published_from"),
        ("title: Lịch thử", "title: Lịch thử\ncolour: blue", 4, "colour"),
        ("entries:", "entries: [", 10, "."),
    ],
)
def test_a_bad_file_is_told_what_and_where(tmp_path: Path, good: str, bad: str, line: int, place: str) -> None:
    assert good in GOOD
    path = tmp_path / "xx-1.yaml"
    path.write_text(GOOD.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(CatalogueInvalid) as told:
        load_calendars(tmp_path)
    problem = told.value.problems[0]
    assert (problem.file, problem.place) == (path, place)
    assert problem.line == line


def test_two_files_of_one_version_are_refused(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(CatalogueInvalid) as told:
        load_calendars(tmp_path)
    assert told.value.problems[0].place == "version"


def test_a_calendar_that_extends_itself_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "xx-1.yaml"
    path.write_text(GOOD + "extends: xx-1\n", encoding="utf-8")
    with pytest.raises(CatalogueInvalid) as told:
        load_calendar(path)
    assert told.value.problems[0].place == "extends"


def test_a_later_publication_has_the_last_word_on_a_day(tmp_path: Path) -> None:
    """Taking a swap back is an entry too, inactive, with its own citation."""
    (tmp_path / "xx-1.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "xx-2.yaml").write_text(
        "version: xx-2\nextends: xx-1\nlayer: nation\ntitle: Sửa\npublished_on: 2026-02-01\n"
        "published_until: 2026-12-31\nentries:\n"
        "  - {date: 2026-03-02, kind: off, name: Bỏ, citation: Quyết định 2, verified: true, active: false}\n",
        encoding="utf-8",
    )
    loaded = load_calendars(tmp_path)
    assert list(loaded) == ["xx-1", "xx-2"]
    assert [one.working.is_working_day(date(2026, 3, 2)) for one in loaded.values()] == [False, True]


def test_a_missing_file_or_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    for load in (lambda: load_calendar(tmp_path / "no.yaml"), lambda: load_calendars(tmp_path)):
        with pytest.raises(CatalogueInvalid) as told:
            load()
        assert told.value.problems[0].error.code == "CATALOGUE_NOT_FOUND"


def test_an_unknown_version_names_the_known_ones() -> None:
    with pytest.raises(InvalidInput) as told:
        calendar_of("vn-1999.1")
    assert told.value.code == "CALENDAR_VERSION_UNKNOWN"
    assert "vn-2026.2" in told.value.next_vi
