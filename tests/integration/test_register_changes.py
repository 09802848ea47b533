"""Writes that carry only what changed leave the same read model as writes that carry all of it."""

from __future__ import annotations

import itertools
import random
from datetime import timedelta

import pytest

from models.events import DossierEvent
from models.journal import AlarmRow, HoldingRow, JournalWrite, Snapshot, StepRow
from motcua.register import PostgresRegister
from tests.integration.register_data import CLERK, NOW, events, reserve, snapshot

pytest_plugins = ("tests.fixtures.register",)

_numbers = itertools.count(1)


def gone_on(chance: random.Random, stands: Snapshot) -> Snapshot:
    """A later read model: rows changed there and back, and new ones."""
    at = NOW + timedelta(minutes=chance.randrange(4))
    steps: list[StepRow] = [
        step.model_copy(update={"held_since": chance.choice([None, at]), "used_minutes": chance.randrange(3)})
        if chance.random() < 0.4
        else step
        for step in stands.steps
    ]
    given: list[HoldingRow] = [
        one.model_copy(update={"taken_by": CLERK.officer, "taken_at": at}) if chance.random() < 0.3 else one
        for one in stands.hand_overs
    ]
    if chance.random() < 0.3:
        given.append(given[0].model_copy(update={"number": len(given) + 1, "taken_by": None, "taken_at": None}))
    alarms: list[AlarmRow] = list(stands.alarms)
    if chance.random() < 0.3:
        later = {"number": len(alarms) + 1, "fired": alarms[-1].fired + timedelta(seconds=1)}
        alarms.append(alarms[0].model_copy(update=later))
    return stands.model_copy(update={"steps": tuple(steps), "hand_overs": tuple(given), "alarms": tuple(alarms)})


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_lost_or_said_twice_the_register_shows_what_was_told_last(
    register: PostgresRegister, seed: int
) -> None:
    """A write arrives, is lost, or arrives without its writer hearing of it; some begin a new branch."""
    chance = random.Random(seed)
    code = reserve(register, 10_000 + next(_numbers))
    last: DossierEvent | None = None
    kept: Snapshot | None = None
    unwritten: list[DossierEvent] = []
    stands = snapshot(events(code, 1)[0])
    for turn in range(25):
        branch = (last.branch if last else 0) + (last is not None and not unwritten and chance.random() < 0.1)
        told = events(code, chance.randrange(1, 4), after=last, branch=branch)
        last, unwritten = told[-1], [*unwritten, *told]
        stands = gone_on(chance, stands)
        head = {"branch": last.branch, "seq": last.seq, "head": last.hash}
        stands = stands.model_copy(update={"dossier": stands.dossier.model_copy(update=head)})
        write = JournalWrite(code=code, run_id="run", events=tuple(unwritten), snapshot=stands.since(kept))
        kept = None
        outcome = "arrived" if turn == 24 else chance.choice(["arrived", "arrived", "twice", "lost", "unheard"])
        for _ in range({"lost": 0, "twice": 2}.get(outcome, 1)):
            register.record(write)
        if outcome in ("arrived", "twice"):
            kept, unwritten = stands, []
            assert register.queries.dossier(code) == stands


def test_only_what_changed_is_told_again(register: PostgresRegister) -> None:
    """Nothing but the dossier's own row, if nothing else changed; all of it on another branch."""
    first = snapshot(events(reserve(register, 10_000 + next(_numbers)), 1)[0])
    assert (first.since(first).steps, first.since(first).hand_overs, first.since(first).alarms) == ((), (), ())
    taken = first.model_copy(update={"steps": (first.steps[0].model_copy(update={"used_minutes": 99}), first.steps[1])})
    assert taken.since(first).steps == taken.steps[:1]
    elsewhere = first.dossier.model_copy(update={"branch": 1})
    assert first.model_copy(update={"dossier": elsewhere}).since(first).steps == first.steps
