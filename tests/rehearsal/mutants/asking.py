"""Defects of what is asked of the applicant, and of the pause that it brings."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from models.acts import Act
from models.deadline import Deadline
from models.dossier import DossierState
from models.procedure import StepKind
from models.tags import Tag
from motcua.rehearsal.life import Life
from motcua.rehearsal.path import Path, on_a_quiet_day
from motcua.rehearsal.paths.asking import ask, charge, counter
from motcua.rehearsal.year import Kind
from tests.rehearsal.mutants.mutant import Mutant, Patch, instead, unwatched
from workflows.answering import ANSWER_LATE
from workflows.verbs import VERBS


def _pause_counts(patch: Patch) -> None:
    patch.setattr(Deadline, "_moved", lambda self, stage, paused_at, resumed_at: replace(stage, known_since=resumed_at))


def _never_anew(patch: Patch) -> None:
    patch.setattr("workflows.verbs.supplement._restarts", lambda _: False)


def _clock_runs_on(patch: Patch) -> None:
    def made(suspend: Any) -> Any:
        def aside(state: DossierState, matter: Any, now: datetime) -> None:
            clock = state.clock
            suspend(state, matter, now)
            state.clock = clock

        return aside

    instead(patch, "workflows.verbs.supplement.suspend", made)


def _unmarked(patch: Patch) -> None:
    def made(told: Any) -> Any:
        def silently(state: DossierState, tag: Tag, *said: Any, **detail: Any) -> None:
            told(state, tag, *said, **{name: value for name, value in detail.items() if name != "marked_late"})

        return silently

    instead(patch, "workflows.verbs.supplement.told", made)


def anything(patch: Patch) -> None:
    patch.setattr("workflows.verbs.supplement.require_lawful_request", lambda *_: None)


def _a_day_less(patch: Patch) -> None:
    def made(answer_until: Any) -> Any:
        return lambda *said: answer_until(*said) - timedelta(days=3)

    instead(patch, "workflows.verbs.supplement.answer_until", made)


def _unchecked(act: Act, **more: Any) -> Any:
    def apply(patch: Patch) -> None:
        patch.setitem(VERBS, act, VERBS[act]._replace(check=None, **more))

    return apply


def _paid_again(patch: Patch) -> None:
    patch.setitem(VERBS, Act.PAY, VERBS[Act.PAY]._replace(done=None))
    patch.setattr("workflows.verbs.fees.require_fee", lambda *_: None)


async def _a_foreign_paper(life: Life) -> None:
    await life.walk(StepKind.HANDLE)
    life.papers = ["giay_la"]
    await ask(life)


async def _closed_at_once(life: Life) -> None:
    await life.walk(StepKind.HANDLE)
    await ask(life)
    await life.after(days=1)
    await life.act(Act.CLOSE_UNANSWERED, await counter(life), "KHONG_BO_SUNG")


async def _too_little(life: Life) -> None:
    await charge(life, "reception")
    await life.act(Act.PAY, await counter(life), amount=life.fee - 1, reference="BL1")


async def _twice(life: Life) -> None:
    for _ in range(2):
        await charge(life, "reception")
        await life.act(Act.PAY, await counter(life), amount=life.fee, reference="BL1")


def _own(name: str, play: Any) -> tuple[Path, ...]:
    return (Path(f"mutant.{name}", name, on_a_quiet_day(Kind.DAYS), play),)


MUTANTS = (
    Mutant("a late answer is not told", "reception.answered_in_time", ("online.accepted_late",),
           unwatched(ANSWER_LATE)),
    Mutant("working time runs in a pause", "time.pause_hours", ("asking.supplement_over_tet",), _pause_counts),
    Mutant("days run in a pause", "time.pause_dates", ("asking.supplement_by_dates",), _pause_counts),
    Mutant("nothing begins anew", "time.restart", ("asking.restart",), _never_anew),
    Mutant("the clock runs on", "time.clock_stands", ("asking.never_answered",), _clock_runs_on),
    Mutant("a second request marks nothing", "supplement.one_request", ("asking.twice",), _unmarked),
    Mutant("an unpublished paper is asked for", "supplement.listed", (), anything, own=_own("foreign",
           _a_foreign_paper)),
    Mutant("three days less to answer", "supplement.time_to_answer", ("asking.supplement_over_tet",), _a_day_less),
    Mutant("closed before its time", "supplement.closed_after_its_time", (), _unchecked(Act.CLOSE_UNANSWERED),
           own=_own("closed", _closed_at_once)),
    Mutant("too little is enough", "fee.right_amount", (), _unchecked(Act.PAY), own=_own("little", _too_little)),
    Mutant("one payment counts twice", "fee.paid_once", (), _paid_again, own=_own("twice", _twice)),
)  # fmt: skip
