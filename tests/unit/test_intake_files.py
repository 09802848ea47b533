"""Files of submissions: formats, line ends, byte order marks, and reading in pieces."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidInput
from motcua.intake import Entry, FileFormat, read
from tests.unit.intake_files import GOOD, HEADER, Trickle, entries, good, line, row

BOM = b"\xef\xbb\xbf"
THREE = [line("hs-0001"), line("hs-0002"), line("hs-0003")]
PRETTY = json.dumps([good("hs-0001"), good("hs-0002")], indent=1)


def outline(found: list[Entry]) -> list[tuple[int, str | None, list[str]]]:
    return [(each.line, each.submission_id, [problem.error.code for problem in each.problems]) for each in found]


@pytest.mark.parametrize(
    ("content", "name", "lines"),
    [
        ("\n".join(THREE), None, [1, 2, 3]),
        ("\n\n" + "\n".join(THREE), "tệp.jsonl", [3, 4, 5]),
        (GOOD, None, [1]),
        (GOOD, "a.JSON", [1]),
        (json.dumps(good("hs-0001"), indent=2), None, [1]),
        (PRETTY, None, [2, 11]),
        ("[]", None, []),
        ("", None, []),
        ("\n \n", None, []),
        (f"{HEADER}\n{row('hs-0001')}\n{row('hs-0002')}\n", None, [2, 3]),
        (f"{HEADER}\n", "a.csv", []),
    ],
)
def test_a_file_is_known_by_its_name_or_its_beginning(content: str, name: str | None, lines: list[int]) -> None:
    """One object, an array, lines and rows are told apart without being asked."""
    found = entries(content, name=name)
    assert [entry.line for entry in found] == lines
    assert all(entry.submission for entry in found)


def test_what_is_said_wins_over_the_name() -> None:
    """`--format` reads a file with a misleading name."""
    assert [entry.line for entry in entries("\n".join(THREE), FileFormat.JSONL, "a.csv")] == [1, 2, 3]


@pytest.mark.parametrize("content", ["\n".join(THREE), PRETTY, f"{HEADER}\n{row('hs-0001')}"])
def test_a_byte_order_mark_changes_nothing(content: str) -> None:
    """As spreadsheets and Windows editors write it."""
    assert outline(entries(BOM + content.encode())) == outline(entries(content))


@given(ends=st.lists(st.sampled_from(["\n", "\r\n", "\r", "\n\r\n"]), min_size=3, max_size=3), size=st.integers(1, 9))
def test_line_ends_may_be_mixed_and_come_in_pieces(ends: list[str], size: int) -> None:
    """The numbers are those of an editor, however the bytes arrive."""
    content = "".join(text + end for text, end in zip(THREE, ends, strict=True)).encode()
    seconds = [1, 1 + (2 if ends[0] == "\n\r\n" else 1)]
    found = entries(content, size=size)
    assert [entry.line for entry in found[:2]] == seconds
    assert [entry.submission_id for entry in found] == ["hs-0001", "hs-0002", "hs-0003"]
    assert found[-1].end == len(content) - (2 if ends[2] == "\n\r\n" else 0)


@given(size=st.integers(1, 40))
def test_a_document_is_cut_apart_wherever_its_bytes_are(size: int) -> None:
    """Brackets and escaped quotes within strings cut nothing, and a broken element hinders no other."""
    tricky = line("hs-0001", request='"]}\\", [{')
    document = f'[\n{tricky},\r\n{{"a": ]}},\n\n{line("hs-0002")}\n, ,{line("hs-0003")}]\n'
    assert outline(entries(document, size=size)) == [
        (2, "hs-0001", []),
        (3, None, ["SUBMISSION_NOT_JSON"]),
        (5, "hs-0002", []),
        (6, None, ["SUBMISSION_NOT_JSON"]),
        (6, "hs-0003", []),
    ]


@pytest.mark.parametrize("torn", [f"[{GOOD}\n", f"[{GOOD},\n", f'[{GOOD},\n{{"a": [', f'[{GOOD},\n"a', f"[{GOOD}\n] x"])
def test_a_document_that_is_cut_off_says_so(torn: str) -> None:
    """What came before starts; the rest is told as lost, for a file that was not copied whole."""
    first, last = entries(torn)
    assert first.submission is not None
    assert outline([last]) == [(2, None, ["SUBMISSIONS_CUT_OFF"])]


def test_a_document_without_end_takes_no_memory() -> None:
    """An unclosed string of many megabytes is given up after one."""

    class Endless:
        def __init__(self) -> None:
            self.given = 0

        def read(self, size: int, /) -> bytes:
            self.given += size
            return b'["' + b"x" * (size - 2) if self.given == size else b"x" * size

    endless = Endless()
    assert outline(list(read(endless, FileFormat.JSON))) == [(1, None, ["SUBMISSIONS_CUT_OFF"])]
    assert endless.given < 3 << 20


def test_a_slow_pipe_is_read_as_it_comes() -> None:
    """The first dossier is there before the second is written."""

    class Pipe(Trickle):
        asked = 0

        def read(self, size: int, /) -> bytes:
            Pipe.asked += 1
            return (line(f"hs-000{Pipe.asked}") + "\n").encode()

    found = read(Pipe(b""), FileFormat.JSONL)
    assert next(found).submission_id == "hs-0001"
    assert Pipe.asked == 1


def test_a_file_that_fails_while_read_says_so() -> None:
    """A lost disk is an error of ours, not a traceback."""

    class Lost:
        def read(self, size: int, /) -> bytes:
            raise OSError(5, "lost")

    with pytest.raises(InvalidInput, match="SUBMISSIONS_UNREADABLE"):
        list(read(Lost()))
