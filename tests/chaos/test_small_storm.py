"""The storm in small: two dozen promises end at one second while officers go on working."""

from __future__ import annotations

import json
import os

import pytest

from motcua.demo.progress import Stages
from tests.chaos.storm.report import as_json, as_text
from tests.chaos.storm.run import Size, storm

SOON_S = 6


@pytest.mark.soak
async def test_every_letter_goes_out_while_officers_go_on_working(monkeypatch: pytest.MonkeyPatch) -> None:
    """No alarm is told before its planned instant; what it cost is reported and never judged here."""
    for name in [name for name in os.environ if name.startswith(("MOTCUA_", "TEMPORAL_"))]:
        monkeypatch.delenv(name)
    outcome = await storm(
        Size(dossiers=24, acts_per_second=4, calm_s=3, workers=1, margin=2, within_s=SOON_S), Stages()
    )
    assert outcome.holds, as_text(outcome)
    assert set(outcome.took_ms) == {"calm", "storm"}
    assert len(outcome.late_s) == 24
    assert 0 <= min(outcome.planned_s) <= max(outcome.planned_s) <= SOON_S
    assert min(outcome.behind_s) >= 0
    assert len(set(outcome.planned_s)) == 24
    figures = json.loads(as_json(outcome))
    assert figures["letters"] == 24
    assert figures["ratio_p99"] > 0
