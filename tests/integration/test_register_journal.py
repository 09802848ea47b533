"""The journal takes every event once, in order, and never a second story."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from models.errors import Broken, Refused
from models.events import verify_chain
from models.identifiers import DossierCode
from models.journal import EffectRow, LetterRow, PaperKind, PaperRow
from motcua.register import PostgresRegister
from tests.integration.register_data import NOW, events, reserve, snapshot, write

pytest_plugins = ("tests.fixtures.register",)

_numbers = itertools.count(1)

PAPER = PaperRow(
    kind=PaperKind.RESULT, sha256="a" * 64, sealed_sha256="b" * 64, size=1234, number="1/KQ-H24.31", signed_at=NOW,
    certificates=("c" * 64,),
)  # fmt: skip


@pytest.fixture
def code(register: PostgresRegister) -> DossierCode:
    """A code of this test's own."""
    return reserve(register, next(_numbers))


def test_what_was_recorded_is_read_back_and_verifies(register: PostgresRegister, code: DossierCode) -> None:
    """Events, details and the whole read model come back as they went in."""
    told = events(code, 5)
    register.record(write(told[:2]))
    register.record(write(told[2:]))
    assert register.queries.events(code) == told
    assert verify_chain(register.queries.events(code)) == told[-1].hash
    assert register.queries.dossier(code) == snapshot(told[-1])
    assert register.queries.heads(code) == {0: (5, told[-1].hash)}


def test_the_same_write_again_changes_nothing(register: PostgresRegister, code: DossierCode) -> None:
    """Activities are repeated after any crash, also with more events than before."""
    told = events(code, 4)
    for upto in (2, 2, 4, 4, 3):
        register.record(write(told[:upto]))
    assert register.queries.events(code) == told
    assert register.queries.dossier(code) == snapshot(told[-1])


def test_an_older_snapshot_never_replaces_a_newer_one(register: PostgresRegister, code: DossierCode) -> None:
    """A write that was delayed brings its events, if they lack, but not its view."""
    told = events(code, 3)
    register.record(write(told, status=9))
    register.record(write(told[:1], status=2))
    kept = register.queries.dossier(code)
    assert kept is not None
    assert (kept.dossier.status, kept.dossier.seq) == (9, 3)
    assert {step.used_minutes for step in kept.steps} == {21}


def test_another_event_in_the_same_place_is_a_fork_and_raises_an_alarm(
    register: PostgresRegister, code: DossierCode
) -> None:
    """As after a reset with stock tools: nothing of the write is kept but the alarm."""
    told = events(code, 3)
    register.record(write(told))
    other = events(code, 4, after=told[0], word="b")
    with pytest.raises(Broken, match="CHAIN_FORKED"):
        register.record(write(other))
    assert register.queries.events(code) == told
    assert (code, 2) in register.queries.forks()
    with pytest.raises(Broken, match="CHAIN_FORKED"):
        register.record(write(other[2:]))


def test_a_missing_predecessor_is_a_gap(register: PostgresRegister, code: DossierCode) -> None:
    told = events(code, 5)
    for lacking in (told[1:], [told[0], told[2]]):
        with pytest.raises(Broken, match="CHAIN_GAP"):
            register.record(write(lacking))
    assert register.queries.events(code) == []
    assert register.queries.dossier(code) is None


def test_a_changed_event_is_a_forgery(register: PostgresRegister, code: DossierCode) -> None:
    """Whether its own hash or its link does not hold."""
    first, second = events(code, 2)
    changed = second.model_copy(update={"agency": None})
    cut = second.model_copy(update={"prev": "0" * 64})
    relinked = cut.model_copy(update={"hash": cut.computed_hash()})
    for forged in (changed, relinked):
        with pytest.raises(Broken, match="CHAIN_FORGED"):
            register.record(write([first, forged]))
    assert register.queries.events(code) == []


def test_a_new_branch_follows_where_it_left_the_old_one(register: PostgresRegister, code: DossierCode) -> None:
    """Both stories stay; the read model tells the new one."""
    told = events(code, 4)
    register.record(write(told))
    adopted = events(code, 2, after=told[1], branch=1, word="b")
    register.record(write(adopted, run="run-2", status=5))
    register.record(write(told, status=9))
    assert register.queries.events(code) == [*told, *adopted]
    kept = register.queries.dossier(code)
    assert kept is not None
    assert (kept.dossier.branch, kept.dossier.status) == (1, 5)
    assert register.queries.runs(code) == ["run-1", "run-2"]


def test_a_branch_cannot_follow_what_never_was(register: PostgresRegister, code: DossierCode) -> None:
    told = events(code, 2)
    register.record(write(told))
    stranger = events(code, 1, after=events(code, 2, word="c")[-1], branch=1)
    with pytest.raises(Broken, match="CHAIN_FORKED"):
        register.record(write(stranger))


def test_a_code_that_was_not_reserved_has_no_journal(register: PostgresRegister) -> None:
    unknown = DossierCode("H24.31-991231-0001")
    with pytest.raises(Refused, match="NOT_RESERVED"):
        register.record(write(events(unknown, 1)))


