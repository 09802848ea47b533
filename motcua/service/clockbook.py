"""The clock's book: what a dossier's clock told and will tell, why it is due when it is, and what was believed when.

Everything is read from the journal: the dossier is decided anew up to an instant (workflows/rebuilding.py), so that
rules, pauses and extensions are those that were known then, and none that came later.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from models.branches import story_of
from models.calendar import VIETNAM
from models.deadline import Deadline
from models.dossier import DossierState
from models.errors import Refused
from models.identifiers import CalendarVersion, DossierCode
from models.tags import TAGS
from models.value import UtcTime, Value
from motcua.register import PostgresRegister
from workflows.lapse import WATCHES, AlarmToCome, alarms_to_come
from workflows.rebuilding import Kept, rebuild

__all__ = ["Belief", "ClockBook", "ClockEntry", "Punctuality"]

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


class Belief(NamedTuple):
    """What was believed of a dossier's promise at an instant."""

    at: datetime | None
    """None: now."""
    deadline: Deadline
    calendar: CalendarVersion
    new_due: datetime | None
    """The one new date, if an apology promised one."""


class ClockBook:
    """Reads the clocks of dossiers out of their journals."""

    def __init__(self, register: PostgresRegister) -> None:
        self._register = register

    def why(self, code: DossierCode, as_of: date | None = None) -> Belief:
        """Return the due instant's reading, as it was believed at the end of a day; None: as it is believed now.

        Raises Refused `DOSSIER_UNKNOWN`, `PROMISE_NOT_MADE` (not received by then); Broken `REBUILD_DIVERGES`.
        """
        state = self._state(code, as_of)
        if state is None or state.deadline is None or state.rules is None:
            raise Refused("PROMISE_NOT_MADE", code=code)
        return Belief(
            at=None if as_of is None else _end_of(as_of),
            deadline=state.deadline,
            calendar=state.rules.calendar.version,
            new_due=state.apology.new_due if state.apology else None,
        )

    def alarms(self, code: DossierCode, as_of: date | None = None) -> Sequence[ClockEntry]:
        """Return what the clock told, in the order in which it did, then what it will tell. Raises as `why`."""
        state = self._state(code, as_of)
        if state is None:
            raise Refused("PROMISE_NOT_MADE", code=code)
        return [*_told(state), *map(_to_come, alarms_to_come(state))]

    def _state(self, code: DossierCode, as_of: date | None) -> DossierState | None:
        """The dossier as it stood; None where its journal had not begun."""
        events = self._register.queries.events(code)
        if not events:
            raise Refused("DOSSIER_UNKNOWN", code=code)
        if as_of is not None:
            events = [event for event in events if event.at < _end_of(as_of)]
        if not events:
            return None
        facts = {effect.effect_id: effect.facts for effect in self._register.queries.effects(code)}
        return rebuild(Kept(self._register.codes.opening(code), story_of(events), facts))


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
