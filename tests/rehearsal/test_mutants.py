"""Each rule is one that a defect of the engine breaks: mutants, put into the rehearsal's worker, are all killed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from rich.console import Console
from rich.table import Table

from motcua.conformance import RULES
from motcua.rehearsal.path import Path
from motcua.rehearsal.paths import PATHS
from motcua.rehearsal.plan import plan_of
from motcua.rehearsal.report import Report
from tests.rehearsal.mutants import MUTANTS, Mutant
from tests.rehearsal.theatre import Theatre, theatre

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
@pytest.mark.timeout(1800)
@pytest.mark.asyncio(loop_scope="session")
async def test_every_mutant_is_killed_by_its_rule(stage: Theatre, capsys: pytest.CaptureFixture[str]) -> None:
    """And the table of rules and mutants is printed."""
    found = {mutant: killers(await broken_by(mutant, stage)) for mutant in MUTANTS}
    table = Table("Quy tắc", "Đột biến", "Bị phát hiện bởi", title="Quy tắc × đột biến")
    for mutant, keys in sorted(found.items(), key=lambda item: item[0].rule):
        table.add_row(mutant.rule, mutant.name, ", ".join(keys) or "—")
    with capsys.disabled():
        Console(width=150).print("", table)
    alive = [mutant.name for mutant, keys in found.items() if mutant.rule not in keys]
    assert not alive
