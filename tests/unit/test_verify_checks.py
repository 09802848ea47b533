"""What verifying finds, check by check, on journals made by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.events import GENESIS, DossierEvent, chain
from models.identifiers import DossierCode
from models.tags import Tag
from motcua.audit.verify.anchors import anchors_hold
from motcua.audit.verify.case import Case
from motcua.audit.verify.chain import chain_is_whole
from motcua.audit.verify.finding import WORDS, Finding, Kind
from motcua.audit.verify.lateness import late_is_apologised_and_only_late
from motcua.audit.verify.numbers import numbers_are_whole
from motcua.audit.verify.promises import told_once
from motcua.audit.verify.read_model import _status
from motcua.audit.verify.retelling import register_retells_history
from motcua.audit.verify.run import Run
from motcua.audit.verify.running import Listed, workflows_have_their_dossier
from motcua.audit.verify.told import Told

CODE = DossierCode("H24.31-261123-0001")
NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
GUIDE = Path(__file__).parents[2] / "docs" / "auditor.md"


def journal(length: int, branch: int = 0, after: DossierEvent | None = None, note: str = "x") -> list[DossierEvent]:
    """A chain of so many events, from the beginning or going on from an event."""
    events: list[DossierEvent] = []
    prev, seq = (after.hash, after.seq) if after else (GENESIS, 0)
    for number in range(seq + 1, seq + length + 1):
        detail: dict[str, Any] = {"act": note, "error": f"E{number}"}
        at = NOW + timedelta(minutes=number)
        events.append(chain(code=CODE, branch=branch, seq=number, at=at, tag=Tag.ACT_REFUSED, prev=prev, detail=detail))
        prev = events[-1].hash
    return events


def rows(events: Iterable[DossierEvent]) -> list[dict[str, Any]]:
    return [event.model_dump(mode="json") for event in events]


def run_of(events: Iterable[DossierEvent], *, written: bool = True, run_id: str = "r1") -> Run:
    told = {(event.branch, event.seq): Told.of(event.model_dump(mode="json")) for event in events}
    return Run(run_id, CODE, carried=told, written=set(told) if written else set())


def case(kept: Sequence[Any], *runs: Run, **other: Any) -> Case:
    return Case(code=CODE, tables={"event": kept}, now=NOW, runs=runs, **other)


def found(check: Callable[[Case], Iterable[Finding]], one: Case) -> list[tuple[str, str]]:
    return [(finding.kind.value, finding.where) for finding in check(one)]


# ── the chain ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_whole_chain_with_a_branch_has_nothing_to_find() -> None:
    first = journal(5)
    assert found(chain_is_whole, case(rows([*first, *journal(3, branch=1, after=first[2], note="y")]))) == []


def test_a_changed_event_has_another_hash() -> None:
    kept = rows(journal(3))
    kept[1]["detail"] = {"act": "y", "error": "E2"}
    assert found(chain_is_whole, case(kept)) == [("HASH_WRONG", "0/2")]


def test_a_missing_number_and_a_loose_branch_are_told() -> None:
    first = journal(5)
    loose = rows(journal(2, branch=1, after=first[2], note="y"))
    loose[0]["prev"] = "f" * 64
    kept = rows([first[0], first[1], first[4]]) + loose
    assert set(found(chain_is_whole, case(kept))) >= {
        ("SEQ_MISSING", "0/3"), ("SEQ_MISSING", "0/4"), ("BRANCH_LOOSE", "1/4"),
    }  # fmt: skip
    assert found(chain_is_whole, case(rows(first[2:])))[:2] == [("SEQ_MISSING", "0/1"), ("SEQ_MISSING", "0/2")]


@given(st.integers(2, 8), st.data())
def test_whatever_one_field_becomes_is_seen(length: int, data: st.DataObject) -> None:
    """No field of an event escapes its hash or its link."""
    kept = rows(journal(length))
    place = data.draw(st.integers(0, length - 1))
    field, value = data.draw(
        st.sampled_from([
            ("at", "2026-11-23T03:00:00.000000Z"), ("tag", "clock:dossier:overdue"), ("actor", "cv.h24-31"),
            ("agency", "H24.31"), ("step", "ky"), ("detail", {}), ("prev", "a" * 64), ("hash", "b" * 64),
            ("code", "H24.31-261123-0002"),
        ])
    )  # fmt: skip
    kept[place][field] = value
    assert found(chain_is_whole, case(kept))


# ── register and history ──────────────────────────────────────────────────────────────────────────────────────────────


def test_one_event_slipped_in_is_one_finding_though_all_later_ones_are_numbered_anew() -> None:
    told = journal(6)
    slipped = journal(2) + journal(1, after=told[1], note="slipped")
    for event in told[2:]:
        last = slipped[-1]
        slipped.append(
            chain(
                code=CODE, branch=0, seq=last.seq + 1, at=event.at, tag=event.tag, prev=last.hash, detail=event.detail
            )
        )
    assert found(chain_is_whole, case(rows(slipped))) == []
    assert found(register_retells_history, case(rows(slipped), run_of(told))) == [("EVENT_ADDED", "0/3")]


def test_what_a_worker_carried_and_may_not_have_written_is_no_finding() -> None:
    told = journal(4)
    under_way = run_of(told)
    under_way.written.discard((0, 4))
    assert found(register_retells_history, case(rows(told[:3]), under_way)) == []
    assert found(register_retells_history, case(rows(told), under_way)) == []
    assert found(register_retells_history, case(rows(told[:2]), under_way)) == [("EVENT_REMOVED", "0/3")]


def test_what_the_register_has_beyond_the_history_is_told_apart() -> None:
    told = journal(4)
    assert found(register_retells_history, case(rows(told), run_of(told[:3]))) == [("EVENT_BEYOND_HISTORY", "0/4")]


def test_a_fork_is_told_until_it_is_adopted() -> None:
    told = journal(4)
    other = journal(2, after=told[1], note="other")
    reset = run_of([*told[:2], *other], run_id="r2")
    reset.written -= {(0, 3), (0, 4)}
    forked = found(register_retells_history, case(rows(told), run_of(told), reset))
    assert forked == [("HISTORY_FORKED", "0/3"), ("HISTORY_FORKED", "0/4")]
    adopted = journal(2, branch=1, after=told[1], note="other")
    reset.carried |= run_of(adopted).carried
    reset.written |= {(1, 3), (1, 4)}
    assert found(register_retells_history, case(rows([*told, *adopted]), run_of(told), reset)) == []


def test_a_lost_run_excuses_what_only_it_told_and_nothing_else() -> None:
    told = journal(6)
    changed = rows(told)
    changed[4]["detail"] = {"act": "y", "error": "E5"}
    later = run_of(told[3:])
    assert found(register_retells_history, case(rows(told), later, lost=["r0"])) == []
    assert found(register_retells_history, case(changed, later, lost=["r0"])) == [("EVENT_CHANGED", "0/5")]


def test_one_place_of_a_journal_is_told_once_by_what_says_most() -> None:
    changed = Finding(kind=Kind.EVENT_CHANGED, code=CODE, where="0/2")
    wrong = Finding(kind=Kind.HASH_WRONG, code=CODE, where="0/2")
    elsewhere = Finding(kind=Kind.HASH_WRONG, code=CODE, where="0/3")
    assert told_once([changed, wrong, elsewhere, elsewhere]) == [changed, elsewhere]


# ── lateness, numbers, strangers, anchors ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("finished_after", "letter", "kind"),
    [
        (-1, False, None),
        (1, True, None),
        (-1, True, "LETTER_WITHOUT_LATENESS"),
        (0, True, "LETTER_WITHOUT_LATENESS"),
        (1, False, "LATENESS_WITHOUT_LETTER"),
    ],
)
def test_a_letter_and_lateness_go_together(finished_after: int, letter: bool, kind: str | None) -> None:
    """At the very due instant a dossier is still on time."""
    due = NOW - timedelta(days=2)
    dossier = {"due_original": due, "due_extended": None, "finished_at": due + timedelta(seconds=finished_after)}
    letters = [{"letter_id": "x", "kind": "apology"}] if letter else []
    one = Case(code=CODE, tables={"dossier": [dossier], "letter": letters}, now=NOW)
    assert [kind for kind, _ in found(late_is_apologised_and_only_late, one)] == ([kind] if kind else [])


def test_an_open_dossier_long_past_due_owes_a_letter_even_when_nobody_told() -> None:
    def open_since(due: datetime, shift: int = 0) -> Case:
        body = {"opening": {"body": {"shift_seconds": shift}}}
        dossier = {"due_original": due, "due_extended": None, "finished_at": None}
        return Case(code=CODE, tables={"dossier": [dossier], "reservation": [body]}, now=NOW)

    assert found(late_is_apologised_and_only_late, open_since(NOW - timedelta(minutes=30))) == []
    late = found(late_is_apologised_and_only_late, open_since(NOW - timedelta(hours=2)))
    assert late == [("LATENESS_WITHOUT_LETTER", "letter")]
    assert found(late_is_apologised_and_only_late, open_since(NOW - timedelta(hours=2), shift=-86_400)) == []


def test_numbers_have_no_gap_but_those_that_older_dossiers_bear() -> None:
    series = [
        {"name": "H24.31 2026-11-23", "last": 5, "given": [1, 2, 4, 5], "stated": [3]},
        {"name": "H24.40 2026-11-23", "last": 4, "given": [1, 1, 4], "stated": []},
        {"name": "H24.9 2026 result", "last": 1, "given": [1, 2], "stated": []},
    ]
    told = [(one.kind.value, one.where.split()[0], one.expected or one.found) for one in numbers_are_whole(series)]
    assert told == [
        ("NUMBER_MISSING", "H24.40", "2"), ("NUMBER_MISSING", "H24.40", "3"), ("NUMBER_TWICE", "H24.40", "1"),
        ("NUMBER_DIFFERS", "H24.9", "2"),
    ]  # fmt: skip


def test_a_stranger_among_workflows_is_told_and_a_young_one_is_waited_for() -> None:
    old, young = NOW - timedelta(hours=1), NOW - timedelta(minutes=1)
    listed = [
        Listed("known", "1", old, running=True), Listed("stranger", "2", young, running=True),
        Listed("reserved-old", "3", old, running=False), Listed("reserved-young", "4", young, running=True),
    ]  # fmt: skip
    known = {"known": True, "reserved-old": False, "reserved-young": False}
    strangers = workflows_have_their_dossier(listed, known, NOW)
    assert [(one.code, one.expected) for one in strangers] == [("reserved-old", "dossier"), ("stranger", "reservation")]


def test_no_anchors_are_no_finding() -> None:
    class Nothing:
        def all(self) -> list[Any]:
            return []

        def standing(self, heads: Any) -> dict[Any, Any]:
            raise AssertionError(heads)

    assert list(anchors_hold(Nothing(), {}, ())) == []


# ── words ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_kind_of_finding_has_words_and_stands_in_the_auditors_guide() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    assert set(WORDS) == set(Kind)
    assert [kind for kind in Kind if f"`{kind.value}`" not in guide] == []


# ── the read model ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("tags", "status"),
    [
        ((Tag.SUBMITTED, Tag.COORDINATION_DONE), 2),
        ((Tag.SUBMITTED, Tag.WITHDRAWN, Tag.COORDINATION_DONE), 7),
        ((Tag.SUBMITTED, Tag.COORDINATION_DONE, Tag.RECEPTION_DONE, Tag.WITHDRAWN), 7),
    ],
)
def test_a_dossier_withdrawn_while_somebody_competent_was_looked_for_stays_withdrawn(
    tags: Sequence[Tag], status: int
) -> None:
    kept = [row | {"tag": tag.value} for row, tag in zip(rows(journal(len(tags))), tags, strict=True)]
    assert _status(case(kept)) == status
