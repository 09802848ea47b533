"""The timeline of a dossier: its journal from Temporal's history joined with the register, each act with its proof."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from models.branches import story_of
from models.errors import Refused, Unavailable
from models.events import DossierEvent
from models.identifiers import DossierCode
from models.tags import Tag
from models.value import Value
from motcua.audit.history import RunStory, read_run
from motcua.audit.proving import Judged, Proven, one_that_holds, prove_all
from motcua.register import PostgresRegister

__all__ = ["Entry", "Timeline", "Timelines"]


class Entry(Value):
    """One event, where it is known, and what was proven of it."""

    event: DossierEvent
    in_history: bool
    in_register: bool
    agrees: bool
    """Whether both have the same hash; False also when only one has it."""
    proven: Proven | None
    """None for what the clock or the engine did."""
    vouched: bool = False
    """Its history was lost; an operator proved the state that the register's journal gave when it was started again."""

    @property
    def sound(self) -> bool:
        """Whether history and register tell the same and the act is proven, or an operator vouched for what is lost."""
        return self.vouched or (self.agrees and (self.proven is None or self.proven.holds))


class Timeline(Value):
    """A dossier's story."""

    code: DossierCode
    entries: tuple[Entry, ...]
    runs: tuple[str, ...]
    history_events: int
    repeated_attempts: int

    @property
    def whole(self) -> bool:
        """Whether every event is sound."""
        return all(entry.sound for entry in self.entries)


class Timelines:
    """Tells timelines."""

    def __init__(self, register: PostgresRegister, client: Client) -> None:
        self._register = register
        self._client = client

    async def tell(self, code: DossierCode) -> Timeline:
        """Join history and register. Raises Refused `DOSSIER_UNKNOWN`, Unavailable `TEMPORAL_UNREACHABLE`."""
        kept = await asyncio.to_thread(self._register.queries.events, code)
        stories = await self.stories(code)
        if not kept and not stories:
            raise Refused("DOSSIER_UNKNOWN", code=code)
        told: dict[tuple[str, int, int], DossierEvent] = {}
        for story in stories:
            told |= story.events
        judged = _judged(stories)
        recorded = {event.key: event for event in kept}
        entries = [_entry(key, told, recorded, judged) for key in sorted(told.keys() | recorded.keys())]
        return Timeline(
            code=code,
            entries=tuple(_vouched_for(entries)),
            runs=tuple(story.run_id for story in stories),
            history_events=sum(story.length for story in stories),
            repeated_attempts=sum(story.attempts for story in stories),
        )

    async def stories(self, code: DossierCode) -> list[RunStory]:
        """Return what Temporal still has of a dossier's runs, in their order. Raises Unavailable."""
        run_ids = await asyncio.to_thread(self._register.queries.runs, code)
        return [story for story in [await self._story(code, run_id) for run_id in run_ids or [""]] if story]

    async def _story(self, code: DossierCode, run_id: str) -> RunStory | None:
        story = await self._read(code, run_id)
        return story if story is not None or not run_id else await self._read(code.after, run_id)

    async def _read(self, workflow: str, run_id: str) -> RunStory | None:
        handle = self._client.get_workflow_handle(workflow, run_id=run_id or None)
        try:
            events = [event async for event in handle.fetch_history_events()]
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise Unavailable("TEMPORAL_UNREACHABLE", address=self._client.service_client.config.target_host) from None
        return read_run(
            run_id or events[0].workflow_execution_started_event_attributes.original_execution_run_id, events
        )


def _judged(stories: Sequence[RunStory]) -> dict[str, list[Judged]]:
    """What each act's proof is worth, by decision id."""
    opening = next((story.opening for story in stories if story.opening), None)
    by_decision: dict[str, list[Judged]] = {}
    if opening is not None:
        for one in prove_all(opening, [heard for story in stories for heard in story.heard], stories[0].rooted):
            by_decision.setdefault(one.heard.envelope.decision_id, []).append(one)
    return by_decision


def _vouched_for(entries: Sequence[Entry]) -> list[Entry]:
    """Mark what only the register has, before the last time that an operator started the dossier again from it."""
    repairs = [one for one in entries if one.event.tag is Tag.REPAIRED and one.sound]
    if not repairs:
        return list(entries)
    last = repairs[-1].event
    story = story_of((one.event for one in entries if one.in_register), last.branch)
    before = {event.key for event in story if event.seq < last.seq}
    return [
        one.model_copy(update={"vouched": True}) if one.event.key in before and not one.in_history else one
        for one in entries
    ]


def _entry(
    key: tuple[str, int, int],
    told: Mapping[tuple[str, int, int], DossierEvent],
    recorded: Mapping[tuple[str, int, int], DossierEvent],
    judged: Mapping[str, list[Judged]],
) -> Entry:
    in_history, in_register = told.get(key), recorded.get(key)
    event = in_register or in_history
    assert event is not None
    proven: Proven | None = None
    if event.actor is not None:
        acts = judged.get(str(event.detail.get("decision_id", "")))
        proven = one_that_holds(acts) if acts else Proven(holds=False, error="PROOF_MISSING")
    return Entry(
        event=event,
        in_history=in_history is not None,
        in_register=in_register is not None,
        agrees=in_history is not None and in_register is not None and in_history.hash == in_register.hash,
        proven=proven,
    )
