"""The timeline of a dossier: its journal from Temporal's history joined with the register, each act with its proof."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from models.errors import Refused, Unavailable
from models.events import DossierEvent
from models.identifiers import DossierCode
from models.opening import OpeningBody
from models.value import Value
from motcua.audit.heard import Heard
from motcua.audit.history import RunStory, read_run
from motcua.audit.proving import Proven, prove
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


class Timeline(Value):
    """A dossier's story."""

    code: DossierCode
    entries: tuple[Entry, ...]
    runs: tuple[str, ...]
    history_events: int
    repeated_attempts: int

    @property
    def whole(self) -> bool:
        """Whether history and register tell the same and every act is proven."""
        return all(entry.agrees and (entry.proven is None or entry.proven.holds) for entry in self.entries)


class Timelines:
    """Tells timelines."""

    def __init__(self, register: PostgresRegister, client: Client) -> None:
        self._register = register
        self._client = client

    async def tell(self, code: DossierCode) -> Timeline:
        """Join history and register. Raises Refused `DOSSIER_UNKNOWN`, Unavailable `TEMPORAL_UNREACHABLE`."""
        kept = await asyncio.to_thread(self._register.queries.events, code)
        run_ids = await asyncio.to_thread(self._register.queries.runs, code)
        stories = [story for story in [await self._story(code, run_id) for run_id in run_ids or [""]] if story]
        if not kept and not stories:
            raise Refused("DOSSIER_UNKNOWN", code=code)
        told: dict[tuple[str, int, int], DossierEvent] = {}
        heard: dict[str, Heard] = {}
        for story in stories:
            told |= story.events
            heard |= story.heard
        opening = next((story.opening for story in stories if story.opening), None)
        recorded = {event.key: event for event in kept}
        entries = [_entry(key, told, recorded, heard, opening) for key in sorted(told.keys() | recorded.keys())]
        return Timeline(
            code=code,
            entries=tuple(entries),
            runs=tuple(story.run_id for story in stories),
            history_events=sum(story.length for story in stories),
            repeated_attempts=sum(story.attempts for story in stories),
        )

    async def _story(self, code: DossierCode, run_id: str) -> RunStory | None:
        handle = self._client.get_workflow_handle(code, run_id=run_id or None)
        try:
            events = [event async for event in handle.fetch_history_events()]
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise Unavailable("TEMPORAL_UNREACHABLE", address=self._client.service_client.config.target_host) from None
        return read_run(
            run_id or events[0].workflow_execution_started_event_attributes.original_execution_run_id, events
        )


def _entry(
    key: tuple[str, int, int],
    told: Mapping[tuple[str, int, int], DossierEvent],
    recorded: Mapping[tuple[str, int, int], DossierEvent],
    heard: Mapping[str, Heard],
    opening: OpeningBody | None,
) -> Entry:
    in_history, in_register = told.get(key), recorded.get(key)
    event = in_register or in_history
    assert event is not None
    act = heard.get(str(event.detail.get("decision_id", ""))) if event.actor else None
    if event.actor is None:
        proven = None
    elif act is None or opening is None:
        proven = Proven(holds=False, error="PROOF_MISSING")
    else:
        proven = prove(opening, act)
    return Entry(
        event=event,
        in_history=in_history is not None,
        in_register=in_register is not None,
        agrees=in_history is not None and in_register is not None and in_history.hash == in_register.hash,
        proven=proven,
    )
