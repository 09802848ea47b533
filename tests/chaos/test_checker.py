"""The checker finds nothing in what the engine left, and each of its invariants finds the fault planted for it."""

from __future__ import annotations

import asyncio
import copy
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from temporalio.testing import WorkflowEnvironment

from models.statuses import Channel
from models.tags import Tag
from motcua.catalogue.importer import import_bundle
from motcua.catalogue.shipped import shipped_catalogue
from motcua.register import PostgresRegister
from motcua.registry import INSTALLER, _current_calendar
from tests.chaos.checker import INVARIANTS, Acknowledged, Evidence, Finding, Register, check
from tests.chaos.exporting import take
from tests.fixtures.database import Server
from tests.fixtures.dossiers import A_MOMENT, Office, office_settings, vn

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = vn(2026, 6, 1, 9)
"""A day of its own: this register counts from 1, and the session's Temporal knows the codes of other tests' days."""
DUE, NEW_DUE = vn(2026, 6, 4, 17), vn(2026, 6, 10, 17)

Rows = dict[str, list[dict[str, Any]]]


async def work(office: Office) -> list[Acknowledged]:
    """One in time, one late, one late twice, one refused; all are closed in the end."""
    said = []
    for dues in ((), (DUE,), (DUE, NEW_DUE)):
        dossier = await office.submit(at=MONDAY)
        await dossier.walk("tham_tra")
        for due, tag in zip(dues, (Tag.DELIVERY_DONE, Tag.ESCALATION_DONE), strict=False):
            await dossier.forward(to=due + A_MOMENT)
            await dossier.told(tag)
        answer = await dossier.act("complete_step", "cv.h24-31", decision_id=f"xong-{dossier.code}")
        said.append(Acknowledged(dossier.code, "complete_step", f"xong-{dossier.code}", answer.seq))
        await dossier.walk()
        await dossier.result()
    refused = await office.submit(at=MONDAY, channel=Channel.ONLINE, officer="dvc.h24")
    await refused.act("refuse_dossier", "mc.h24-31-1", "NOT_COMPETENT")
    await refused.result()
    return said


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def left(
    time_skipping: WorkflowEnvironment,
    database_server: Server,
    migrated_template: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Evidence]:
    """What a small population left on a register of its own."""
    home, url, now = tmp_path_factory.mktemp("checked"), database_server.create(migrated_template), datetime.now(UTC)
    with PostgresRegister.open(url, home / "keystore", calendar_of=_current_calendar, now=now) as register:
        import_bundle(register.catalogue, shipped_catalogue(), INSTALLER, now)
        office = Office(time_skipping, register, office_settings(home, task_queue="checked"))
        async with office.worker():
            said = await work(office)
            yield await take(time_skipping.client, url, home, said)


async def test_an_honest_register_has_nothing_to_find(left: Evidence) -> None:
    seen = await asyncio.to_thread(check, left)
    assert not {name: findings for name, findings in seen.items() if findings}
    kinds = {row["kind"] for row in left.register.rows("effect")}
    assert kinds >= {"reception", "transfer", "signature", "result_return", "apology", "delivery", "escalation"}


# ── planted faults ────────────────────────────────────────────────────────────────────────────────────────────────────


async def found(invariant: str, evidence: Evidence) -> list[Finding]:
    """What one invariant finds; in a thread, for pyHanko runs a loop of its own."""
    return await asyncio.to_thread(lambda: list(INVARIANTS[invariant](evidence)))


def of(rows: Rows, table: str, **fields: Any) -> dict[str, Any]:
    """The first row that has these fields."""
    return next(row for row in rows[table] if all(row[name] == value for name, value in fields.items()))


def drop(rows: Rows, table: str, **fields: Any) -> None:
    rows[table].remove(of(rows, table, **fields))


def double(rows: Rows, table: str, *, plus: dict[str, Any], **fields: Any) -> None:
    rows[table].append(of(rows, table, **fields) | plus)


def event(rows: Rows, tag: str) -> dict[str, Any]:
    return of(rows, "event", tag=tag)


