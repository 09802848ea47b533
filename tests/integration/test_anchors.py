"""Anchors: a rewritten past is seen even if whoever administers the database computed every hash anew."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from activities.anchor import Anchoring
from models.anchor import Anchor, Inclusion, attest_anchor, require_attested_anchor, require_included
from models.errors import Broken, Unavailable
from models.events import GENESIS, DossierEvent
from models.identifiers import DossierCode
from models.journal import JournalWrite
from motcua.archive import AnchorStore
from motcua.audit.anchored import proof_of, read_attested, read_copy, require_same
from motcua.audit.verify.anchors import anchors_hold
from motcua.audit.verify.finding import Kind
from motcua.cli.audit import app
from motcua.register import PostgresRegister
from tests.fixtures.casefile import refuses
from tests.fixtures.register import plain_calendar
from tests.integration.register_data import events, reserve, write

pytest_plugins = ("tests.fixtures.database",)

EVENING = datetime(2026, 11, 24, 10, 5, tzinfo=UTC)
"""17:05 in Vietnam."""


class Town:
    """A register of its own, its folder of anchors, and a clock that the test sets."""

    def __init__(self, register: PostgresRegister, folder: Path) -> None:
        self.register = register
        self.store = AnchorStore(folder / "anchors")
        self.folder = folder
        self.now = EVENING
        self.roots = register.keystore.root_keys
        self._numbers = itertools.count(1)

    @property
    def anchoring(self) -> Anchoring:
        return Anchoring(
            self.register.anchors, self.store, self.register.keystore.attester(EVENING), self.roots, lambda: self.now
        )

    def dossier(self, count: int = 3) -> list[DossierEvent]:
        told = events(reserve(self.register, next(self._numbers)), count)
        self.register.record(self._write(told))
        return told

    def go_on(self, told: list[DossierEvent], branch: int = 0) -> None:
        more = events(told[-1].code, 2, after=told[-1], branch=branch)
        self.register.record(self._write(more))
        told += more

    @staticmethod
    def _write(told: Sequence[DossierEvent]) -> JournalWrite:
        return write(told, run=f"run-{told[0].branch}", submission_id=f"nop-{told[0].code}")

    def take(self) -> Anchor:
        self.now += timedelta(minutes=1)
        return self.anchoring.take(self.now)

    def findings(self) -> list[Kind]:
        return [one.kind for one in anchors_hold(self.register.anchors, {"anchors": self.store}, self.roots)]


@pytest.fixture
def town(fresh_database_url: str, tmp_path: Path) -> Iterator[Town]:
    with PostgresRegister.open(
        fresh_database_url, tmp_path / "keystore", calendar_of=plain_calendar, now=EVENING
    ) as register:
        yield Town(register, tmp_path)


@pytest.fixture
def administrator(fresh_database_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(fresh_database_url, autocommit=True) as connection:
        yield connection


@contextmanager
def unguarded(administrator: psycopg.Connection, table: str) -> Iterator[None]:
    administrator.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
    yield
    administrator.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER".encode())


def test_an_anchor_tells_the_head_of_every_branch_sorted_and_follows_the_one_before(town: Town) -> None:
    first, second = town.dossier(), town.dossier()
    town.go_on(second, branch=1)
    one = town.take()
    town.go_on(first)
    two = town.take()
    assert (one.body.number, one.body.prev, two.body.number, two.body.prev) == (1, GENESIS, 2, one.hash)
    told = [(head.code, head.branch, head.seq, head.hash) for head in town.store.leaves(one)]
    assert told == [(event.code, event.branch, event.seq, event.hash) for event in (first[2], second[2], second[-1])]
    assert one.body.day.isoformat() == "2026-11-24"
    assert town.findings() == []


def test_without_any_dossier_there_is_an_anchor_of_nothing(town: Town) -> None:
    assert town.take().body.heads == 0
    assert town.findings() == []


def test_once_asked_for_since_an_instant_it_is_taken_once(town: Town) -> None:
    """The scheduled activity may be repeated."""
    town.dossier()
    since = town.now
    assert town.anchoring.take(since) == town.anchoring.take(since)
    assert len(town.register.anchors.all()) == 1


def test_a_killed_process_leaves_an_anchor_that_the_next_one_keeps_first(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the file and its row."""
    town.dossier()
    with monkeypatch.context() as dying:

        def die(anchor: Anchor) -> None:
            raise Unavailable("DATABASE_UNREACHABLE")

        dying.setattr(town.register.anchors, "keep", die)
        with pytest.raises(Unavailable):
            town.take()
    left = town.store.standing(1)
    newest = town.take()
    assert town.register.anchors.all() == [left, newest]
    assert town.findings() == []
    assert not list(town.folder.rglob("*.part"))


def test_a_journal_rewritten_with_every_hash_computed_anew_is_seen(
    town: Town, administrator: psycopg.Connection
) -> None:
    told = town.dossier()
    town.dossier()
    town.take()
    forged = events(told[0].code, 3, word="other")
    with unguarded(administrator, "event"):
        administrator.execute("DELETE FROM event WHERE code = %s", (told[0].code,))
        administrator.execute("UPDATE dossier SET seq = 0 WHERE code = %s", (told[0].code,))
    town.register.record(town._write(forged))
    assert town.findings() == [Kind.ANCHOR_UNMET]
    town.take()
    assert town.findings() == [Kind.ANCHOR_UNMET]


def test_a_journal_cut_short_and_a_dossier_removed_are_seen(town: Town, administrator: psycopg.Connection) -> None:
    short, gone = town.dossier(), town.dossier()
    town.take()
    with unguarded(administrator, "event"):
        administrator.execute("DELETE FROM event WHERE code = %s AND seq = 3", (short[0].code,))
        administrator.execute("DELETE FROM event WHERE code = %s", (gone[0].code,))
    assert town.findings() == [Kind.ANCHOR_UNMET] * 2


