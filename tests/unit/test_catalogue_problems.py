"""A broken catalogue tells everything that is wrong with it, each with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from motcua.catalogue.bundle import CatalogueBundle
from motcua.catalogue.loader import load, read_catalogue
from motcua.catalogue.problems import CatalogueInvalid
from motcua.catalogue.shipped import SHIPPED, shipped_catalogue

GOOD = (SHIPPED / "hai-phong" / "procedures" / "xay-dung.yaml").read_text(encoding="utf-8")
AMENDED = GOOD.replace("version: 2", "version: 3").replace("2025-07-01", "2026-12-01")
Found = set[tuple[str, str]]


def _found(folder: Path, text: str, base: CatalogueBundle | None = None) -> Found:
    (folder / "a.yaml").write_text(text, encoding="utf-8")
    _, problems = read_catalogue([folder], shipped_catalogue() if base is None else base)
    return {(one.error.code, one.place) for one in problems}


def test_a_good_amendment_of_a_shipped_procedure_has_no_problem(tmp_path: Path) -> None:
    assert _found(tmp_path, AMENDED) == set()


def test_one_file_with_many_faults_tells_them_all(tmp_path: Path) -> None:
    """Wrong type, missing and unknown field, a key twice, a sum over the limit: all in one go."""
    text = """
procedures:
  - code: 1.014200
    colour: red
    version: one
    fee_dong: 10
    fee_dong: 20
officers:
  - {id: "ABC", name: X, agency: H24, roles: [chief], title: T, valid_from: 2025-13-01}
towns: []
"""
    found = _found(tmp_path, text)
    assert {
        ("CATALOGUE_FIELD_UNKNOWN", "procedures[0].colour"),
        ("CATALOGUE_FIELD_WRONG", "procedures[0].version"),
        ("CATALOGUE_KEY_TWICE", "procedures[0].fee_dong"),
        ("CATALOGUE_FIELD_MISSING", "procedures[0].limit"),
        ("CATALOGUE_FIELD_WRONG", "officers[0].id"),
        ("CATALOGUE_FIELD_WRONG", "officers[0].roles[0]"),
        ("CATALOGUE_FIELD_WRONG", "officers[0].valid_from"),
        ("CATALOGUE_SECTION_UNKNOWN", "towns"),
    } <= found


def test_a_problem_names_the_line_and_speaks_both_languages(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("sample: true\nagencies:\n  - code: H24\n    name: X\n    colour: red\n")
    _, problems = read_catalogue([tmp_path])
    colour = next(one for one in problems if one.place.endswith("colour"))
    assert (colour.line, colour.error.vi) == (5, "Không có trường colour.")
    assert str(colour).startswith(f"{tmp_path / 'a.yaml'}:5: agencies[0].colour: CATALOGUE_FIELD_UNKNOWN")


CROSS = [
    ("limit_hours: 32", "limit_hours: 64", "CATALOGUE_FIELD_WRONG", "procedures[0]"),
    ('"H24.4"', '"H24.99"', "CATALOGUE_AGENCY_ABSENT", "procedures[0].steps[1].agency"),
    ('"H24.4"', '"H23.4"', "CATALOGUE_AGENCY_ABSENT", "procedures[0].steps[1].agency"),
    ("H24.31.1", "H24.31.9", "CATALOGUE_AGENCY_ABSENT", "procedures[0].received_by[0]"),
    ('"H24.4"', '"H24.1"', "CATALOGUE_STEP_UNSTAFFED", "procedures[0].steps[1]"),
    ("nd118-2025", "nd61-2018", "CATALOGUE_REGIME_ABSENT", "procedures[0].regime"),
    ("verified: false", "verified: true", "CATALOGUE_UNVERIFIED_UNSAID", "procedures[0].verified"),
    ("version: 3", "version: 4", "CATALOGUE_VERSION_GAP", "procedures[0].version"),
    ("version: 3", "version: 2", "CATALOGUE_VERSION_EXISTS", "procedures[0]"),
    ("valid_from: 2026-12-01", "valid_from: 2018-01-01", "CATALOGUE_VERSION_ORDER", "procedures[0].valid_from"),
    ("version: 3", "version: 3\n    replaces: [1.012766]", "CATALOGUE_REPLACED_IN_FORCE", "procedures[0].replaces[0]"),
    ("version: 3", "version: 3\n    replaces: [1.999999]", "PROCEDURE_UNKNOWN", "procedures[0].replaces[0]"),
]


@pytest.mark.parametrize(("old", "new", "code", "place"), CROSS, ids=[f"{row[2]}-{row[1][:20]}" for row in CROSS])
def test_what_contradicts_the_rest_is_told_at_its_place(
    tmp_path: Path, old: str, new: str, code: str, place: str
) -> None:
    assert old in AMENDED
    assert (code, place) in _found(tmp_path, AMENDED.replace(old, new, 1))


ALONE = """
agencies:
  - {code: H56, name: A, level: province, valid_from: 2025-07-01, parent: H56.1}
  - {code: H56.1, name: B, level: department, valid_from: 2025-07-01, parent: H56, successor: H57}
  - {code: H56.2, name: C, level: department, valid_from: 2025-01-01, parent: H56}
  - {code: H56.2, name: D, level: department, valid_from: 2025-01-01, parent: H56}