LATE = "engine:apology:done"
IN_REGISTER: list[tuple[str, str, Callable[[Rows], object]]] = [
    ("every_reserved_code_is_a_dossier", "a dossier is lost", lambda rows: rows["dossier"].pop()),
    ("every_reserved_code_is_a_dossier", "a journal begins late", lambda rows: rows["event"].pop(0)),
    ("nothing_is_left_open", "one stays open", lambda rows: rows["dossier"][0].update(closed_at=None)),
    (
        "acknowledged_acts_stand_once", "an answered act is gone",
        lambda rows: rows["event"].remove(event(rows, "officer:step:completed")),
    ),
    (
        "acknowledged_acts_stand_once", "an answered act is another's",
        lambda rows: event(rows, "officer:step:completed")["detail"].update(decision_id="khac"),
    ),
    (
        "answered_updates_stand", "the journal lacks a decision",
        lambda rows: event(rows, "officer:result:approved")["detail"].pop("decision_id"),
    ),
    (
        "no_decision_stands_twice", "an act happened twice",
        lambda rows: double(rows, "event", plus={"seq": 99}, tag="officer:step:handed_over"),
    ),
    ("no_seq_is_missing", "an event is gone", lambda rows: rows["event"].remove(event(rows, "engine:transfer:done"))),
    ("links_hold", "a link is another", lambda rows: event(rows, "officer:result:approved").update(prev="0" * 64)),
    ("hashes_hold", "an actor is another", lambda rows: event(rows, "officer:result:approved").update(actor="ai")),
    (
        "hashes_hold", "an instant moved by a microsecond",
        lambda rows: rows["event"][3].update(at=rows["event"][3]["at"] + timedelta(microseconds=1)),
    ),
    ("heads_are_true", "a row stands behind its journal", lambda rows: rows["dossier"][0].update(seq=3)),
    ("history_and_register_agree", "an event is another", lambda rows: rows["event"][4].update(hash="f" * 64)),
    ("every_run_has_its_history", "a run nobody has", lambda rows: rows["run"][0].update(run_id="khong-co")),
    ("every_run_has_its_history", "only its history is closed", lambda rows: rows["dossier"][1].update(closed_at=None)),
    (
        "effects_are_done_once", "an effect was done twice",
        lambda rows: double(rows, "effect", plus={}, kind="transfer"),
    ),
    ("effects_are_done_once", "an effect is not kept", lambda rows: drop(rows, "effect", kind="signature")),
    (
        "effects_are_done_once", "an effect was never told done",
        lambda rows: rows["event"].remove(event(rows, "engine:signature:done")),
    ),
    (
        "no_effect_is_undecided", "an effect nobody decided",
        lambda rows: double(rows, "effect", plus={"effect_id": "0-99"}, kind="transfer"),
    ),
    (
        "late_is_apologised_once", "a letter without lateness",
        lambda rows: double(rows, "paper", plus={"code": rows["dossier"][0]["code"]}, kind="apology"),
    ),
    ("late_is_apologised_once", "lateness without a letter", lambda rows: drop(rows, "paper", kind="apology")),
    (
        "late_is_apologised_once", "the alarm is hidden",
        lambda rows: rows["event"].remove(event(rows, "clock:dossier:overdue")),
    ),
    (
        "late_again_is_escalated_once", "escalated twice",
        lambda rows: double(rows, "effect", plus={}, kind="escalation"),
    ),
    ("late_again_is_escalated_once", "never escalated", lambda rows: drop(rows, "effect", kind="escalation")),
    ("letters_went_out_once", "a letter is gone", lambda rows: rows["letter"].pop()),
    ("letters_went_out_once", "a letter never went out", lambda rows: rows["letter"][0].update(sent_at=None)),
    ("letters_went_out_once", "two letters share a ticket", lambda rows: rows["letter"].append(rows["letter"][0])),
    (
        "alarms_are_never_early", "an alarm was early",
        lambda rows: rows["alarm"][0].update(fired=rows["alarm"][0]["due"] - timedelta(seconds=1)),
    ),
    (
        "alarms_are_never_early", "a timer was set early",
        lambda rows: rows["alarm"][0].update(planned=rows["alarm"][0]["due"] - timedelta(seconds=1)),
    ),
    ("alarms_are_never_early", "lateness is made less", lambda rows: rows["alarm"][0].update(lateness_seconds=-1)),
    ("alarms_are_the_journals", "an alarm is not kept", lambda rows: rows["alarm"].pop()),
    ("alarms_are_the_journals", "the register found a fork", lambda rows: rows["alarm"][0].update(kind="chain_forked")),
    ("papers_are_whole", "a paper's hash is another", lambda rows: rows["paper"][0].update(size=1)),
    (
        "signatures_hold", "another is named as who signed",
        lambda rows: rows["paper"][0].update(certificates=["0" * 64]),
    ),
    ("signatures_hold", "another number is printed", lambda rows: rows["paper"][0].update(number="9/KQ-H24.31")),
    ("no_paper_lies_beside", "a paper is not kept", lambda rows: rows["paper"].pop()),
    (
        "numbers_are_given_once", "two papers have one number",
        lambda rows: rows["book_entry"].append(rows["book_entry"][0]),
    ),
    ("numbers_are_given_once", "a number was lost", lambda rows: rows["book"][0].update(last=99)),
    ("numbers_are_given_once", "a paper has no number of the book", lambda rows: rows["book_entry"].pop()),
    ("codes_are_counted", "a code was lost", lambda rows: rows["code_counter"][0].update(last=99)),
    ("closed_means_nothing_left", "closed and owing", lambda rows: rows["dossier"][1].update(apology_owed=True)),
    ("closed_means_nothing_left", "closed and blocked", lambda rows: rows["dossier"][1].update(blocked=["x"])),
    (
        "closed_means_nothing_left", "open after its closing",
        lambda rows: rows["dossier"][2].update(closed_at=None),
    ),
    (
        "the_read_model_is_the_journals", "a due date is another",
        lambda rows: of(rows, "dossier", status=10).update(due=NEW_DUE + timedelta(days=1)),
    ),
    ("the_read_model_is_the_journals", "a hand-over is not kept", lambda rows: rows["hand_over"].pop()),
]  # fmt: skip


