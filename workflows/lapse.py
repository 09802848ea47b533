"""Lapse-first: whatever wakes the dossier tells all alarms already past, in order, and only then acts (design §2.10).

Lateness is a fact of the clock, not of the timer.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

from models.dossier import DossierState
from models.journal import AlarmRow
from models.spread import planned
from models.tags import Tag
from models.value import Json, stamp
from workflows import answering, apologies, asking, consulting, coordinating, errands, holding, notices, promising
from workflows.journal import tell
from workflows.watch import Watch

__all__ = [
    "TOLD_BY_CLOCK", "WATCHES", "Alarm", "AlarmToCome", "alarms_to_come", "lapse", "next_alarm", "next_wake",
]  # fmt: skip

WATCHES: Final[tuple[Watch, ...]] = (
    answering.ANSWER_LATE,
    coordinating.NOT_COORDINATED,
    promising.DUE_SOON,
    promising.OVERDUE,
    apologies.OVERDUE_AGAIN,
    holding.HAND_OVER_SILENT,
    errands.UNANSWERED,
    asking.SUPPLEMENT_DUE_SOON,
    asking.SUPPLEMENT_UNANSWERED,
    asking.PAYMENT_DUE_SOON,
    asking.UNPAID,
    notices.UNCOLLECTED,
    consulting.CONSULTATION_SILENT,
)
"""What the clock tells; of one instant, in this order."""
TOLD_BY_CLOCK: Final[frozenset[Tag]] = frozenset(watch.tag for watch in WATCHES)


class Alarm(NamedTuple):
    """Something that the clock will tell: at `due`, as the `number`-th of its kind. Ordered by time."""

    due: datetime
    order: int
    """The place of its watch: what of one instant is told first."""
    number: int

    @property
    def watch(self) -> Watch:
        """What kind of alarm it is."""
        return WATCHES[self.order]


class AlarmToCome(NamedTuple):
    """An alarm that was not told yet, as the dossier stands."""

    kind: str
    number: int
    due: datetime
    planned: datetime


def alarms_to_come(state: DossierState) -> list[AlarmToCome]:
    """Return the alarms that were not told yet, the next first; each goes away if what it warns of does."""
    return [
        AlarmToCome(alarm.watch.kind, alarm.number, alarm.due, _planned(state, alarm))
        for alarm in sorted(_untold(state))
    ]


def next_alarm(state: DossierState) -> Alarm | None:
    """Return the next alarm that has not been told yet, past or to come."""
    return min(_untold(state), default=None)


def next_wake(state: DossierState) -> datetime | None:
    """When the clock has something to do: tell an alarm, each at its planned instant, or try an effect again."""
    moments = [_planned(state, alarm) for alarm in _untold(state)]
    moments += [blocked.retry_at for blocked in state.blocked if blocked.retry_at is not None]
    return min(moments, default=None)


def lapse(state: DossierState, now: datetime) -> None:
    """Tell every alarm that is past at `now`, in order, with what each brings about.

    At the very due instant a dossier is still on time; the timer of that instant tells it all the same.
    """
    while (alarm := next_alarm(state)) is not None and alarm.due <= now:
        _fire(state, alarm, now)
    for blocked in [b for b in state.blocked if b.retry_at is not None and b.retry_at <= now]:
        state.blocked.remove(blocked)
        state.queue.append(blocked.effect)


def _untold(state: DossierState) -> Iterator[Alarm]:
    told = {(row.kind, row.number) for row in state.alarms}
    for order, watch in enumerate(WATCHES):
        for due, number in watch.find(state):
            if (watch.kind, number) not in told:
                yield Alarm(due, order, number)


def _planned(state: DossierState, alarm: Alarm) -> datetime:
    """For when its timer is set: a little after it is due, each at another place (models/spread.py)."""
    watch = alarm.watch
    return planned(alarm.due, watch.since(state, alarm.number), state.opening.code, watch.kind, alarm.number)


def _fire(state: DossierState, alarm: Alarm, now: datetime) -> None:
    watch, number = alarm.watch, alarm.number
    lateness, when = int((now - alarm.due).total_seconds()), _planned(state, alarm)
    state.alarms.append(
        AlarmRow(
            kind=watch.kind, number=number, due=alarm.due, planned=when, fired=now, lateness_seconds=lateness
        )
    )  # fmt: skip
    detail: dict[str, Json] = {
        "due": stamp(alarm.due),
        "planned": stamp(when),
        "fired": stamp(now),
        "lateness_seconds": lateness,
    }
    tell(state, watch.tag, now, detail | watch.detail(state, number))
    if watch.then is not None:
        watch.then(state, number, alarm.due, now)