officers:
  - {id: a.b, name: N, agency: H56.2, roles: [handler], title: T, valid_from: 2024-01-01}
  - {id: a.c, name: N, agency: H56, roles: [handler], title: T, valid_from: 2025-07-01, may_sign: true}
"""


def test_a_tree_that_does_not_hang_together_is_told(tmp_path: Path) -> None:
    assert _found(tmp_path, ALONE, CatalogueBundle()) == {
        ("CATALOGUE_AGENCY_CYCLE", "agencies[0].parent"),
        ("CATALOGUE_AGENCY_CYCLE", "agencies[1].parent"),
        ("CATALOGUE_AGENCY_ABSENT", "agencies[1].successor"),
        ("CATALOGUE_AGENCY_ABSENT", "agencies[2].parent"),
        ("CATALOGUE_AGENCY_ABSENT", "agencies[3].parent"),
        ("CATALOGUE_VERSION_TWICE", "agencies[3]"),
        ("CATALOGUE_AGENCY_ABSENT", "officers[0].agency"),
        ("CATALOGUE_FIELD_WRONG", "officers[1]"),
    }


def test_one_person_alone_cannot_both_handle_and_sign(tmp_path: Path) -> None:
    """Separation of duties is possible only if a second person exists."""
    moved = "version: 2, name: N, agency: H24, roles: [handler], title: T, valid_from: 2026-12-01"
    both = (
        "version: 2, name: N, agency: H24.4, roles: [handler, head], title: T, may_sign: true, valid_from: 2026-12-01"
    )
    officers = f"""
officers:
  - {{id: ld.h24-4, {both}}}
  - {{id: cv.h24-4, {moved}}}
  - {{id: cv2.h24-4, {moved}}}
"""
    text = AMENDED.replace('"@parent"', "H24.4").replace("@competent", "H24.4") + officers
    assert ("CATALOGUE_DUTIES_MIXED", "procedures[0].steps[0]") in _found(tmp_path, text)


def test_a_department_without_signer_is_told(tmp_path: Path) -> None:
    head = "{id: ld.h24-4, version: 2, name: N, agency: H24.4, roles: [head], title: T, valid_from: 2026-12-01}"
    text = AMENDED.replace('"@parent"', "H24.4") + f"officers:\n  - {head}\n"
    assert ("CATALOGUE_SIGNER_ABSENT", "procedures[0].steps[3]") in _found(tmp_path, text)


@pytest.mark.parametrize("text", ["a: [", "- x", "a: &x [*x]", "procedures: 3"])
def test_what_is_no_catalogue_file_is_told_without_a_crash(tmp_path: Path, text: str) -> None:
    assert _found(tmp_path, text)


def test_bytes_that_are_not_utf8_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"sample: \xff")
    _, problems = read_catalogue([tmp_path])
    assert [one.error.code for one in problems] == ["CATALOGUE_NOT_YAML"]


def test_a_path_without_files_is_told_and_loading_raises_with_every_problem(tmp_path: Path) -> None:
    with pytest.raises(CatalogueInvalid) as caught:
        load(tmp_path / "nowhere", tmp_path)
    assert [one.error.code for one in caught.value.problems] == ["CATALOGUE_NOT_FOUND"] * 2
    assert caught.value.code == "CATALOGUE_INVALID"


CALENDAR = """
version: vn-2026.9
extends: vn-2026.2
layer: nation
published_on: 2026-12-01
published_until: 2026-12-31
title: Thử
"""


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("vn-2026.9", "vn-2026.9", None),
        ("extends: vn-2026.2", "extends: vn-2030.1", ("CALENDAR_VERSION_UNKNOWN", "extends")),
        ("extends: vn-2026.2\n", "", ("CATALOGUE_FIELD_MISSING", "sessions")),
        ("vn-2026.9", "vn-2026.1", ("CATALOGUE_VERSION_EXISTS", ".")),
        ("title: Thử", "titel: Thử", ("CATALOGUE_FIELD_UNKNOWN", "titel")),
    ],
)
def test_a_calendar_beside_the_rest_is_checked_too(
    tmp_path: Path, old: str, new: str, problem: tuple[str, str] | None
) -> None:
    found = _found(tmp_path, CALENDAR.replace(old, new))
    assert problem in found if problem else not found
