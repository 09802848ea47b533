"""Chaos in small: every kind of dossier and one of each kind of fault, in every run of the tests."""

from __future__ import annotations

import os

import pytest

from motcua.demo.progress import Stages
from tests.chaos.plan import FaultKind, Kind, plan_of
from tests.chaos.report import as_json, as_text
from tests.chaos.run import Outcome, run

SEED = 56
"""Its kills of workers come first: what they cut off is tried again after half a minute, while the rest passes."""


async def played(seed: int, dossiers: int, longest_due_s: int) -> Outcome:
    outcome = await run(plan_of(seed, dossiers, longest_due_s=longest_due_s), Stages())
    assert outcome.holds, as_text(outcome)
    return outcome


async def test_nothing_is_lost_and_nothing_happens_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("MOTCUA_", "TEMPORAL_"))]:
        monkeypatch.delenv(name)
    outcome = await played(SEED, 12, longest_due_s=8)
    assert {case.kind for case in outcome.plan.cases} == set(Kind)
    assert {broken.fault.kind for broken in outcome.broken} == set(FaultKind)
    assert outcome.counts["dossiers"] == 12
    assert outcome.counts["apologies"] >= 2
    assert outcome.counts["escalations"] >= 1
    assert any(broken.acts for broken in outcome.broken)
    assert '"holds": true' in as_json(outcome)


@pytest.mark.soak
@pytest.mark.timeout(0)
async def test_nothing_is_lost_in_the_middle_either(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many dossiers as the time allows (MOTCUA_SOAK_SECONDS), under a seed that the report names."""
    seconds = int(os.environ.get("MOTCUA_SOAK_SECONDS") or 300)
    for name in [name for name in os.environ if name.startswith(("MOTCUA_", "TEMPORAL_"))]:
        monkeypatch.delenv(name)
    dossiers = max(20, seconds // 2)
    print(as_text(await played(SEED + seconds, dossiers, longest_due_s=min(60, seconds // 5))))
