"""A plan of chaos is a function of its seed."""

from __future__ import annotations

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from tests.acceptance.station import ROOT
from tests.chaos.plan import ACTS_EACH, FaultKind, Kind, manner_of, plan_of

SEEDS = st.integers(0, 2**32)


@given(seed=SEEDS, dossiers=st.integers(1, 60))
def test_a_seed_has_one_plan_with_every_kind_of_fault_in_the_order_of_progress(seed: int, dossiers: int) -> None:
    plan = plan_of(seed, dossiers)
    assert plan == plan_of(seed, dossiers)
    assert len(plan.cases) == dossiers
    assert {fault.kind for fault in plan.faults} == set(FaultKind)
    places = [fault.after_acts for fault in plan.faults]
    assert places == sorted(places)
    assert all(0 < place < max(2, ACTS_EACH * dossiers) for place in places)


@given(seed=SEEDS)
def test_another_seed_has_another_plan_and_each_has_every_kind_of_dossier(seed: int) -> None:
    plan = plan_of(seed, 40)
    assert plan.digest != plan_of(seed + 1, 40).digest
    assert {case.kind for case in plan.cases} == set(Kind)


@given(seed=SEEDS, case=st.integers(0, 2000), act=st.integers(0, 30))
def test_how_an_act_is_said_is_planned_too(seed: int, case: int, act: int) -> None:
    assert manner_of(seed, case, act) == manner_of(seed, case, act)


def test_another_process_plans_the_same() -> None:
    """No hash of a string, no order of a set is in it."""
    command = [sys.executable, "-m", "tests.chaos", "--seed", "7", "--dossiers", "30", "--plan"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    plan = plan_of(7, 30)
    assert told.splitlines()[0] == f"seed 7, plan {plan.digest}"
    assert told.splitlines()[1:] == [str(line) for line in (*plan.cases, *plan.faults)]
