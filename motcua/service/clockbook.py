"""The clock's book: what a dossier's clock told and will tell, why it is due when it is, and what was believed when.

Everything is read from the journal: the dossier is decided anew up to an instant (workflows/rebuilding.py), so that
rules, pauses and extensions are those that were known then, and none that came later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from models.branches import story_of
from models.calendar import VIETNAM, legal_day
from models.deadline import Deadline
from models.dossier import DossierState
from models.errors import Refused
from models.events import DossierEvent
from models.identifiers import AgencyCode, CalendarVersion, DossierCode
from models.tags import TAGS, Tag
from models.value import UtcTime, Value, unstamp
from motcua.catalogue.calendar_file import CalendarFile
from motcua.catalogue.calendars import newest_of
from motcua.register import PostgresRegister
from workflows.lapse import WATCHES, AlarmToCome, alarms_to_come
from workflows.rebuilding import Kept, rebuild

__all__ = ["Belief", "Change", "ClockBook", "ClockEntry", "Punctuality", "Ruled"]

_PROMPT: Final = timedelta(seconds=5)
"""Within so long of its planned instant an alarm was told when it should."""
_WHAT: Final = {watch.kind: TAGS[watch.tag].vi for watch in WATCHES}


class Punctuality(StrEnum):
    """How an alarm was told, beside the instant that was planned for it."""

    TO_COME = "to_come"
    PUNCTUAL = "punctual"
    WOKEN = "woken"
    """Before that: something else woke the dossier when the alarm was due already."""
    LATE = "late"
    """After that: no worker was there, or all were busy."""
    UNPLANNED = "unplanned"
    """Nothing was planned for it: it was told before alarms had a place in the spread."""

    @property
    def vi(self) -> str:
        """The reason in words."""
        return _WHY[self]


_WHY = {
    Punctuality.TO_COME: "chưa tới",
    Punctuality.PUNCTUAL: "báo đúng lúc đã định",
    Punctuality.WOKEN: "đã đến hạn khi có việc khác đánh thức hồ sơ",
    Punctuality.LATE: "báo sau lúc đã định: hệ thống bận hoặc ngừng chạy",
    Punctuality.UNPLANNED: "không có lúc định trước",
}


class ClockEntry(Value):
    """One alarm of the legal clock."""

    kind: str
    number: int
    what: str
    """What it tells, in words."""
    due: UtcTime
    planned: UtcTime | None
    fired: UtcTime | None
    """None: it is to come."""
    lateness_seconds: int | None
    """From `due` on, whatever was planned; None: it is to come."""
    behind_plan_seconds: int | None
    """After its planned instant, the worker's own lateness; None: it is to come, or nothing was planned."""
    reason: Punctuality


class Ruled(StrEnum):
    """By what the due instant was read anew."""

    CALENDAR = "calendar"
    PROCEDURE = "procedure"

    @property
    def vi(self) -> str:
        """What a person calls it."""
        return {"calendar": "Đổi lịch", "procedure": "Đổi phiên bản thủ tục"}[self.value]


_RULED: Final = {Tag.CALENDAR_CHANGED: Ruled.CALENDAR, Tag.PROCEDURE_MOVED: Ruled.PROCEDURE}


class Change(Value):
    """New rules for the open dossier, and what they made of its due instant; None while the clock stood."""

    at: UtcTime
    what: Ruled
    old_version: str
    new_version: str
    old_due: UtcTime | None
    new_due: UtcTime | None


class Belief(NamedTuple):
    """What was believed of a dossier's promise at an instant."""

    at: datetime | None
    """None: now."""
    deadline: Deadline
    """Read by the calendar in force."""
    due_original: datetime | None
    """By the rules of the reception, with its pauses and without extensions."""
    new_due: datetime | None
    """The one new date, if an apology promised one."""
    changes: tuple[Change, ...]
    """The rules that came since the reception, in order."""
    names: Mapping[date, str]
    """What the calendar's days are called, of every layer; empty if its publications are not kept here."""


