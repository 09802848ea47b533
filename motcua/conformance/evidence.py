"""What is judged: each dossier's rows, and the catalogue that was in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Final

from motcua.conformance.catalogue import Catalogue
from motcua.conformance.days import Days, day_of

__all__ = ["CHANGING", "FINISHING", "Dossier", "Evidence", "Feedback", "Group", "Row", "instant"]

Row = Mapping[str, Any]

_STAMP: Final = "%Y-%m-%dT%H:%M:%S.%fZ"


def instant(stamp: str) -> datetime:
    """The instant that an event's detail writes."""
    return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)


@dataclass(frozen=True)
class Dossier:
    """One dossier as the register has it."""

    reservation: Row
    row: Row
    """The read model."""
    events: Sequence[Row]
    parts: Mapping[str, Sequence[Row]]
    """Its rows of every other table, by the table's name."""
    catalogue: Catalogue
    ruled: int = 0
    """By the rules of which event it is looked at: calendars and procedures that came later are left out."""

    @property
    def code(self) -> str:
        """Its code."""
        return str(self.reservation["code"])

    @property
    def opening(self) -> Row:
        """What was opened."""
        body: Row = self.reservation["opening"]["body"]
        return body

    def told(self, tag: str) -> list[Row]:
        """The events of a tag, in order."""
        return [event for event in self.events if event["tag"] == tag]

    def first(self, tag: str) -> Row | None:
        """The first event of a tag, if it was told."""
        return next(iter(self.told(tag)), None)

    @cached_property
    def received(self) -> Row | None:
        """The event by which the promise was made."""
        return self.first("engine:reception:done")

    @cached_property
    def received_at(self) -> datetime | None:
        """From when the law counts."""
        decided = self.first("engine:reception:decided")
        return instant(decided["detail"]["received_at"]) if decided and self.received else None

    @property
    def is_online(self) -> bool:
        """Whether it came by the portal, and not from an older system."""
        return bool(self.opening["channel"] == 2 or self.opening["channel"] == "online") and not self.is_migrated

    @property
    def is_migrated(self) -> bool:
        """Whether an older system promised it first."""
        return bool(self.opening["origin"] == "migrated")

    @property
    def stated(self) -> Row:
        """What an older system promised."""
        return self.opening["stated"] or {}

    @cached_property
    def procedure(self) -> Row:
        """The version it is judged by, as the catalogue published it."""
        assert self.received is not None
        version = self._since("officer:procedure:moved") or self.received["detail"]["procedure_version"]
        return self.catalogue.procedures[self.opening["procedure"]][version]

    def _since(self, tag: str) -> Any:
        """The new version of which a tag told last, by the event whose rules count."""
        told = [event for event in self.changes if event["tag"] == tag and event["seq"] <= self.ruled]
        return told[-1]["detail"]["new_version"] if told else None

    def ruled_by(self, event: Row) -> Dossier:
        """The same dossier, looked at by the rules that held when an event was told."""
        return replace(self, ruled=event["seq"])

    @property
    def as_it_stands(self) -> Dossier:
        """The same dossier, by the rules that hold now."""
        return self.ruled_by(self.events[-1])

    @property
    def changes(self) -> list[Row]:
        """The events by which other rules came than those of its reception."""
        since = self.received["seq"] if self.received is not None else self.events[-1]["seq"]
        return [event for event in self.events if event["tag"] in CHANGING and event["seq"] > since]

    @cached_property
    def regime(self) -> Row:
        """The regime it is judged by."""
        assert self.received is not None
        told = self.received["detail"]
        return self.catalogue.regimes[told["regime"]][told["regime_version"]]

    @property
    def parameters(self) -> Row:
        """The regime's numbers."""
        parameters: Row = self.regime["parameters"]
        return parameters

    @cached_property
    def days(self) -> Days:
        """The days by which its promise was made."""
        assert self.received is not None
        return self.catalogue.days(self._since("officer:calendar:changed") or self.received["detail"]["calendar"])

    @cached_property
    def finished(self) -> Row | None:
        """The event at which the promise was kept: the release, a refusal, a withdrawal, the end by a stop."""
        return next((event for event in self.events if event["tag"] in FINISHING), None)

    def is_open_at(self, event: Row) -> bool:
        """Whether the promise was not kept yet when something was told."""
        return self.finished is None or event["seq"] < self.finished["seq"]

    def end_of(self, matter: int, due: datetime) -> datetime:
        """Until when an answer to a matter was expected, as the calendars that were published since left it."""
        for event in self.told("officer:calendar:changed"):
            for moved in event["detail"].get("matters", ()):
                due = instant(moved["new_due"]) if moved["matter"] == matter else due
        return due

    def ends_of(self, matter: int, due: datetime, answered: Row) -> list[tuple[datetime, datetime]]:
        """Every end that an answer to a matter had, each with until when it stood: a publication, or the answer."""
        ends: list[tuple[datetime, datetime]] = []
        for event in self.events[: self.events.index(answered)]:
            moved = [one for one in event["detail"].get("matters", ()) if one["matter"] == matter]
            if event["tag"] == "officer:calendar:changed" and moved:
                ends.append((due, event["at"]))
                due = instant(moved[0]["new_due"])
        return [*ends, (due, answered["at"])]

    def decision(self, done: Row) -> Row:
        """The event by which an effect was decided that an event tells as done."""
        seq = int(done["detail"]["effect"].rpartition("-")[2])
        return next(event for event in self.events if event["seq"] == seq)

    @property
    def counter(self) -> str:
        """Which agency received it: the one it was brought to, or its successor, if that had ended by then."""
        agency = str(self.opening["receiving"])
        return agency if self.received is None else self.successor(agency, self.received)

    def successor(self, agency: str, event: Row) -> str:
        """Who has an agency's duties when something is told; itself, while it has not ended."""
        for told in self.told("officer:agency:succeeded"):
            if told["seq"] < event["seq"]:
                agency = told["detail"]["succession"]["duties"].get(agency, agency)
        return agency

    @property
    def assigned(self) -> Row | None:
        """The event by which a superior named the competent agency, the last one."""
        return next(reversed(self.told("officer:competence:assigned")), None)

    def above(self, agency: str, event: Row) -> list[str]:
        """Who is above an agency when something is told, nearest first; of one that ended, above its successor."""
        return self.catalogue.above(self.successor(agency, event), day_of(event["at"]))

    def place(self, place: str) -> str:
        """Which agency a place in an internal process is for this dossier."""
        named = {"@receiving": self.opening["receiving"], "@competent": self.row["competent"]}
        return str(named.get(place, place))

    def papers(self, kind: str) -> list[Row]:
        """Its papers of a kind."""
        return [paper for paper in self.parts["paper"] if paper["kind"] == kind]

    @property
    def closed(self) -> Row | None:
        """The event after which nothing more comes."""
        return self.first("engine:dossier:closed")

    @property
    def legal_day_received(self) -> date:
        """The day in Vietnam on which it was received."""
        assert self.received_at is not None
        return day_of(self.received_at)