CHANGES: dict[str, tuple[str, set[Kind]]] = {
    "another root": (f"UPDATE anchor SET root = '{'ab' * 32}' WHERE number = 1", {
        Kind.ANCHOR_FORGED, Kind.ANCHOR_REPLACED}),
    "removed from the middle": ("DELETE FROM anchor WHERE number = 2", {Kind.ANCHOR_MISSING}),
    "removed from the end": ("DELETE FROM anchor WHERE number = 3", {Kind.ANCHOR_MISSING}),
    "signature of another": (
        "UPDATE anchor SET attestation = (SELECT attestation FROM anchor WHERE number = 2) WHERE number = 1",
        {Kind.ANCHOR_FORGED, Kind.ANCHOR_REPLACED}),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_an_anchor_that_was_meddled_with_is_seen(town: Town, administrator: psycopg.Connection, change: str) -> None:
    town.dossier()
    for _ in range(3):
        town.take()
    statement, kinds = CHANGES[change]
    with unguarded(administrator, "anchor"):
        administrator.execute(statement.encode())
    assert set(town.findings()) == kinds


def test_an_anchor_replaced_by_whoever_has_the_key_is_seen_by_a_copy(town: Town) -> None:
    """Against the key's own holder only what was taken out helps."""
    town.dossier()
    exported = town.take()
    copy = town.folder / "copy.json"
    copy.write_text(exported.model_dump_json(), encoding="utf-8")
    require_same(town.register.anchors.all(), read_copy(copy))
    body = exported.body.model_copy(update={"heads": 0})
    other = attest_anchor(town.register.keystore.attester(EVENING), body)
    require_attested_anchor(other, town.roots)
    with refuses("ANCHOR_BROKEN"):
        require_same([other], read_copy(copy))
    with refuses("ANCHOR_BROKEN"):
        require_same([], read_copy(copy))


def test_a_dossier_is_shown_to_stand_in_an_anchor_with_the_root_key_alone(town: Town) -> None:
    """A proof is of one head: another hash, place or key does not pass."""
    dossiers = [town.dossier() for _ in range(7)]
    town.take()
    root = town.register.keystore.root_key
    for told in dossiers:
        proof = proof_of(town.register.anchors.all(), town.store, DossierCode(told[0].code), town.roots)
        assert proof.head.hash == told[-1].hash
        path = town.folder / "proof.json"
        path.write_text(proof.model_dump_json(), encoding="utf-8")
        read = read_attested(path)
        assert isinstance(read, Inclusion)
        require_included(read, {root})
    with refuses("ANCHOR_BROKEN"):
        head = proof.head.model_copy(update={"hash": "ab" * 32})
        require_included(proof.model_copy(update={"head": head}), {root})
    with refuses("ANCHOR_BROKEN"):
        require_included(proof.model_copy(update={"index": proof.index - 1}), {root})
    with refuses("ANCHOR_FORGED"):
        require_included(proof, {"A" * 43})
    with refuses("ANCHOR_NONE"):
        proof_of(town.register.anchors.all(), town.store, DossierCode("H24.31-261124-9999"), town.roots)


FILES: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "a bit flipped in the leaves": ("leaves/*.gz", lambda b: b[:40] + bytes([b[40] ^ 1]) + b[41:], "ANCHOR_BROKEN"),
    "the leaves truncated": ("leaves/*.gz", lambda b: b[:-9], "ANCHOR_BROKEN"),
    "the leaves of nothing": ("leaves/*.gz", lambda _: b"", "ANCHOR_BROKEN"),
    "an anchor that is no JSON": ("00000001.json", lambda b: b[:-20], "ANCHOR_BROKEN"),
}


@pytest.mark.parametrize("damage", FILES)
def test_a_damaged_file_is_said(town: Town, damage: str) -> None:
    town.dossier()
    anchor = town.take()
    pattern, change, code = FILES[damage]
    [path] = (town.folder / "anchors").glob(pattern)
    path.write_bytes(change(path.read_bytes()))
    with refuses(code):
        list(town.store.leaves(anchor))
        town.store.standing(1)
    assert town.findings() == [Kind.ANCHOR_REPLACED]


def test_a_missing_list_of_leaves_is_said(town: Town) -> None:
    town.dossier()
    anchor = town.take()
    [path] = (town.folder / "anchors").glob("leaves/*.gz")
    path.unlink()
    with refuses("ANCHOR_MISSING"):
        list(town.store.leaves(anchor))
    assert town.findings() == [Kind.ANCHOR_MISSING]


def test_a_file_of_another_kind_is_no_anchor(tmp_path: Path) -> None:
    path = tmp_path / "any.json"
    path.write_text('{"number": 1}', encoding="utf-8")
    for missing in (path, tmp_path / "none.json"):
        with refuses("FILE_NOT_ATTESTED"):
            read_attested(missing)


def test_an_auditor_checks_a_file_without_any_server(town: Town) -> None:
    """Exit 5 and the code for what does not hold."""
    town.dossier()
    exported, root = town.take(), town.register.keystore.root_key
    path = town.folder / "anchor.json"
    path.write_text(exported.model_dump_json(), encoding="utf-8")
    assert exported.hash in CliRunner().invoke(app, ["attested", str(path), f"--root={root}"]).stdout
    body = exported.body.model_copy(update={"heads": 2})
    path.write_text(exported.model_copy(update={"body": body}).model_dump_json(), encoding="utf-8")
    refused = CliRunner().invoke(app, ["attested", str(path), f"--root={root}"]).exception
    assert isinstance(refused, Broken)
    assert (refused.code, refused.exit_code) == ("ANCHOR_FORGED", 5)
