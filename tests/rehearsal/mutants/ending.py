"""Defects of withdrawal, stops, extensions and consultations."""

from __future__ import annotations

from typing import Any

from models import policy
from models.acts import Act
from models.procedure import StepKind
from motcua.rehearsal.life import Life
from motcua.rehearsal.path import Path, on_a_quiet_day
from motcua.rehearsal.paths.asking import counter
from motcua.rehearsal.paths.ending import asked
from motcua.rehearsal.year import Kind
from tests.rehearsal.mutants.mutant import Mutant, Patch, instead, unwatched
from tests.rehearsal.mutants.reception import without_reasons
from tests.rehearsal.mutants.results import shown
from workflows.consulting import CONSULTATION_SILENT
from workflows.verbs import VERBS


def _withdrawn_at_any_time(patch: Patch) -> None:
    patch.delitem(policy._ASKS, Act.WITHDRAW)


async def _withdrawn_with_its_result(life: Life) -> None:
    await life.walk(StepKind.RETURN)
    await life.act(Act.WITHDRAW, await counter(life), "NGUOI_NOP_RUT")


def _without_notice(patch: Patch) -> None:
    def made(plan: Any) -> Any:
        return lambda state, first, *said: plan(state, first[1:], *said)

    instead(patch, "workflows.verbs.ending.plan", made)


def _answers_not_awaited(patch: Patch) -> None:
    patch.setitem(VERBS, Act.COMPLETE_STEP, VERBS[Act.COMPLETE_STEP]._replace(check=None))


async def _not_awaited(life: Life) -> None:
    await asked(life)
    await life.walk()


def _own(name: str, play: Any) -> tuple[Path, ...]:
    return (Path(f"mutant.{name}", name, on_a_quiet_day(Kind.WEEK), play),)


MUTANTS = (
    Mutant("withdrawn with its result", "ending.withdrawn", (), _withdrawn_at_any_time,
           own=_own("withdrawn", _withdrawn_with_its_result)),
    Mutant("stopped without a notice", "ending.stopped", ("ending.stop_concluded",), _without_notice, 2026),
    Mutant("extended without a reason", "ending.with_reason", ("ending.extended",), without_reasons(Act.EXTEND)),
    Mutant("an extension moves the original date", "extension.beside", ("ending.extended",),
           shown(due_original=lambda row: row.due)),
    Mutant("silence is not told", "consultation.silence", ("ending.consulted",), unwatched(CONSULTATION_SILENT)),
    Mutant("silence is consent", "consultation.awaited", (), _answers_not_awaited, own=_own("silent", _not_awaited)),
)  # fmt: skip
