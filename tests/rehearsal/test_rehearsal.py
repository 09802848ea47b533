"""A rehearsed year: planned by its seed alone, lived through, and found to be the law's."""

from __future__ import annotations

import os

import pytest

from motcua.rehearsal.paths import PATHS
from motcua.rehearsal.plan import plan_of
from motcua.rehearsal.rehearsing import rehearse

ENOUGH = 60
SMALL = (
    "road.days", "road.same_day", "handing.declined", "handing.silent", "asking.before_acceptance",
    "online.refused", "late.again", "late.letter_after_result", "migrated.late", "days.before_tet",
    "days.day_off_cut_off", "days.provisional",
)  # fmt: skip


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_from_sixty_dossiers_on_every_path_occurs_whatever_the_seed(year: int) -> None:
    wanted = {path.key for path in PATHS}
    for seed in range(5):
        assert {case.path.key for case in plan_of(year, seed, 60).cases} == wanted


def test_a_plan_is_a_function_of_year_and_seed() -> None:
    assert plan_of(2024, 7, 100) == plan_of(2024, 7, 100)
    assert plan_of(2024, 7, 100).digest != plan_of(2024, 8, 100).digest


def test_of_one_seed_the_longer_plan_begins_as_the_shorter() -> None:
    assert plan_of(2025, 3, 90).cases[:60] == plan_of(2025, 3, 60).cases


@pytest.mark.timeout(120)
@pytest.mark.asyncio(loop_scope="session")
async def test_a_small_rehearsal_breaks_no_rule() -> None:
    paths = [path for path in PATHS if path.key in SMALL]
    report = await rehearse(plan_of(2024, 1, len(paths), paths))
    assert len(paths) == len(SMALL)
    assert not report.played.stumbled
    assert not [(result.rule.key, result.faults) for result in report.results if result.faults]


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("year", "seed", "dossiers"), [(2026, 7, 60), (2024, 7, 300), (2025, 7, 120)])
@pytest.mark.asyncio(loop_scope="session")
async def test_a_year_exercises_every_rule_and_breaks_none(year: int, seed: int, dossiers: int) -> None:
    if dossiers > ENOUGH and os.environ.get("MOTCUA_SOAK_SECONDS"):
        pytest.skip("bounded: the shortest year alone")
    report = await rehearse(plan_of(year, seed, dossiers))
    assert not report.played.stumbled
    assert [result.rule.key for result in report.results if not result.passed] == []