CHANGING: Final = frozenset({"officer:calendar:changed", "officer:procedure:moved"})
"""What changes the rules of an open dossier."""
FINISHING: Final = frozenset({
    "engine:result:released", "officer:dossier:refused", "officer:supplement:closed_unanswered",
    "officer:dossier:withdrawn", "engine:dossier:stopped",
})  # fmt: skip
"""What keeps the promise, on time or late."""


@dataclass(frozen=True)
class Group:
    """One submission of linked procedures."""

    row: Row
    parts: Sequence[Row]
    """In their order."""


@dataclass(frozen=True)
class Feedback:
    """One feedback (phản ánh, kiến nghị) as the register has it."""

    row: Row
    opening: Row
    """What was opened."""
    events: Sequence[Row]
    catalogue: Catalogue

    @property
    def code(self) -> str:
        """Its code."""
        return str(self.row["code"])

    def first(self, tag: str) -> Row | None:
        """The first event of a tag, if it was told."""
        return next((event for event in self.events if event["tag"] == tag), None)


@dataclass(frozen=True)
class Evidence:
    """Everything that is judged."""

    dossiers: Sequence[Dossier]
    catalogue: Catalogue
    counters: Sequence[Row]
    groups: Sequence[Group] = ()
    feedbacks: Sequence[Feedback] = ()

    @cached_property
    def by_code(self) -> Mapping[str, Dossier]:
        """Every dossier by its code."""
        return {dossier.code: dossier for dossier in self.dossiers}
