"""What was promised when: the due instant from reception on, moved by whatever the law lets move it (rulebook §2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from motcua.conformance.counting import counted_from, due_of, last_day_of, short_lead, soon_before
from motcua.conformance.days import day_of
from motcua.conformance.evidence import CHANGING, FINISHING, Dossier, Row, instant

__all__ = ["PAUSING", "RESUMING", "Promise", "goes_on", "promises_of", "standing_after"]

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
    told: int
    """The number of the event with which it was known."""
    ended: int | None = None
    """That of the event that ended it; None: it stood to the end."""


@dataclass(frozen=True)
class _Stage:
    """A limit that counts from an instant, as pauses left it."""

    due: datetime
    last_day: date | None
    """For a limit in dates, its last day before it rolls to a working day."""
    short: timedelta | None
    known: datetime
    """Since when it counts so: no alarm of it stands earlier, whatever rules came since."""


class _Standing(NamedTuple):
    stage: _Stage
    paused: datetime | None = None
    """Since when the clock stands."""


def promises_of(dossier: Dossier, *, extended: bool = True, changed: bool = True) -> list[Promise]:
    """Every due instant of a dossier, in order; none before reception.

    Without extensions and without changed rules: what it was at first.
    """
    if dossier.received is None or dossier.received_at is None:
        return []
    standing = _Standing(_first(dossier, dossier.received_at))
    promises = [_promise(dossier, standing.stage, dossier.received_at, dossier.received)]
    for event in dossier.events[dossier.events.index(dossier.received) :]:
        before = standing
        if event["tag"] in CHANGING and changed and dossier.is_open_at(event):
            dossier = dossier.ruled_by(event)
            standing = _read_anew(dossier, event, extended=extended)
        else:
            standing = _after(dossier, standing, event, extended=extended)
        if not before.paused and (standing.paused or standing.stage.due != before.stage.due):
            promises[-1] = replace(promises[-1], until=event["at"], ended=event["seq"])
        if not standing.paused and (before.paused or standing.stage.due != before.stage.due):
            promises.append(_promise(dossier, standing.stage, event["at"], event))
    return promises


def standing_after(dossier: Dossier, event: Row) -> Promise | None:
    """What stands once an event is told, of several at one instant too; None while the clock stands."""
    seq = event["seq"]
    standing = (one for one in promises_of(dossier) if one.told <= seq and (one.ended is None or one.ended > seq))
    return next(standing, None)


def _read_anew(dossier: Dossier, change: Row, *, extended: bool) -> _Standing:
    """The limit from its beginning, as if the new rules had held from then on."""
    assert dossier.received is not None
    assert dossier.received_at is not None
    standing = _Standing(_first(dossier, dossier.received_at))
    for event in dossier.events[dossier.events.index(dossier.received) : dossier.events.index(change)]:
        standing = _after(dossier, standing, event, extended=extended)
    return standing


def _after(dossier: Dossier, standing: _Standing, event: Row, *, extended: bool) -> _Standing:
    """How it stands once something was told: what was late when the clock stood stays late; an end ends a pause."""
    stage, paused = standing
    if event["tag"] in PAUSING and dossier.is_open_at(event) and event["at"] < stage.due:
        return _Standing(stage, event["at"])
    if paused is not None and (goes_on(event) or event["tag"] in FINISHING):
        return _Standing(_resumed(dossier, stage, paused, event))
    if event["tag"] == _EXTENDED and extended:
        return _Standing(_stage(dossier, event["detail"], stage.due, event["at"]))
    return standing


def goes_on(event: Row) -> bool:
    """Whether the clock goes on with it."""
    return event["tag"] in RESUMING and event["detail"].get("complete", True)


def _first(dossier: Dossier, received_at: datetime) -> _Stage:
    start, stated = counted_from(dossier, received_at), dossier.stated.get("due")
    limit = dossier.procedure["limit"]
    if not stated:
        return _stage(dossier, limit, start, received_at)
    due = instant(stated)
    last_day = day_of(due) if limit["unit"] in _BY_DATE else None
    return _Stage(due, last_day, short_lead(dossier, limit, start, due), received_at)


def _stage(dossier: Dossier, limit: Mapping[str, Any], start: datetime, known: datetime) -> _Stage:
    due = due_of(dossier, limit, start)
    last_day = last_day_of(limit, day_of(start)) if limit["unit"] in _BY_DATE else None
    return _Stage(due, last_day, short_lead(dossier, limit, start, due), known)


def _resumed(dossier: Dossier, stage: _Stage, paused: datetime, event: Row) -> _Stage:
    """Hours keep what was left of them; dates move by as many days; some sector law begins anew."""
    days, at = dossier.days, event["at"]
    if event["detail"].get("restarted"):
        return _stage(dossier, dossier.procedure["limit"], at, at)
    if stage.last_day is None:
        return replace(stage, due=max(stage.due, days.walk(at, days.between(paused, stage.due))), known=at)
    moved = day_of(at) - day_of(paused)
    if not moved and at < stage.due:
        return replace(stage, known=at)
    last_day = stage.last_day + moved
    closing = days.closing(days.on_or_after(day_of(at)))
    next_closing = closing if closing > at else days.closing(days.after(day_of(at)))
    due = max(stage.due, days.closing(days.on_or_after(last_day)), next_closing)
    return replace(stage, due=due, last_day=last_day, known=at)


def _promise(dossier: Dossier, stage: _Stage, since: datetime, event: Row) -> Promise:
    soon = min(max(soon_before(dossier, stage.short, stage.due), stage.known), stage.due)
    return Promise(since, None, stage.due, soon, event["seq"])