def test_an_effect_is_done_once_and_tells_the_same_facts_again(register: PostgresRegister, code: DossierCode) -> None:
    """Events, effect, paper and letter stand together; a repetition with other facts gets the first ones."""
    told = events(code, 2)
    letter = LetterRow(letter_id="L1", kind=PaperKind.RESULT, paper="a" * 64, to_agency=None)
    effect = EffectRow(
        effect_id="0-2", kind="signature", at=NOW, facts={"number": "1/KQ-H24.31", "size": 1234, "due": None},
        papers=(PAPER,), letters=(letter,),
    )  # fmt: skip
    assert register.facts_of(write(told), "0-2") is None
    assert register.perform(write(told), effect) == effect.facts
    again = effect.model_copy(update={"facts": {"number": "2/KQ-H24.31"}})
    assert register.perform(write(told), again) == effect.facts
    assert register.facts_of(write(told), "0-2") == effect.facts
    assert register.queries.papers(code) == [PAPER]
    assert register.queries.letters(code) == [letter]
    assert register.queries.events(code) == told


@pytest.mark.parametrize(
    ("first", "word", "error"), [(2, "a", "CHAIN_GAP"), (1, "b", "CHAIN_FORKED"), (2, "b", "CHAIN_FORKED")]
)
def test_an_effect_of_a_journal_that_does_not_follow_is_refused_before_it_is_done(
    register: PostgresRegister, code: DossierCode, first: int, word: str, error: str
) -> None:
    """Asked for its facts, the register says so already: no number is given, nothing signed or sent."""
    if error == "CHAIN_FORKED":
        register.record(write(events(code, 3)))
    with pytest.raises(Broken, match=error):
        register.facts_of(write(events(code, 3, word=word)[first:]), "0-3")


def test_an_effect_whose_decision_the_register_lost_is_refused(register: PostgresRegister, code: DossierCode) -> None:
    """Written before a restore, the decision is in no write any more."""
    told = events(code, 3)
    register.record(write(told[:2]))
    nothing_more = write(told).model_copy(update={"events": ()})
    with pytest.raises(Broken, match="CHAIN_GAP"):
        register.facts_of(nothing_more, "0-3")
    register.record(write(told[2:]))
    assert register.facts_of(nothing_more, "0-3") is None


def test_a_letter_that_was_sent_keeps_what_it_said_before(register: PostgresRegister, code: DossierCode) -> None:
    """Delivery adds channel, reference and evidence to the letter that the apology put out."""
    told = events(code, 2)
    put_out = LetterRow(letter_id="L1", kind=PaperKind.APOLOGY, paper="a" * 64, to_agency=None)
    sent = LetterRow(
        letter_id="L1", kind=None, paper=None, to_agency=None, channel="spool", reference="T-1", sent_at=NOW
    )
    first = EffectRow(effect_id="0-1", kind="apology", at=NOW, facts={}, letters=(put_out,))
    second = EffectRow(effect_id="0-2", kind="delivery", at=NOW, facts={}, letters=(sent,))
    register.perform(write(told[:1]), first)
    register.perform(write(told[1:]), second)
    wanted = sent.model_copy(update={"kind": PaperKind.APOLOGY, "paper": "a" * 64})
    assert register.queries.letters(code) == [wanted]


def test_an_effect_whose_events_do_not_fit_leaves_nothing(register: PostgresRegister, code: DossierCode) -> None:
    """All or nothing."""
    effect = EffectRow(effect_id="0-2", kind="signature", at=NOW, facts={}, papers=(PAPER,))
    with pytest.raises(Broken, match="CHAIN_GAP"):
        register.perform(write(events(code, 3)[1:]), effect)
    assert register.queries.effects(code) == []
    assert register.queries.papers(code) == []


def test_two_writers_at_once_leave_one_story(register: PostgresRegister, code: DossierCode) -> None:
    """The lock is the dossier's: one of two different stories wins whole, the others are told."""
    stories = [events(code, 3, word=word) for word in "abcdefgh"]

    def attempt(index: int) -> str:
        try:
            register.record(write(stories[index]))
        except Broken as error:
            return error.code
        return "won"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(attempt, range(8)))
    assert sorted(outcomes) == ["CHAIN_FORKED"] * 7 + ["won"]
    assert register.queries.events(code) == stories[outcomes.index("won")]


def test_inbox_lateness_and_debts_are_told_by_the_read_model(register: PostgresRegister, code: DossierCode) -> None:
    told = events(code, 3)
    last = write(told, overdue=True, apology_owed=True)
    register.record(last)
    row = last.snapshot.dossier
    assert row in register.queries.inbox(row.holding, [row.holding_role] if row.holding_role else [])
    assert row in register.queries.due_before(NOW + timedelta(days=6))
    assert row not in register.queries.due_before(NOW + timedelta(days=5))
    assert row in register.queries.apology_owed()
    closed = write(events(code, 1, after=told[-1]), closed_at=NOW, finished_at=NOW, holding_role=None)
    register.record(closed)
    for rows in (register.queries.open(), register.queries.due_before(NOW + timedelta(days=6))):
        assert code not in {one.code for one in rows}
