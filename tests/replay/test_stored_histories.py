"""Histories of every path replay with today's code, and say the same as when they were stored."""

from __future__ import annotations

import json
from typing import Any

import pytest
from temporalio.workflow import NondeterminismError

from models.dossier import DossierState, EffectKind
from tests.replay.histories import FINGERPRINTS, Stored, stored
from tests.replay.replaying import fingerprint, replayed
from workflows import decisions, outcomes
from workflows.journal import decide_effect

STORED = {kept.name: kept for kept in stored()}
PRINTS = json.loads(FINGERPRINTS.read_text(encoding="utf-8"))


@pytest.mark.parametrize("kept", STORED.values(), ids=STORED.keys())
async def test_a_stored_history_replays_and_says_what_it_said(kept: Stored) -> None:
    """The same commands, and the same words to each activity: every event of the journal with its hash."""
    assert await fingerprint(kept) == PRINTS[kept.name]


def test_every_stored_history_has_its_fingerprint() -> None:
    assert STORED.keys() == PRINTS.keys()
    assert len({kept["commands"] for kept in PRINTS.values()}) == len(PRINTS)


ROAD = "a-dossier-of-one-agency-goes-from-receipt-to-result.0.0"


async def test_another_word_to_an_activity_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A journal that says otherwise under the same commands would fork the chain of every open dossier."""
    monkeypatch.setattr(outcomes, "late_seconds", lambda state: 1)
    said = await fingerprint(STORED[ROAD])
    assert said["commands"] == PRINTS[ROAD]["commands"]
    assert said["said"] != PRINTS[ROAD]["said"]


async def test_another_command_does_not_replay(monkeypatch: pytest.MonkeyPatch) -> None:
    def decide(state: DossierState, kind: EffectKind, *rest: Any) -> None:
        if kind is not EffectKind.TRANSFER:
            decide_effect(state, kind, *rest)

    monkeypatch.setattr(decisions, "decide_effect", decide)
    with pytest.raises(NondeterminismError):
        await replayed(STORED[ROAD])
