"""In any order, twice, late, several at once, across restarts: the state stays lawful, and refusals say why."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from rich.console import Console

from tests.fixtures.database import Server
from tests.stateful.machine import Acts
from tests.stateful.stage import Stage, staged
from tests.stateful.verdict import numbered

pytest_plugins = ("tests.fixtures.database",)

ROUNDS, MOST_ROUNDS = 3, 8
"""Of fifteen examples each, with forty happenings."""


@pytest.fixture(scope="module")
def stage(database_server: Server, migrated_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One office for all examples."""
    with staged(database_server.create(migrated_template), tmp_path_factory.mktemp("stateful")) as opened:
        yield opened


def played(stage: Stage, examples: int, steps: int, number: int | None = None) -> None:
    """Play so many examples: those of a seed, or the same ones on every machine."""
    machine = type("Acts", (Acts,), {"stage": stage})
    run_state_machine_as_test(
        machine if number is None else seed(number)(machine),
        settings=settings(
            max_examples=examples, stateful_step_count=steps, suppress_health_check=list(HealthCheck),
            derandomize=number is None, database=None, phases=(Phase.generate, Phase.shrink),
        ),
    )  # fmt: skip
    stage.run(numbered(stage))


def test_random_acts_leave_every_dossier_lawful(stage: Stage) -> None:
    played(stage, 3, 18)
    assert stage.coverage.codes


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_many_random_acts_leave_every_dossier_lawful(
    stage: Stage, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    """And what was tried is printed: acts × phases, refusals by code. Bounded by MOTCUA_SOAK_SECONDS: a few of them.

    Else it goes on until every act was accepted, and wanted wherever the law's table allows it. --hypothesis-seed
    says which examples are played.
    """
    first = int(request.config.getoption("--hypothesis-seed") or secrets.randbelow(10**6))
    try:
        if "MOTCUA_SOAK_SECONDS" in os.environ:
            played(stage, 5, 20)
            return
        for number in range(MOST_ROUNDS):
            played(stage, 15, 40, first + number)
            if number + 1 >= ROUNDS and stage.coverage.is_whole:
                break
    finally:
        with capsys.disabled():
            tables = (stage.coverage.by_act(), "", stage.coverage.by_code(), "", stage.coverage.summary())
            Console(width=200).print(f"\n--hypothesis-seed={first}", "", *tables, sep="\n")
    assert stage.coverage.share_refused > 1 / 3
    assert not stage.coverage.never(stage.coverage.accepted)
    assert not stage.coverage.never(stage.coverage.refused)
    assert not stage.coverage.untried
