"""What a clock says by a calendar: when it is due, which alarms stand, how much was used (rulebook §2, design §2.10).

A limit is promised in stages: the procedure's own, then one for each extension. The ledger is told to them in the
order of time; each suspension moves the stage it found running. A suspension that began at or after the due instant
moves nothing: what was late stays late.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Final

from models.calendar import WorkingCalendar, legal_day
from models.counting import BY_DATE, End, counted_from, end_of, rolled, working_time
from models.ledger import Extension, Suspension, ledger
from models.procedure import Limit, Unit
from models.value import UtcTime, Value

if TYPE_CHECKING:
    from models.clock import DeadlineClock

__all__ = ["Alarm", "AlarmKind", "Deadline", "Stage", "new_date", "new_date_after"]

_MINUTE: Final = timedelta(minutes=1)


class AlarmKind(StrEnum):
    """What an alarm tells."""

    DUE_SOON = "due_soon"
    DUE = "due"


class Alarm(Value):
    """An instant at which the clock must be heard. It belongs to the due instant it warns of: another has its own."""

    kind: AlarmKind
    at: UtcTime
    due: UtcTime


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the promise: a limit counted from an instant."""

    limit: Limit
    start: datetime
    due: datetime
    last_day: date | None
    """For a unit that counts dates, its last day before rolling."""
    dates: int
    """How many dates it counts; none for the other units."""
    short_lead: timedelta | None
    """For a short limit, the share of its working time that is left at its alarm."""
    known_since: datetime
    """Since when this due instant has been known; no alarm of it stands earlier."""


