"""Every kind of wrong line of a file of submissions is told by its place, and the good ones go on."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from models.errors import InvalidInput
from motcua.intake import FileFormat
from tests.unit.intake_files import GOOD, NAME, SECRET, entries, line, told, written

WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"note": SECRET}, "note", "SUBMISSION_FIELD_UNKNOWN"),
    ({SECRET: 1}, "?", "SUBMISSION_FIELD_UNKNOWN"),
    ({"channel": SECRET}, "channel", "SUBMISSION_FIELD_WRONG"),
    ({"procedure": SECRET}, "procedure", "SUBMISSION_FIELD_WRONG"),
    ({"sets": "2"}, "sets", "SUBMISSION_FIELD_WRONG"),
    ({"sets": True}, "sets", "SUBMISSION_FIELD_WRONG"),
    ({"applicant": SECRET}, "applicant", "SUBMISSION_FIELD_WRONG"),
    ({"applicant": {"phone": "0900 000 001"}}, "applicant.name", "SUBMISSION_FIELD_MISSING"),
    ({"applicant": {"name": SECRET, "phone": SECRET}}, "applicant.phone", "SUBMISSION_FIELD_WRONG"),
    ({"applicant": {"name": SECRET, "email": SECRET}}, "applicant.email", "SUBMISSION_FIELD_WRONG"),
    ({"applicant": {"name": SECRET, "birth_date": 631152000}}, "applicant.birth_date", "SUBMISSION_FIELD_WRONG"),
    ({"applicant": {"name": SECRET, SECRET: SECRET}}, "applicant.?", "SUBMISSION_FIELD_UNKNOWN"),
    ({"applicant": {"name": "   "}}, "applicant.name", "SUBMISSION_FIELD_WRONG"),
    ({"applicant": {"name": f"{SECRET}\u0007"}}, "applicant.name", "SUBMISSION_TEXT_UNPRINTABLE"),
    ({"request": SECRET * 100}, "request", "SUBMISSION_FIELD_WRONG"),
    ({"components": [{"key": "to_khai", "form": SECRET}]}, "components[0].form", "SUBMISSION_FIELD_WRONG"),
    ({"components": [{"key": "a", "form": "copy"}, {"form": "copy"}]}, "components[1].key", "SUBMISSION_FIELD_MISSING"),
    ({"received_at": "2026-11-23T08:00:00"}, "received_at", "SUBMISSION_FIELD_WRONG"),
    ({"received_at": 1790000000}, "received_at", "SUBMISSION_FIELD_WRONG"),
    ({"received_at": "0001-01-01T00:00:00+07:00"}, "received_at", "INSTANT_FAR"),
    ({"received_at": "9999-12-31T23:59:59-07:00"}, "received_at", "INSTANT_FAR"),
    ({"entered_by": SECRET}, "entered_by", "SUBMISSION_FIELD_WRONG"),
]

RECEIVED = "2025-06-12T08:00:00+07:00"
PROMISES: list[tuple[dict[str, Any], str]] = [
    ({"due": "2025-06-11T17:00:00+07:00"}, "PROMISE_BACKWARDS"),
    ({"due": "2055-06-11T17:00:00+07:00"}, "PROMISE_TOO_FAR"),
    ({"apology": {"issued_on": "2025-06-20", "new_due": "2025-06-30T17:00:00+07:00"}}, "APOLOGY_WITHOUT_DUE"),
    (
        {
            "due": "2025-06-20T17:00:00+07:00",
            "apology": {"issued_on": "2025-06-20", "new_due": "2025-06-19T17:00:00+07:00"},
        },
        "PROMISE_BACKWARDS",
    ),
]


@pytest.mark.parametrize(("change", "field", "code"), WRONG)
def test_a_wrong_field_is_named_by_its_path(change: dict[str, Any], field: str, code: str) -> None:
    """The path, the code, and not a word of the value; the neighbours start."""
    text = line("hs-0002", **change)
    before, wrong, after = entries("\n".join([line("hs-0001"), text, line("hs-0003")]))
    assert told(wrong) == [(field, code)]
    assert wrong.line == 2
    assert SECRET not in written(wrong)
    assert [before.submission_id, after.submission_id] == ["hs-0001", "hs-0003"]
    assert before.submission and after.submission


@pytest.mark.parametrize(("promise", "code"), PROMISES)
def test_a_stated_promise_goes_forward(promise: dict[str, Any], code: str) -> None:
    """Reception, due and new date follow each other, and not for a century."""
    migrated = {"code": "H23.14-250612-0007", "received_at": RECEIVED, "source": "cũ", **promise}
    (entry,) = entries(line("hs-0001", migrated=migrated))
    assert told(entry) == [("migrated", code)]


def test_a_migrated_dossier_states_its_reception_once() -> None:
    """received_at stands within `migrated` only."""
    migrated = {"code": "H23.14-250612-0007", "received_at": RECEIVED, "source": "cũ"}
    (entry,) = entries(line("hs-0001", received_at=RECEIVED, migrated=migrated))
    assert told(entry) == [("", "RECEIVED_AT_TWICE")]


def test_everything_wrong_with_a_line_is_told_at_once() -> None:
    """One run is enough to correct a line; its id is told where it is well-formed."""
    (entry,) = entries('{"submission_id": "hs-0009", "sets": 99}')
    missing = ["procedure", "channel", "receiving_agency", "applicant"]
    assert told(entry) == [
        *((field, "SUBMISSION_FIELD_MISSING") for field in missing),
        ("sets", "SUBMISSION_FIELD_WRONG"),
    ]
    assert entry.submission_id == "hs-0009"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"[1]", "SUBMISSION_NOT_OBJECT"),
        (b"null", "SUBMISSION_NOT_OBJECT"),
        (b'{"a": 1', "SUBMISSION_NOT_JSON"),
        (b'{"a": NaN}', "SUBMISSION_NOT_JSON"),
        (b'{"sets": ' + b"9" * 6000 + b"}", "SUBMISSION_NOT_JSON"),
        (b"[" * 100_000, "SUBMISSION_NOT_JSON"),
        (b'{"submission_id": "\\ud800"}', "SUBMISSION_NOT_JSON"),
        (b'{"request": "\xff"}', "SUBMISSION_NOT_UTF8"),
        (b'{"request": "' + b"x" * (1 << 20) + b'"}', "SUBMISSION_TOO_LONG"),
        (b'{"applicant": {"name": "a", "name": "b"}}', "SUBMISSION_FIELD_TWICE"),
        (f'{{"{SECRET}": 1, "{SECRET}": 2}}'.encode(), "SUBMISSION_FIELD_TWICE"),
    ],
    ids=["array", "null", "cut", "nan", "digits", "deep", "surrogate", "latin", "long", "twice", "twice-unknown"],
)
def test_a_line_that_is_no_object_is_told(text: bytes, code: str) -> None:
    """What cannot be parsed is refused by itself."""
    found = entries(GOOD.encode() + b"\r\n\r\n" + text + b"\r" + line("hs-0003").encode(), FileFormat.JSONL)
    assert [(entry.line, [problem.error.code for problem in entry.problems]) for entry in found] == [
        (1, []),
        (3, [code]),
        (4, []),
    ]
    assert SECRET not in written(found[1])


def test_a_submission_id_is_used_once_in_a_file() -> None:
    """The second is refused and told where the first is; a wrong first does not count."""
    text = "\n".join([line("hs-0001", sets=0), line("hs-0001"), GOOD, line("hs-0001")])
    found = entries(text)
    assert [told(entry) for entry in found] == [
        [("sets", "SUBMISSION_FIELD_WRONG")],
        [],
        [("submission_id", "SUBMISSION_ID_TWICE")],
        [("submission_id", "SUBMISSION_ID_TWICE")],
    ]
    assert found[3].problems[0].error.facts == {"line": 2}


def test_utf_16_is_refused_as_a_whole() -> None:
    """A spreadsheet's other encoding is named once, not on every line."""
    with pytest.raises(InvalidInput, match="SUBMISSIONS_NOT_UTF8"):
        entries(GOOD.encode("utf-16"))


def test_a_name_is_kept_in_nfc() -> None:
    """Vietnamese letters come in one form."""
    (entry,) = entries(line("hs-0001", applicant={"name": unicodedata.normalize("NFD", NAME)}))
    assert entry.submission is not None
    assert entry.submission.applicant.name == NAME
