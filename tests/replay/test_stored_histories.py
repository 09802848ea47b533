"""Histories of every path replay with today's code, and say the same as when they were stored."""

from __future__ import annotations

import json
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from itertools import takewhile
from typing import Any

import pytest
from temporalio import activity, workflow
from temporalio.workflow import NondeterminismError

import activities
from models.dossier import DossierState
from models.effects import EffectKind
from models.tags import Tag
from motcua.engine.workers import WORKFLOWS
from tests.replay.histories import FINGERPRINTS, Stored, commands_of, digest, stored
from tests.replay.replaying import fingerprint, replayed, said_in
from tests.replay.stories import WHOLE, began, kept_of
from workflows import outcomes
from workflows.journal import decide_effect
from workflows.rebuilding import rebuild
from workflows.verbs import handing

STARTED = "workflowExecutionStartedEventAttributes"
STORED = {kept.name: kept for kept in stored()}
PRINTS = json.loads(FINGERPRINTS.read_text(encoding="utf-8"))


@pytest.mark.parametrize("kept", STORED.values(), ids=STORED.keys())
async def test_a_stored_history_replays_and_says_what_it_said(kept: Stored) -> None:
    """The same commands, and the same words to each activity: every event of the journal with its hash."""
    said = await said_in(kept)
    assert {"commands": digest(commands_of(kept.content)), "said": digest(said)} == PRINTS[kept.name]


def known_activities() -> Iterator[str]:
    """The name of every activity there is."""
    for module in pkgutil.iter_modules(activities.__path__):
        for kind in vars(import_module(f"activities.{module.name}")).values():
            for method in vars(kind).values() if isinstance(kind, type) else ():
                if callable(method) and (known := activity._Definition.from_callable(method)) is not None:
                    yield known.name or ""


async def test_every_path_is_among_the_stored_histories() -> None:
    """Each workflow, each activity that it may ask for, each event that it may tell: none can change unnoticed."""
    started = {kept.content["events"][0][STARTED]["workflowType"]["name"] for kept in STORED.values()}
    assert started == {workflow._Definition.must_from_class(one).name for one in WORKFLOWS}
    said = [line for kept in STORED.values() for line in await said_in(kept)]
    assert set(known_activities()) - {line.split("\t", 1)[0] for line in said} == set()
    told = {tag for line in said for tag in re.findall(r'"tag":"([a-z_:]+)"', line)}
    assert {tag.value for tag in Tag} - told == set()


def test_every_stored_history_has_its_fingerprint() -> None:
    assert STORED.keys() == PRINTS.keys()
    assert len({kept["commands"] for kept in PRINTS.values()}) == len(PRINTS)


ROAD = next(name for name, kept in STORED.items() if "transfer" in json.dumps(kept.content) and "0.0" in name)


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

    monkeypatch.setattr(handing, "decide_effect", decide)
    with pytest.raises(NondeterminismError):
        await replayed(STORED[ROAD])


@pytest.mark.parametrize("runs", WHOLE.values(), ids=WHOLE.keys())
async def test_the_journal_of_a_stored_history_follows_from_the_rules(runs: list[Stored]) -> None:
    """Continued runs say with which state they went on: it is the one that the journal until then gives."""
    if began(runs[0]).opening is None:
        pytest.skip("its first run is not among the stored ones")
    # What a run that was ended had under way, only the register could tell.
    runs = list(takewhile(lambda run: began(run).again is None, runs))
    for place in range(len(runs)):
        kept = await kept_of(runs[: place + 1])
        made = rebuild(kept)
        following = began(runs[place + 1]).state if place + 1 < len(runs) else None
        if following is not None and following.head == made.head:
            unlike = {"journal_blocked", "unwritten", "refused_acts"}
            assert made.model_dump(mode="json", exclude=unlike) == following.model_dump(mode="json", exclude=unlike)
