"""Each rule is one that a defect of the engine breaks: mutants, put into the rehearsal's worker, are all killed."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator, Sequence
from math import inf
from random import Random

import pytest
from rich.console import Console
from rich.table import Table

from motcua.conformance import RULES
from motcua.rehearsal import playing
from motcua.rehearsal.path import Path
from motcua.rehearsal.paths import PATHS
from motcua.rehearsal.plan import plan_of
from motcua.rehearsal.report import Report
from tests.rehearsal.mutants import MUTANTS, Mutant
from tests.rehearsal.theatre import Theatre, theatre

LONGEST_S = 20.0
"""So long a life may wait for what a mutant never lets happen."""
SMALL = ("counts to the receiver at once", "an hour too late")


@pytest.fixture(scope="module")
def stage() -> Iterator[Theatre]:
    """One pair of servers for all mutants."""
    with theatre() as opened:
        yield opened


def paths_of(mutant: Mutant) -> Sequence[Path]:
    return [*(path for path in PATHS if path.key in mutant.paths), *mutant.own]


async def broken_by(mutant: Mutant, stage: Theatre) -> Report:
    """What the checker says of dossiers that the mutant handled."""
    paths = paths_of(mutant)
    plan = plan_of(mutant.year, 1, len(paths), paths)
    stage.prepare(plan.year)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(playing, "_LONGEST_S", LONGEST_S)
        mutant.apply(patch)
        return await stage.rehearse(plan)


def killers(report: Report) -> list[str]:
    return [result.rule.key for result in report.results if result.faults]


def test_every_rule_has_a_mutant() -> None:
    assert {mutant.rule for mutant in MUTANTS} == {rule.key for rule in RULES}
    for mutant in MUTANTS:
        assert len(paths_of(mutant)) == len(mutant.paths) + len(mutant.own) > 0, mutant.name


@pytest.mark.parametrize("name", SMALL)
@pytest.mark.asyncio(loop_scope="session")
async def test_a_mutant_is_killed_by_its_rule(name: str, stage: Theatre) -> None:
    mutant = next(one for one in MUTANTS if one.name == name)
    assert mutant.rule in killers(await broken_by(mutant, stage))


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.asyncio(loop_scope="session")
async def test_every_mutant_is_killed_by_its_rule(stage: Theatre, capsys: pytest.CaptureFixture[str]) -> None:
    """And the table is printed. Bounded by MOTCUA_SOAK_SECONDS: some of them, by a seed that the table names."""
    began, seed = time.monotonic(), secrets.randbelow(10**6)
    seconds = float(os.environ.get("MOTCUA_SOAK_SECONDS") or inf)
    found: dict[Mutant, list[str]] = {}
    for mutant in Random(seed).sample(MUTANTS, len(MUTANTS)):
        if time.monotonic() - began < seconds:
            found[mutant] = killers(await broken_by(mutant, stage))
    with capsys.disabled():
        Console(width=150).print("", table_of(found, seed))
    alive = [mutant.name for mutant, keys in found.items() if mutant.rule not in keys]
    assert found
    assert not alive


def table_of(found: dict[Mutant, list[str]], seed: int) -> Table:
    title = f"Quy tắc × đột biến: {len(found)}/{len(MUTANTS)} (mầm {seed})"
    table = Table("Quy tắc", "Đột biến", "Bị phát hiện bởi", title=title)
    for mutant, keys in sorted(found.items(), key=lambda item: item[0].rule):
        table.add_row(mutant.rule, mutant.name, ", ".join(keys) or "—")
    return table
