"""A timeline read for its picture: who held the dossier from when to when, what was done, and what the clock told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from models.branches import story_of
from models.events import DossierEvent
from models.identifiers import AgencyCode, StepKey
from models.journal import StepRow
from models.procedure import StepKind
from models.tags import TAGS, Tag
from models.value import unstamp
from motcua.audit.timeline import Entry, Timeline

__all__ = ["Held", "Mark", "Move", "Story", "Stretch", "read_story"]

_TOLD_BY_ITSELF = frozenset({
    Tag.DUE_SOON, Tag.OVERDUE, Tag.OVERDUE_AGAIN, Tag.HAND_OVER_SILENT, Tag.APOLOGY_DONE, Tag.DELIVERY_DONE,
    Tag.ESCALATION_DONE, Tag.RELEASED, Tag.ACT_REFUSED, Tag.REPAIRED, Tag.RESET_ADOPTED, Tag.RECEPTION_FAILED,
    Tag.TRANSFER_FAILED, Tag.SIGNATURE_FAILED, Tag.RESULT_RETURN_FAILED, Tag.APOLOGY_FAILED, Tag.DELIVERY_FAILED,
    Tag.ESCALATION_FAILED, Tag.ERRAND_UNANSWERED, Tag.ERRAND_DONE, Tag.ERRAND_FAILED, Tag.FEEDING_DONE,
    Tag.FEEDING_FAILED,
})  # fmt: skip
"""What clock, engine and operators tell, drawn on the clock's own lane."""


class Held(StrEnum):
    """In what way an agency holds the dossier."""

    EARLIER = "earlier"
    """In an older system, before it came here."""
    DESK = "desk"
    WORK = "work"
    OFFERED = "offered"
    """Handed over and not yet taken over: still the sender's."""
    SIGN = "sign"
    RETURN = "return"


class Stretch(NamedTuple):
    """One agency's uninterrupted holding."""

    agency: AgencyCode
    start: datetime
    end: datetime | None
    """None: it still holds."""
    held: Held
    step: StepKey | None


class Mark(NamedTuple):
    """One thing that happened, at an instant that no other mark shares."""

    at: datetime
    agency: AgencyCode | None
    """The acting agency's lane; None: the clock's."""
    entry: Entry
    left: bool = False
    """It stands in a branch that the dossier left when a reset was adopted."""

    @property
    def said(self) -> str:
        """What happened, in Vietnamese."""
        event = self.entry.event
        return f"nhánh {event.branch}: {TAGS[event.tag].vi}" if self.left else TAGS[event.tag].vi


class Move(NamedTuple):
    """The dossier goes from one agency to another, or is refused there."""

    at: datetime
    source: AgencyCode
    target: AgencyCode
    declined: bool


@dataclass
class Story:
    """All that is drawn, in the order of time."""

    submitted: DossierEvent | None = None
    received_at: datetime | None = None
    due: datetime | None = None
    new_due: datetime | None = None
    finished_at: datetime | None = None
    late_seconds: int = 0
    stretches: list[Stretch] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)

    @property
    def lanes(self) -> list[AgencyCode]:
        """The agencies that held it or acted on it, in the order in which they came."""
        first: dict[AgencyCode, datetime] = {}
        places = [(one.start, one.agency) for one in self.stretches]
        places += [(mark.at, mark.agency) for mark in self.marks if mark.agency is not None]
        for at, agency in places:
            first[agency] = min(at, first.get(agency, at))
        return sorted(first, key=lambda agency: first[agency])


def read_story(timeline: Timeline, steps: Sequence[StepRow]) -> Story:
    """Read what is to be drawn; `steps` are the procedure's, as the register has them."""
    reader = _Reader({step.key: step for step in steps})
    story = {event.key for event in story_of(entry.event for entry in timeline.entries)}
    for entry in sorted(timeline.entries, key=lambda entry: (entry.event.at, entry.event.branch, entry.event.seq)):
        if entry.event.key in story:
            reader.read(entry)
        else:
            reader.left(entry)
    return reader.finished()


