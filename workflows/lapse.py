"""Lapse-first: whatever wakes the dossier tells all alarms already past, in order, and only then acts (design §2.10).

Lateness is a fact of the clock, not of the timer.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from models.dossier import DossierState, Effect
from models.events import Tag
from models.journal import AlarmRow
from models.spread import planned
from models.value import Json, stamp
from workflows.apologies import decide_apology, decide_escalation
from workflows.errands import until_of
from workflows.journal import tell

__all__ = ["Alarm", "lapse", "next_alarm"]


class Alarm(NamedTuple):
    """Something that the clock will tell: at `due`, as the `number`-th of its kind. Ordered by time."""

    due: datetime
    order: int
    """Among alarms of one instant: due soon before due before late again."""
    tag: Tag
    number: int

    @property
    def kind(self) -> str:
        """The alarm's name in the register: the event's action."""
        return self.tag.value.rsplit(":", 1)[1]


def next_alarm(state: DossierState) -> Alarm | None:
    """Return the next alarm that has not been told yet, past or to come."""
    return min(_untold(state), default=None)


def next_wake(state: DossierState) -> datetime | None:
    """When the clock has something to do: tell an alarm, each at its planned instant, or try an effect again."""
    moments = [_planned(state, alarm) for alarm in _untold(state)]
    moments += [blocked.retry_at for blocked in state.blocked if blocked.retry_at is not None]
    return min(moments, default=None)


def lapse(state: DossierState, now: datetime) -> None:
    """Tell every alarm that is past at `now`, in order, with what each brings about."""
    while (alarm := next_alarm(state)) is not None and _is_past(alarm, now):
        _fire(state, alarm, now)
    for blocked in [b for b in state.blocked if b.retry_at is not None and b.retry_at <= now]:
        state.blocked.remove(blocked)
        state.queue.append(blocked.effect)


def _untold(state: DossierState) -> list[Alarm]:
    told = {(row.kind, row.number) for row in state.alarms}
    return [alarm for alarm in _alarms(state) if (alarm.kind, alarm.number) not in told]


def _planned(state: DossierState, alarm: Alarm) -> datetime:
    """For when its timer is set: a little after it is due, each at another place (models/spread.py)."""
    waiting = state.hand_over if alarm.tag is Tag.HAND_OVER_SILENT else None
    since = waiting.given_at if waiting else state.desk_since
    return planned(alarm.due, since, state.opening.code, alarm.kind, alarm.number)


def _is_past(alarm: Alarm, now: datetime) -> bool:
    """At the very due instant a dossier is still on time; the timer of that instant tells it all the same."""
    return alarm.due <= now


def _alarms(state: DossierState) -> Iterator[Alarm]:
    deadline = state.deadline
    if deadline is not None and state.finished_at is None:
        if deadline.due_soon_at is not None:
            yield Alarm(deadline.due_soon_at, 0, Tag.DUE_SOON, 0)
        if deadline.due is not None:
            yield Alarm(deadline.due, 1, Tag.OVERDUE, 0)
        if state.apology is not None:
            yield Alarm(state.apology.new_due, 2, Tag.OVERDUE_AGAIN, 0)
    if state.hand_over is not None:
        yield Alarm(state.hand_over.silent_after, 3, Tag.HAND_OVER_SILENT, len(state.hand_overs))
    for errand in state.errands:
        yield Alarm(until_of(errand), 4, Tag.ERRAND_UNANSWERED, _number(errand))


def _number(errand: Effect) -> int:
    """An errand's alarm is numbered by the event that decided it."""
    return int(errand.effect_id.rsplit("-", 1)[1])


def _fire(state: DossierState, alarm: Alarm, now: datetime) -> None:
    lateness, when = int((now - alarm.due).total_seconds()), _planned(state, alarm)
    state.alarms.append(
        AlarmRow(
            kind=alarm.kind, number=alarm.number, due=alarm.due, planned=when, fired=now, lateness_seconds=lateness
        )
    )
    detail: dict[str, Json] = {
        "due": stamp(alarm.due),
        "planned": stamp(when),
        "fired": stamp(now),
        "lateness_seconds": lateness,
    }
    if alarm.tag is Tag.DUE_SOON:
        assert state.due is not None
        detail["promise"] = stamp(state.due)
    if alarm.tag is Tag.HAND_OVER_SILENT:
        detail |= {"to_agency": state.agency_at(state.position), "to_step": state.key_at(state.position)}
    if alarm.tag is Tag.ERRAND_UNANSWERED:
        errand = next(errand for errand in state.errands if _number(errand) == alarm.number)
        detail |= {"effect": errand.effect_id, "to_agency": errand.detail["to_agency"]}
    tell(state, alarm.tag, now, detail)
    if alarm.tag is Tag.OVERDUE:
        decide_apology(state, alarm.due, now)
    elif alarm.tag is Tag.OVERDUE_AGAIN:
        decide_escalation(state, now)
