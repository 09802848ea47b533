"""CSV files of submissions: columns, cells and quotes."""

from __future__ import annotations

import pytest

from models.identifiers import StepKey
from models.submission import GivenComponent
from motcua.intake.columns import COLUMNS
from tests.unit.intake_files import HEADER, SECRET, entries, row, told, written


def test_columns_are_the_fields_of_the_contract() -> None:
    """Every field has a column, but the papers, which share one."""
    assert {"applicant_identity_number", "submitter_name", "components", "migrated_apology_new_due"} <= COLUMNS.keys()
    assert COLUMNS["migrated_apology_new_due"] == ("migrated", "apology", "new_due")
    assert "applicant" not in COLUMNS


def test_a_row_is_a_whole_submission() -> None:
    """Nested fields, papers with and without a count, cells with commas, quotes and line breaks, empty cells."""
    header = f"{HEADER},submitter_name,request,migrated_code,migrated_received_at,migrated_source"
    migrated = "H23.14-250612-0007,2025-06-12T08:00:00+07:00,hệ thống cũ"
    text = row("hs-0001", '" Trần ""Văn"", Bé "', " to_khai:original:2 ;anh:copy; ho_chieu:store ", " 3 ")
    (entry,) = entries(f'{header}\r\n{text},Lê Thị Mai,"hai\ndòng",{migrated}\r\n')
    submission = entry.submission
    assert submission is not None
    assert submission.applicant.name == 'Trần "Văn", Bé'
    assert submission.submitter is not None and submission.submitter.name == "Lê Thị Mai"
    assert submission.request == "hai\ndòng"
    assert submission.sets == 3
    assert submission.components == (
        GivenComponent(key=StepKey("to_khai"), form="original", count=2),
        GivenComponent(key=StepKey("anh"), form="copy", count=1),
        GivenComponent(key=StepKey("ho_chieu"), form="copy", from_store=True),
    )
    assert submission.migrated is not None and submission.migrated.code == "H23.14-250612-0007"


@pytest.mark.parametrize(
    ("header", "wrong"),
    [
        (row("hs-0001"), [("", "CSV_HEADER_MISSING")]),
        (HEADER.replace(",", ";"), [("", "CSV_HEADER_MISSING")]),
        (f"{HEADER},note", [("note", "CSV_COLUMN_UNKNOWN")]),
        (f"{HEADER},{SECRET},", [("?", "CSV_COLUMN_UNKNOWN"), ("?", "CSV_COLUMN_UNKNOWN")]),
        (f"{HEADER},sets", [("sets", "SUBMISSION_FIELD_TWICE")]),
        (HEADER.replace("channel,", ""), [("channel", "SUBMISSION_FIELD_MISSING")]),
        (f'{HEADER},"', [("", "CSV_QUOTES_BROKEN")]),
    ],
)
def test_a_wrong_header_refuses_the_file_once(header: str, wrong: list[tuple[str, str]]) -> None:
    """Every wrong column is told; a first row without names is never repeated as if it were names."""
    found = entries(f"{header}\n{row('hs-0001')}\n{row('hs-0002')}\n")
    assert [(entry.line, told(entry)) for entry in found] == [(1, wrong)]
    assert SECRET not in written(found[0])


@pytest.mark.parametrize(
    ("bad", "wrong"),
    [
        (row("hs-0002") + ",x", ("", "CSV_CELLS_WRONG")),
        ("hs-0002", ("", "CSV_CELLS_WRONG")),
        (row("hs-0002", f'"{SECRET}'), ("", "CSV_QUOTES_BROKEN")),
        (row("hs-0002", f'"{SECRET}" x'), ("", "CSV_QUOTES_BROKEN")),
        (row("hs-0002", sets="hai"), ("sets", "SUBMISSION_FIELD_WRONG")),
        (row("hs-0002", sets="9" * 6000), ("sets", "SUBMISSION_FIELD_WRONG")),
        (row("hs-0002", ""), ("applicant", "SUBMISSION_FIELD_MISSING")),
        (row("hs-0002", components=SECRET), ("components", "SUBMISSION_FIELD_WRONG")),
        (row("hs-0002", components="a:copy:x"), ("components", "SUBMISSION_FIELD_WRONG")),
        (row("hs-0002", components="a:copy:1:1"), ("components", "SUBMISSION_FIELD_WRONG")),
        (row("hs-0002", components="a:fax"), ("components", "SUBMISSION_FIELD_WRONG")),
        (row("hs-0002", "\x07"), ("applicant_name", "SUBMISSION_TEXT_UNPRINTABLE")),
    ],
)
@pytest.mark.parametrize("size", [1, None])
def test_a_wrong_row_costs_itself_only(bad: str, wrong: tuple[str, str], size: int | None) -> None:
    """A stray quote swallows no neighbour; empty rows are passed over."""
    found = entries(f"{HEADER}\n{row('hs-0001')}\n{bad}\n,,,,,,\n\n{row('hs-0003')}\n{row('hs-0004')}", size=size)
    assert [(entry.line, told(entry)) for entry in found] == [(2, []), (3, [wrong]), (6, []), (7, [])]
    assert SECRET not in written(found[1])


def test_a_row_that_is_not_utf_8_is_told_by_its_line() -> None:
    """Windows' older encodings are named where they stand."""
    content = f"{HEADER}\n{row('hs-0001')}\n".encode() + b"hs-0002,1.001193,direct,H24.31.1,Nguy\xean,,\n"
    assert [(entry.line, told(entry)) for entry in entries(content)] == [(2, []), (3, [("", "SUBMISSION_NOT_UTF8")])]
