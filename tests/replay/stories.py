"""Stored histories as stories: the runs of a dossier, and what a register would keep of them."""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from itertools import pairwise
from typing import Any

from models.branches import story_of
from models.events import DossierEvent
from models.start import Start
from tests.replay.histories import Stored, stored
from tests.replay.replaying import said_in
from workflows.rebuilding import Kept

__all__ = ["WHOLE", "began", "kept_of"]

_SCHEDULED, _DONE = "activityTaskScheduledEventAttributes", "activityTaskCompletedEventAttributes"

RUNS: dict[str, list[Stored]] = defaultdict(list)
for _kept in stored():
    _story, _, _number = _kept.name.rpartition(".")
    if int(_number) == len(RUNS[_story]):  # a run whose commands another one has too is not stored: the story ends
        RUNS[_story].append(_kept)


def kind_of(run: Stored) -> str:
    """The workflow's type."""
    kind: str = run.content["events"][0]["workflowExecutionStartedEventAttributes"]["workflowType"]["name"]
    return kind


WHOLE = {name: runs for name, runs in RUNS.items() if runs and kind_of(runs[0]) == "Dossier"}


def read(payload: dict[str, Any]) -> Any:
    """The JSON of a payload."""
    return json.loads(base64.b64decode(payload["data"]))


def began(run: Stored) -> Start:
    """With what a run began."""
    attributes = run.content["events"][0]["workflowExecutionStartedEventAttributes"]
    return Start.model_validate(read(attributes["input"]["payloads"][0]))


def ordered(said: list[str]) -> list[dict[str, Any]]:
    """The orders that became events of a history: one that a cancel broke off at once is given anew, and only then."""
    orders: list[dict[str, Any]] = [json.loads(line.split("\t")[2]) for line in said]
    marks = [(line.split("\t")[0], order.get("effect_id")) for line, order in zip(said, orders, strict=True)]
    given_anew = [mark == then and mark[1] is not None for mark, then in pairwise(marks)]
    return [order for order, anew in zip(orders, [*given_anew, False], strict=False) if not anew]


async def kept_of(runs: list[Stored]) -> Kept:
    """What a register would keep of these runs: the events of writes that ended well, and their facts."""
    events: dict[tuple[str, int, int], DossierEvent] = {}
    facts: dict[str, Any] = {}
    for run in runs:
        asked = [event["eventId"] for event in run.content["events"] if _SCHEDULED in event]
        done = {
            event[_DONE]["scheduledEventId"]: event[_DONE].get("result", {}).get("payloads", [])
            for event in run.content["events"]
            if _DONE in event
        }
        # A history may end before the last order that its replay gives has become an event of it.
        for event_id, order in zip(asked, ordered(await said_in(run)), strict=False):
            if event_id not in done or "events" not in order.get("write", order):
                continue
            told = [DossierEvent.model_validate(one) for one in order.get("write", order)["events"]]
            events |= {event.key: event for event in told}
            if "effect_id" in order:
                facts[order["effect_id"]] = read(done[event_id][0])
    opening = began(runs[0]).opening
    assert opening is not None
    return Kept(opening, story_of(events.values()), facts)
