"""Defects of counting."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from models import counting, deadline
from models.calendar import WorkingCalendar
from models.procedure import Unit
from models.rules import PinnedRules
from tests.rehearsal.mutants.mutant import Mutant, Patch, instead, pinned


def _one_more(unit: Unit) -> Any:
    """A limit in a unit is one longer."""

    def change(rules: PinnedRules) -> PinnedRules:
        limit = rules.procedure.limit
        if limit.unit is not unit:
            return rules
        longer = limit.model_copy(update={"amount": limit.amount + 1})
        return rules.model_copy(update={"procedure": rules.procedure.model_copy(update={"limit": longer})})

    return pinned(change)


def _calendar(**changes: Any) -> Any:
    def change(rules: PinnedRules) -> PinnedRules:
        return rules.model_copy(update={"calendar": rules.calendar.model_copy(update=changes)})

    return pinned(change)


def _never_provisional(rules: PinnedRules) -> PinnedRules:
    later = rules.calendar.published_until + timedelta(400)
    return rules.model_copy(update={"calendar": rules.calendar.model_copy(update={"published_until": later})})


def _no_cut_off(patch: Patch) -> None:
    patch.setattr(deadline, "counted_from", lambda received_at, *_: received_at)


def _day_of_reception_counts(patch: Patch) -> None:
    """Day 0 is the working day before a reception on a day off."""
    after = WorkingCalendar.working_day_after

    def counted(self: WorkingCalendar, day: Any, count: int = 1) -> Any:
        return after(self, day, count if self.is_working_day(day) else count - 1)

    patch.setattr(WorkingCalendar, "working_day_after", counted)


def _not_rolled(patch: Patch) -> None:
    patch.setattr(counting, "rolled", lambda last_day, calendar: calendar.closing(last_day))


def _next_day(patch: Patch) -> None:
    end_of = counting._end_of_this_day
    patch.setattr(counting, "_end_of_this_day", lambda start, calendar: end_of(start + timedelta(1), calendar))


def _in_the_lunch_break(patch: Patch) -> None:
    def made(end_of: Any) -> Any:
        def later(*said: Any) -> Any:
            end = end_of(*said)
            return end._replace(due=end.due + timedelta(minutes=20))

        return later

    instead(patch, "models.deadline.end_of", made)


MUTANTS = (
    Mutant("an hour too late", "time.working_hours", ("road.hours",), _one_more(Unit.WORKING_HOURS)),
    Mutant("a working day too late", "time.working_days", ("road.days",), _one_more(Unit.WORKING_DAYS)),
    Mutant("a day too late", "time.calendar_days", ("days.over_tet_by_dates",), _one_more(Unit.CALENDAR_DAYS)),
    Mutant("ends on a day off", "time.rolled", ("days.ends_on_a_saturday",), _not_rolled),
    Mutant("a month too late", "time.months", ("road.months",), _one_more(Unit.MONTHS)),
    Mutant("the next day", "time.same_day", ("road.same_day",), _next_day),
    Mutant("no cut-off for same-day procedures", "time.same_day_cut_off", ("days.same_day_after_15",), _no_cut_off),
    Mutant("no cut-off", "time.cut_off", ("days.after_cut_off",), _no_cut_off),
    Mutant("a day off counts", "time.day_off", ("days.day_off",), _day_of_reception_counts),
    Mutant("Tết is worked", "time.holidays", ("days.before_tet",), _calendar(off=())),
    Mutant("a Saturday that was worked is none", "time.worked_instead", ("days.before_a_saturday_worked",),
           _calendar(worked=())),
    Mutant("nothing is provisional", "time.provisional", ("days.provisional",), pinned(_never_provisional)),
    Mutant("due when nobody works", "time.within_hours", ("road.days",), _in_the_lunch_break),
)  # fmt: skip