class Deadline:
    """A clock read by a calendar. While the clock stands before its due instant there is no due and no alarm."""

    def __init__(self, clock: DeadlineClock, calendar: WorkingCalendar) -> None:
        self.clock = clock
        self.calendar = calendar

    @cached_property
    def counted_from(self) -> datetime:
        """The instant from which the reception counts, after the cut-off."""
        return counted_from(self.clock.received_at, self.calendar, self.clock.cut_off_at_reception)

    @property
    def due(self) -> datetime | None:
        """The due instant with every suspension and extension; finished after it is late, at it is not."""
        return None if self._standing(self.stages) else self.stages[-1].due

    @cached_property
    def due_original(self) -> datetime | None:
        """The due instant with its suspensions and without extensions; no extension and no apology changes it."""
        alone = self._told(ledger(self.clock.suspensions, ()))
        return None if self._standing(alone) else alone[-1].due

    @property
    def due_extended(self) -> datetime | None:
        """The due instant with its extensions; None without any."""
        return self.due if self.clock.extensions else None

    @cached_property
    def due_soon_at(self) -> datetime | None:
        """The instant of the due-soon alarm, never after the due instant nor before that was known.

        One working day before it by default; a limit of one working day or less (or no longer than the lead) has it
        at half its working time.
        """
        if self.due is None:
            return None
        stage = self.stages[-1]
        return min(max(self._lead_before(stage), stage.known_since), stage.due)

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """The alarms of the present due instant, in order."""
        if self.due is None or self.due_soon_at is None:
            return ()
        return (
            Alarm(kind=AlarmKind.DUE_SOON, at=self.due_soon_at, due=self.due),
            Alarm(kind=AlarmKind.DUE, at=self.due, due=self.due),
        )

    def next_alarm(self, now: datetime) -> Alarm | None:
        """The first alarm after `now`."""
        return next((alarm for alarm in self.alarms if alarm.at > now), None)

    def alarms_past(self, now: datetime) -> tuple[Alarm, ...]:
        """The alarms at or before `now`, in order."""
        return tuple(alarm for alarm in self.alarms if alarm.at <= now)

    def is_late(self, finished_at: datetime) -> bool:
        """Whether finishing at that instant is late: strictly after the due instant."""
        return self.due is not None and finished_at > self.due

    def used(self, now: datetime) -> int:
        """The whole working minutes used until `now`, suspensions left out."""
        return self.running(self.counted_from, now) // _MINUTE

    def running(self, start: datetime, end: datetime) -> timedelta:
        """The working time from `start` to `end` in which the clock ran."""
        stood = (
            self.calendar.between(max(start, item.paused_at), min(end, item.resumed_at or end))
            for item in self.clock.suspensions
        )
        return self.calendar.between(start, end) - sum(stood, timedelta(0))

    @property
    def provisional(self) -> bool:
        """Whether the due instant rests on days that no published list speaks of (tạm tính)."""
        if self.due is None or self.due == self.clock.stated_due:
            return False
        return not all(map(self.calendar.is_published, (legal_day(self.counted_from), legal_day(self.due))))

    # ── stages ────────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """The procedure's own limit and each extension, as the ledger left them; the last one is in force."""
        return self._told(ledger(self.clock.suspensions, self.clock.extensions))

    def _told(self, entries: list[Suspension | Extension]) -> tuple[Stage, ...]:
        stages = [self._first_stage()]
        for entry in entries:
            if isinstance(entry, Extension):
                stages.append(self._stage(entry.limit, stages[-1].due, entry.at))
            elif entry.resumed_at is None or entry.paused_at >= stages[-1].due:
                continue
            elif entry.restarts:
                stages = [self._stage(self.clock.limit, entry.resumed_at, entry.resumed_at)]
            else:
                stages[-1] = self._moved(stages[-1], entry.paused_at, entry.resumed_at)
        return tuple(stages)

    def _standing(self, stages: tuple[Stage, ...]) -> bool:
        return self.clock.paused and self.clock.suspensions[-1].paused_at < stages[-1].due

    def _first_stage(self) -> Stage:
        clock = self.clock
        stated = clock.stated_due
        if stated is None:
            return self._stage(clock.limit, self.counted_from, clock.received_at)
        last_day = legal_day(stated) if clock.limit.unit in BY_DATE else None
        return self._stage(clock.limit, self.counted_from, clock.received_at, End(stated, last_day))

    def _stage(self, limit: Limit, start: datetime, known_since: datetime, end: End | None = None) -> Stage:
        due, last_day = end or end_of(limit, start, self.calendar, self.clock.day_end)
        short = limit.comparable_hours <= max(self.clock.short_limit_hours, self.clock.lead.comparable_hours)
        left = self._share_left(start, due) if short else None
        dates = max(0, (last_day - legal_day(start)).days) if last_day else 0
        return Stage(limit, start, due, last_day, dates, left, known_since)

    def _share_left(self, start: datetime, due: datetime) -> timedelta:
        return self.calendar.between(start, due) * (100 - self.clock.short_limit_share_percent) / 100

    def _moved(self, stage: Stage, paused_at: datetime, resumed_at: datetime) -> Stage:
        """Move a running stage by a suspension; never forward in time, nor before the resumption."""
        if stage.last_day is None:
            left = self.calendar.between(paused_at, stage.due)
            due = max(stage.due, self.calendar.add(resumed_at, left))
            return replace(stage, due=due, known_since=resumed_at)
        days = legal_day(resumed_at) - legal_day(paused_at)
        if not days and resumed_at < stage.due:
            return replace(stage, known_since=resumed_at)
        last_day = stage.last_day + days
        due = max(stage.due, rolled(last_day, self.calendar), self.calendar.closing_after(resumed_at))
        return replace(stage, due=due, last_day=last_day, known_since=resumed_at)

    def _lead_before(self, stage: Stage) -> datetime:
        lead, calendar = self.clock.lead, self.calendar
        if stage.short_lead is not None:
            return calendar.subtract(stage.due, stage.short_lead)
        if lead.unit is not Unit.CALENDAR_DAYS:
            return calendar.subtract(stage.due, working_time(lead, calendar))
        moment = stage.due - timedelta(lead.amount)
        day = legal_day(moment)
        return moment if calendar.is_working_day(day) else calendar.closing(calendar.working_day_to(day))


def new_date(calendar: WorkingCalendar, now: datetime, minutes_left: int, minimum_days: int = 1) -> datetime:
    """The new date an apology names (rulebook §1).

    `minutes_left` working minutes from `now`, but never under the regime's `minimum_days`, at the end of a session.
    """
    amount = max(timedelta(minutes=minutes_left), calendar.day_length * minimum_days)
    return calendar.session_end_from(calendar.add(now, amount))


def new_date_after(
    calendar: WorkingCalendar, promised: datetime, paused_at: datetime, resumed_at: datetime
) -> datetime:
    """The new date that an apology named, after a pause: the working time that was left is kept, to the minute.

    Never earlier; what was past when the clock stopped stays past (rulebook §2, "Pause").
    """
    if paused_at >= promised:
        return promised
    return max(promised, calendar.add(resumed_at, calendar.between(paused_at, promised)))
