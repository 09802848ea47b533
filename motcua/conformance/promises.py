"""What was promised when: the due instant from reception on, moved by whatever the law lets move it (rulebook §2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from motcua.conformance.counting import counted_from, due_of, last_day_of, short_lead, soon_before
from motcua.conformance.days import day_of
from motcua.conformance.evidence import CHANGING, Dossier, Row, instant

__all__ = ["PAUSING", "RESUMING", "Promise", "goes_on", "promises_of"]

PAUSING: Final = frozenset({
    "officer:supplement:requested", "officer:payment:requested", "officer:dossier:stopped",
})  # fmt: skip
"""What lets the clock stand."""
RESUMING: Final = frozenset({"officer:supplement:answered", "officer:payment:paid", "officer:dossier:stop_lifted"})
"""What lets it go on; of a supplement the last part alone."""
_EXTENDED: Final = "officer:dossier:extended"
_BY_DATE: Final = ("calendar_days", "months")


@dataclass(frozen=True)
class Promise:
    """One due instant, for as long as it stood."""

    since: datetime
    """From when it was known."""
    until: datetime | None
    """When another took its place, or the clock stood; None: it stood to the end."""
    due: datetime
    soon: datetime


@dataclass(frozen=True)
class _Stage:
    """A limit that counts from an instant, as pauses left it."""

    due: datetime
    last_day: date | None
    """For a limit in dates, its last day before it rolls to a working day."""
    short: timedelta | None


def promises_of(dossier: Dossier, *, extended: bool = True, changed: bool = True) -> list[Promise]:
    """Every due instant of a dossier, in order; none before reception.

    Without extensions and without changed rules: what it was at first.
    """
    if dossier.received is None or dossier.received_at is None:
        return []
    stage, promises = _first(dossier, dossier.received_at), list[Promise]()
    promises.append(_promise(dossier, stage, dossier.received_at))
    paused: datetime | None = None
    for event in dossier.events[dossier.events.index(dossier.received) :]:
        if event["tag"] in CHANGING and changed and dossier.is_open_at(event):
            dossier = dossier.ruled_by(event)
            before, stage = stage, _read_anew(dossier, event)
            if paused is None and stage.due != before.due:
                promises[-1] = replace(promises[-1], until=event["at"])
                promises.append(_promise(dossier, stage, event["at"]))
        elif event["tag"] in PAUSING and dossier.is_open_at(event) and event["at"] < stage.due:
            paused = event["at"]
            promises[-1] = replace(promises[-1], until=paused)
        elif paused is not None and goes_on(event):
            stage = _resumed(dossier, stage, paused, event)
            promises.append(_promise(dossier, stage, event["at"]))
            paused = None
        elif event["tag"] == _EXTENDED and extended:
            stage = _stage(dossier, event["detail"], stage.due)
            promises[-1] = replace(promises[-1], until=event["at"])
            promises.append(_promise(dossier, stage, event["at"]))
    return promises


def _read_anew(dossier: Dossier, change: Row) -> _Stage:
    """The limit from its beginning, as if the new rules had held from then on."""
    assert dossier.received is not None
    assert dossier.received_at is not None
    stage, paused = _first(dossier, dossier.received_at), None
    for event in dossier.events[dossier.events.index(dossier.received) : dossier.events.index(change)]:
        if event["tag"] in PAUSING and dossier.is_open_at(event) and event["at"] < stage.due:
            paused = event["at"]
        elif paused is not None and goes_on(event):
            stage, paused = _resumed(dossier, stage, paused, event), None
        elif event["tag"] == _EXTENDED:
            stage = _stage(dossier, event["detail"], stage.due)
    return stage


def goes_on(event: Row) -> bool:
    """Whether the clock goes on with it."""
    return event["tag"] in RESUMING and event["detail"].get("complete", True)


def _first(dossier: Dossier, received_at: datetime) -> _Stage:
    start, stated = counted_from(dossier, received_at), dossier.stated.get("due")
    limit = dossier.procedure["limit"]
    if not stated:
        return _stage(dossier, limit, start)
    due = instant(stated)
    last_day = day_of(due) if limit["unit"] in _BY_DATE else None
    return _Stage(due, last_day, short_lead(dossier, limit, start, due))


def _stage(dossier: Dossier, limit: Mapping[str, Any], start: datetime) -> _Stage:
    due = due_of(dossier, limit, start)
    last_day = last_day_of(limit, day_of(start)) if limit["unit"] in _BY_DATE else None
    return _Stage(due, last_day, short_lead(dossier, limit, start, due))


def _resumed(dossier: Dossier, stage: _Stage, paused: datetime, event: Row) -> _Stage:
    """Hours keep what was left of them; dates move by as many days; some sector law begins anew."""
    days, at = dossier.days, event["at"]
    if event["detail"].get("restarted"):
        return _stage(dossier, dossier.procedure["limit"], at)
    if stage.last_day is None:
        return replace(stage, due=max(stage.due, days.walk(at, days.between(paused, stage.due))))
    moved = day_of(at) - day_of(paused)
    if not moved:
        return stage
    last_day = stage.last_day + moved
    closing = days.closing(days.on_or_after(day_of(at)))
    next_closing = closing if closing > at else days.closing(days.after(day_of(at)))
    due = max(stage.due, days.closing(days.on_or_after(last_day)), next_closing)
    return replace(stage, due=due, last_day=last_day)


def _promise(dossier: Dossier, stage: _Stage, known: datetime) -> Promise:
    soon = min(max(soon_before(dossier, stage.short, stage.due), known), stage.due)
    return Promise(known, None, stage.due, soon)
