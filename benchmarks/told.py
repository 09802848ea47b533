"""What a dossier of ours had written: the orders of its activities, told again for another dossier.

So that another engine can be given the same writes to do: the same activities with the same register, their events
chained anew under the other code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic import TypeAdapter
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client

from activities.order import Order
from models.events import chain
from models.journal import JournalWrite
from models.opening import OpeningBody
from models.value import Hash
from motcua.engine.workers import Ports, activities_on

__all__ = ["Doing", "Place", "Stages", "doings", "stages_of"]


class Told(NamedTuple):
    """One activity as it was asked for: its name, and its order as JSON."""

    activity: str
    order: str


Stages = list[list[Told]]
"""Before the first act, and after each."""


class Place(NamedTuple):
    """Where the other dossier's journal stands: how many events, and the last hash."""

    seq: int
    head: Hash


async def stages_of(client: Client, workflow_id: str) -> Stages:
    """Read from a closed dossier's history what its activities were asked to do, act by act."""
    stages: Stages = [[]]
    async for event in client.get_workflow_handle(workflow_id).fetch_history_events():
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
            said = event.workflow_execution_update_accepted_event_attributes.accepted_request.input
            if said.name != "received":
                stages.append([])
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
            asked = event.activity_task_scheduled_event_attributes
            stages[-1].append(Told(asked.activity_type.name, asked.input.payloads[0].data.decode()))
    return stages


@dataclass(frozen=True)
class Doing:
    """One activity of ours, for whoever will do it."""

    do: Callable[[Any], Any]
    adapter: TypeAdapter[Any]

    def __call__(self, order: str, opening: OpeningBody, place: Place) -> Place:
        """Do it for the dossier of `opening`, whose journal stands at `place`; return where it stands then."""
        said = self.adapter.validate_json(order)
        write = said.write if isinstance(said, Order) else said
        write, place = _again(write, opening, place)
        changes: dict[str, Any] = {"write": write}
        if "opening" in type(said).model_fields:
            changes["opening"] = opening
        self.do(said.model_copy(update=changes) if isinstance(said, Order) else write)
        return place


def doings(ports: Ports) -> dict[str, Doing]:
    """Return our activities by name, to be called by another engine."""
    found = {}
    for activity in activities_on(ports):
        definition: Any = activity.__temporal_activity_definition  # type: ignore[attr-defined]
        found[definition.name] = Doing(activity, TypeAdapter(definition.arg_types[0]))
    return found


def _again(write: JournalWrite, opening: OpeningBody, place: Place) -> tuple[JournalWrite, Place]:
    seq, head = place
    events = []
    for event in write.events:
        seq += 1
        told = chain(
            code=opening.code, branch=0, seq=seq, at=event.at, tag=event.tag, prev=head, actor=event.actor,
            agency=event.agency, step=event.step, detail=event.detail,
        )  # fmt: skip
        events.append(told)
        head = told.hash
    changes = {"code": opening.code, "submission_id": opening.submission_id, "seq": seq, "head": head}
    snapshot = write.snapshot.model_copy(update={"dossier": write.snapshot.dossier.model_copy(update=changes)})
    told_again = {"code": opening.code, "events": tuple(events), "snapshot": snapshot}
    return write.model_copy(update=told_again), Place(seq, head)
