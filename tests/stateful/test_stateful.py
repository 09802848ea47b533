"""In any order, twice, late, several at once, across restarts: the state stays lawful, and refusals say why."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from rich.console import Console

from tests.fixtures.database import Server
from tests.stateful.machine import Acts
from tests.stateful.stage import Stage, staged

pytest_plugins = ("tests.fixtures.database",)


@pytest.fixture(scope="module")
def stage(database_server: Server, migrated_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One office for all examples."""
    with staged(database_server.create(migrated_template), tmp_path_factory.mktemp("stateful")) as opened:
        yield opened


def played(stage: Stage, examples: int, steps: int, *, same: bool = True) -> None:
    """Play so many examples: the `same` on every machine, or others each time."""
    machine = type("Acts", (Acts,), {"stage": stage})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, suppress_health_check=list(HealthCheck),
            derandomize=same, database=None,
        ),
    )  # fmt: skip


def test_random_acts_leave_every_dossier_lawful(stage: Stage) -> None:
    played(stage, 3, 18)
    assert stage.coverage.codes


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_many_random_acts_leave_every_dossier_lawful(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """And what was tried is printed: acts × phases, refusals by code. Bounded by MOTCUA_SOAK_SECONDS: a few of them."""
    bounded = "MOTCUA_SOAK_SECONDS" in os.environ
    played(stage, *(5, 20) if bounded else (45, 40), same=bounded)
    with capsys.disabled():
        Console(width=150).print("", stage.coverage.by_act(), stage.coverage.by_code(), stage.coverage.summary())
    if bounded:
        return
    assert stage.coverage.share_refused > 1 / 3
    assert not stage.coverage.never(stage.coverage.accepted)
    assert not stage.coverage.never(stage.coverage.refused)