def planted(faults: list[tuple[str, str, Any]]) -> pytest.MarkDecorator:
    named = [pytest.param(invariant, plant, id=what) for invariant, what, plant in faults]
    return pytest.mark.parametrize(("invariant", "plant"), named)


@planted(IN_REGISTER)
async def test_a_fault_planted_in_the_register_is_found(
    left: Evidence, invariant: str, plant: Callable[[Rows], object]
) -> None:
    rows = copy.deepcopy(left.register.tables)
    plant(rows)
    assert await found(invariant, replace(left, register=Register(rows)))


def first(folder: Path, pattern: str) -> Path:
    return sorted(folder.glob(pattern))[0]


def scratched(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


IN_FILES: list[tuple[str, str, Callable[[Path], object]]] = [
    ("papers_are_whole", "a paper is gone", lambda home: first(home, "documents/*/*/*.sealed").unlink()),
    ("papers_are_whole", "a paper has another bit", lambda home: scratched(first(home, "documents/*/*/*.sealed"))),
    (
        "no_paper_lies_beside", "a paper lies beside",
        lambda home: shutil.copy(
            first(home, "documents/*/*/*.sealed"), first(home, "documents/*/*/*.sealed").parent / f"{'a' * 64}.sealed"
        ),
    ),
    ("letters_went_out_once", "a ticket is gone", lambda home: first(home, "spool/*.json").unlink()),
    (
        "letters_went_out_once", "a ticket twice",
        lambda home: shutil.copy(first(home, "spool/*.json"), home / "spool" / "hai.json"),
    ),
    (
        "signatures_hold", "another authority",
        lambda home: shutil.copy(first(home, "keystore/signing/seal/*.pem"), home / "keystore/signing/root.pem"),
    ),
]  # fmt: skip


@planted(IN_FILES)
async def test_a_fault_planted_in_the_files_is_found(
    left: Evidence, invariant: str, plant: Callable[[Path], object], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(left.home, home)
    plant(home)
    assert await found(invariant, replace(left, home=home))


async def test_a_history_that_tells_less_or_lacks_is_found(left: Evidence) -> None:
    code = next(iter(left.histories))
    shorter = copy.deepcopy(dict(left.histories))
    shorter[code][0].events.popitem()
    assert await found("history_and_register_agree", replace(left, histories=shorter))
    for lacking in (code, "la"):
        assert await found("every_run_has_its_history", replace(left, histories={**left.histories, lacking: []}))


async def test_every_invariant_was_shown_to_fail() -> None:
    assert {name for name, _, _ in [*IN_REGISTER, *IN_FILES]} == set(INVARIANTS)