class _Reader:
    """Goes through the events and keeps who is holding."""

    def __init__(self, steps: Mapping[StepKey, StepRow]) -> None:
        self._steps = steps
        self._in_order = sorted(steps.values(), key=lambda step: step.position)
        self._story = Story()
        self._open: Stretch | None = None
        self._before_offer = Held.DESK
        self._last: datetime | None = None

    def finished(self) -> Story:
        if self._open is not None:
            self._story.stretches.append(self._open)
        return self._story

    def read(self, entry: Entry) -> None:
        event, told = entry.event, entry.event.detail
        at = self._own_instant(event.at) if event.actor or event.tag in _TOLD_BY_ITSELF else event.at
        if event.actor is not None:
            self._story.marks.append(Mark(at, event.agency, entry))
        elif event.tag in _TOLD_BY_ITSELF:
            self._story.marks.append(Mark(at, None, entry))
        self._dates(event, told)
        self._holding(event, told, at)

    def left(self, entry: Entry) -> None:
        """What happened in a branch that was left is marked, and moves nothing."""
        event = entry.event
        if event.actor is not None or event.tag in _TOLD_BY_ITSELF:
            at, lane = self._own_instant(event.at), event.agency if event.actor is not None else None
            self._story.marks.append(Mark(at, lane, entry, left=True))

    def _own_instant(self, at: datetime) -> datetime:
        if self._last is not None and at <= self._last:
            at = self._last + timedelta(microseconds=1)
        self._last = at
        return at

    def _dates(self, event: DossierEvent, told: Mapping[str, Any]) -> None:
        story = self._story
        if "new_due_after" in told:
            story.new_due = unstamp(told["new_due_after"])
        match event.tag:
            case Tag.SUBMITTED:
                story.submitted = event
                if told["channel"] != "online" or told["origin"] != "new":
                    story.received_at = unstamp(told["received_at"])
                if "stated_new_due" in told:
                    story.new_due = unstamp(told["stated_new_due"])
            case Tag.ACCEPTED:
                story.received_at = unstamp(told["received_at"])
            case Tag.RECEPTION_DONE if "due" in told:
                story.due = unstamp(told["due"])
            case Tag.APOLOGY_DECIDED:
                story.new_due = unstamp(told["new_due"])
            case Tag.REFUSED:
                story.finished_at = event.at
            case Tag.RELEASED:
                story.finished_at, story.late_seconds = event.at, told["late_seconds"]

    def _holding(self, event: DossierEvent, told: Mapping[str, Any], at: datetime) -> None:
        match event.tag:
            case Tag.SUBMITTED:
                self._entered(told, at)
            case Tag.RECEPTION_DONE if self._open is not None and event.agency is not None:
                # An abolished agency's desk is its successor's, which only the pinned rules know.
                self._open = self._open._replace(agency=event.agency)
            case Tag.HANDED_OVER | Tag.SENT_BACK | Tag.REWORK if self._open is not None:
                self._before_offer = self._open.held
                self._switch(at, self._open.agency, Held.OFFERED, self._open.step)
            case Tag.DECLINED if self._open is not None and event.agency is not None:
                self._story.moves.append(Move(at, event.agency, self._open.agency, declined=True))
                self._switch(at, self._open.agency, self._before_offer, self._open.step)
            case Tag.TAKEN_OVER if event.agency is not None:
                self._pass_on(at, event.agency, Held.WORK, event.step)
            case Tag.COMPLETED:
                following = self._after(event.step)
                if following is not None and following.kind is StepKind.SIGN:
                    self._pass_on(at, following.agency, Held.SIGN, following.key)
            case Tag.RELEASED:
                following = self._after(event.step)
                if following is not None:
                    self._pass_on(at, following.agency, Held.RETURN, following.key)
            case Tag.RETURNED | Tag.REFUSED:
                self._close(at)

    def _entered(self, told: Mapping[str, Any], at: datetime) -> None:
        receiving = AgencyCode(told["receiving"])
        if told["origin"] == "migrated" and self._story.received_at is not None:
            self._open = Stretch(receiving, self._story.received_at, None, Held.EARLIER, None)
        self._switch(at, receiving, Held.DESK, None)

    def _after(self, key: StepKey | None) -> StepRow | None:
        step = self._steps.get(key) if key is not None else None
        if step is None:
            return None
        return next((one for one in self._in_order if one.position == step.position + 1), None)

    def _pass_on(self, at: datetime, agency: AgencyCode, held: Held, step: StepKey | None) -> None:
        if self._open is not None and self._open.agency != agency:
            self._story.moves.append(Move(at, self._open.agency, agency, declined=False))
        self._switch(at, agency, held, step)

    def _switch(self, at: datetime, agency: AgencyCode, held: Held, step: StepKey | None) -> None:
        self._close(at)
        self._open = Stretch(agency, at, None, held, step)

    def _close(self, at: datetime) -> None:
        if self._open is not None:
            self._story.stretches.append(self._open._replace(end=at))
        self._open = None
