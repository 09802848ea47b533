"""`motcua calendar` as a person or a program calls it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from motcua.cli import main

TET = ["calendar", "due", "--from", "2024-02-06T09:00:00+07:00", "--limit", "5", "--unit", "working_days"]


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of one call."""
    with pytest.raises(SystemExit) as ended:
        main(words)
    told = capsys.readouterr()
    return int(ended.value.code or 0), told.out, told.err


def test_due_as_json_has_the_promised_keys(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, *TET, "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "due": "2024-02-20T17:00:00+07:00",
        "days": ["2024-02-07", "2024-02-15", "2024-02-16", "2024-02-19", "2024-02-20"],
        "calendar": "vn-2026.2",
    }


def test_due_tells_a_person_why_day_by_day(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, *TET)
    assert code == 0
    assert "Hạn trả kết quả: 17:00 thứ Ba 20/02/2024" in out
    assert "thứ Năm 08/02/2024      nghỉ — Tết Âm lịch (29 tháng Chạp)" in out


@pytest.mark.parametrize(
    ("options", "due"),
    [
        ("--from 2026-03-06T15:30:00+07:00 --limit 1 --unit working_days --cut-off 15:00", "2026-03-10T17:00:00+07:00"),
        ("--from 2026-03-06T08:30:00Z --limit 1 --unit working_days --cut-off 15:00", "2026-03-10T17:00:00+07:00"),
        ("--from 2026-03-02T08:00:00+07:00 --unit same_day", "2026-03-02T17:00:00+07:00"),
        (
            "--from 2026-03-02T09:00:00+07:00 --limit 5 --unit working_days"
            " --pause 2026-03-04T10:00:00+07:00/2026-03-06T14:00:00+07:00",
            "2026-03-12T09:00:00+07:00",
        ),
        (
            "--from 2026-03-02T09:00:00+07:00 --limit 5 --unit working_days --pause 2026-03-04T10:00:00+07:00/",
            None,
        ),
        (
            "--from 2026-11-20T09:00:00+07:00 --limit 3 --unit working_days --calendar vn-2026.1",
            "2026-11-25T17:00:00+07:00",
        ),
        (
            "--from 2026-03-02T09:20:00+07:00 --limit 2 --unit working_days --day-end same_time",
            "2026-03-04T09:20:00+07:00",
        ),
    ],
)
def test_every_option_of_due_counts(capsys: pytest.CaptureFixture[str], options: str, due: str | None) -> None:
    code, out, _ = run(capsys, "calendar", "due", *options.split(), "--json")
    assert code == 0
    assert json.loads(out)["due"] == due


def test_a_due_instant_beyond_the_lists_says_that_it_is_provisional(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["calendar", "due", "--from", "2026-12-29T09:00:00+07:00", "--limit", "5", "--unit", "working_days"]
    assert json.loads(run(capsys, *words, "--json")[1])["provisional"] is True
    assert "Tạm tính" in run(capsys, *words)[1]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ("--from yesterday --limit 5 --unit months", "INSTANT_MALFORMED"),
        ("--from 2026-03-02T09:00:00 --limit 5 --unit months", "INSTANT_MALFORMED"),
        ("--from 9999-03-02T09:00:00Z --limit 5 --unit months", "INSTANT_MALFORMED"),
        ("--from 2026-03-02T09:00:00Z --limit 0 --unit months", "LIMIT_MALFORMED"),
        ("--from 2026-03-02T09:00:00Z --limit 2 --unit same_day", "LIMIT_MALFORMED"),
        ("--from 2026-03-02T09:00:00Z --limit 2 --unit months --cut-off 3pm", "TIME_OF_DAY_MALFORMED"),
        ("--from 2026-03-02T09:00:00Z --limit 2 --unit months --calendar vn-1", "CALENDAR_VERSION_UNKNOWN"),
        ("--from 2026-03-02T09:00:00Z --limit 2 --unit months --calendar VN!", "MALFORMED_IDENTIFIER"),
        ("--from 2026-03-02T09:00:00Z --limit 2 --unit months --pause now", "INSTANT_MALFORMED"),
        ("--from 2026-03-02T09:00:00Z --limit 2 --unit months --pause 2026-03-03T09:00:00Z", "PAUSE_MALFORMED"),
        ("--from 2026-03-02T09:00:00Z --limit 2 --unit months --pause 2026-03-01T09:00:00Z/", "PAUSE_MALFORMED"),
        (
            "--from 2026-03-02T09:00:00Z --limit 2 --unit months --pause 2026-03-04T09:00:00Z/2026-03-03T09:00:00Z",
            "PAUSE_MALFORMED",
        ),
    ],
)
def test_a_wrong_call_says_what_to_do_next(capsys: pytest.CaptureFixture[str], options: str, code: str) -> None:
    exit_code, out, err = run(capsys, "calendar", "due", *options.split(), "--json")
    told = json.loads(err)["error"]
    assert (exit_code, out, told["code"]) == (1, "", code)
    assert told["next_vi"] and "{" not in told["vi"] + told["next_vi"]


def test_errors_are_told_in_vietnamese_or_english(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["calendar", "show", "--year", "1999"]
    assert "không có năm 1999" in run(capsys, *words)[2]
    assert "nothing of the year 1999" in run(capsys, "--lang", "en", *words)[2]


@pytest.mark.parametrize(
    "words",
    [["calendar", "due"], ["calendar", "due", "--from", "2026-03-02T09:00:00Z", "--unit", "months"], ["nothing"]],
)
def test_a_call_that_is_no_call_ends_with_2(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert err


def test_show_lists_a_year_with_its_citations(capsys: pytest.CaptureFixture[str]) -> None:
    out = run(capsys, "calendar", "show")[1]
    assert "Ngày Văn hóa Việt Nam — Nghị quyết 28/2026/QH16, Điều 2" in out
    assert "[không áp dụng, chưa kiểm chứng]" in out
    days = json.loads(run(capsys, "calendar", "show", "--year", "2024", "--json")[1])["days"]
    assert [day["date"] for day in days if day["kind"] == "worked"] == ["2024-05-04"]


def test_help_lists_every_noun(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--help")
    assert code == 0
    assert "calendar" in out


def test_a_small_command_imports_no_server_and_no_database() -> None:
    """Only the noun that was called is loaded, so the program stays quick."""
    script = "import sys, motcua.cli\ntry:\n motcua.cli.main(sys.argv[1:])\nexcept SystemExit:\n print(*sys.modules)"
    out = subprocess.run([sys.executable, "-c", script, *TET, "--json"], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in out.stdout.split()}
    assert not loaded & {"temporalio", "sqlalchemy", "sqlmodel", "psycopg", "pyhanko", "typst", "holidays"}