class ClockBook:
    """Reads the clocks of dossiers out of their journals."""

    def __init__(self, register: PostgresRegister) -> None:
        self._register = register

    def why(self, code: DossierCode, as_of: date | None = None) -> Belief:
        """Return the due instant's reading, as it was believed at the end of a day; None: as it is believed now.

        Raises Refused `DOSSIER_UNKNOWN`, `PROMISE_NOT_MADE` (not received by then); Broken `REBUILD_DIVERGES`.
        """
        events = self._known(code, as_of)
        state = self._state(code, events)
        if state is None or state.deadline is None:
            raise Refused("PROMISE_NOT_MADE", code=code)
        return Belief(
            at=None if as_of is None else _end_of(as_of),
            deadline=state.deadline,
            due_original=state.due_original,
            new_due=state.apology.new_due if state.apology else None,
            changes=tuple(map(_change, _ruled_anew(events))),
            names=self._names(state.deadline.calendar.version, state.competent, legal_day(events[-1].at)),
        )

    def _names(self, version: CalendarVersion, competent: AgencyCode, day: date) -> Mapping[date, str]:
        """The names of the publications that make a calendar: the newest of its agency's that bear its version."""
        try:
            places = self._register.calendars.places(competent, day)
        except Refused:
            return {}
        entries = self._register.calendars.publications
        files = [CalendarFile.model_validate_json(entry.content_json) for entry in entries]
        for known in range(len(files), 0, -1):
            for reach in range(len(places) + 1):
                published = newest_of(files[:known], places[reach:])
                if published is not None and published.version == version:
                    return published.names
        return {}

    def alarms(self, code: DossierCode, as_of: date | None = None) -> Sequence[ClockEntry]:
        """Return what the clock told, in the order in which it did, then what it will tell. Raises as `why`."""
        state = self._state(code, self._known(code, as_of))
        if state is None:
            raise Refused("PROMISE_NOT_MADE", code=code)
        return [*_told(state), *map(_to_come, alarms_to_come(state))]

    def _known(self, code: DossierCode, as_of: date | None) -> list[DossierEvent]:
        """The journal in force, up to the end of a day."""
        events = self._register.queries.events(code)
        if not events:
            raise Refused("DOSSIER_UNKNOWN", code=code)
        return story_of(event for event in events if as_of is None or event.at < _end_of(as_of))

    def _state(self, code: DossierCode, events: Sequence[DossierEvent]) -> DossierState | None:
        """The dossier as these events left it; None where its journal had not begun."""
        if not events:
            return None
        facts = {effect.effect_id: effect.facts for effect in self._register.queries.effects(code)}
        return rebuild(Kept(self._register.codes.opening(code), events, facts))


def _ruled_anew(events: Sequence[DossierEvent]) -> Iterator[DossierEvent]:
    """The changes of rules since the reception."""
    received = next((event.seq for event in events if event.tag is Tag.RECEPTION_DONE), None)
    yield from (event for event in events if event.tag in _RULED and received is not None and event.seq > received)


def _change(event: DossierEvent) -> Change:
    told = event.detail
    dues = {name: unstamp(told[name]) if name in told else None for name in ("old_due", "new_due")}
    versions = {name: str(told[name]) for name in ("old_version", "new_version")}
    return Change.model_validate({"at": event.at, "what": _RULED[event.tag], **versions, **dues})


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), VIETNAM)


def _told(state: DossierState) -> Sequence[ClockEntry]:
    return [
        ClockEntry(
            kind=row.kind,
            number=row.number,
            what=_WHAT[row.kind],
            due=row.due,
            planned=row.planned,
            fired=row.fired,
            lateness_seconds=row.lateness_seconds,
            behind_plan_seconds=None if row.planned is None else int((row.fired - row.planned).total_seconds()),
            reason=_punctuality(row.planned, row.fired),
        )
        for row in state.alarms
    ]


def _to_come(alarm: AlarmToCome) -> ClockEntry:
    return ClockEntry(
        kind=alarm.kind,
        number=alarm.number,
        what=_WHAT[alarm.kind],
        due=alarm.due,
        planned=alarm.planned,
        fired=None,
        lateness_seconds=None,
        behind_plan_seconds=None,
        reason=Punctuality.TO_COME,
    )


def _punctuality(planned: datetime | None, fired: datetime) -> Punctuality:
    if planned is None:
        return Punctuality.UNPLANNED
    if fired < planned:
        return Punctuality.WOKEN
    return Punctuality.PUNCTUAL if fired - planned <= _PROMPT else Punctuality.LATE
