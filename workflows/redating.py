"""The ends of what is asked beside the line of steps, read anew when another calendar comes into force (rulebook §2).

What was stated as an instant stays. An alarm that was told is not told again at a later end; nobody is late before it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from models.calendar import WorkingCalendar
from models.counting import rolled
from models.dossier import DossierState
from models.matter import Matter
from models.value import Json, stamp, unstamp

__all__ = ["HOURS", "LAST_DAY", "SINCE", "redate"]

LAST_DAY: Final = "last_day"
"""In a matter's detail: its last calendar day, before rolling."""
HOURS: Final = "hours"
"""In a matter's detail: how many working hours it was given."""
SINCE: Final = "since"
"""In a matter's detail: from when these count, if not from its opening."""


def redate(state: DossierState, calendar: WorkingCalendar) -> list[Json]:
    """Move the open matters that are counted by the calendar in force, and return what the event tells of each."""
    moved: list[Json] = []
    for matter in state.matters:
        end = _end(matter, calendar)
        if matter.closed_at is None and matter.due is not None and end is not None and end != matter.due:
            moved.append({"matter": matter.number, "old_due": stamp(matter.due), "new_due": stamp(end)})
            matter.due = end
    return moved


def _end(matter: Matter, calendar: WorkingCalendar) -> datetime | None:
    if LAST_DAY in matter.detail:
        return rolled(date.fromisoformat(matter.detail[LAST_DAY]), calendar)
    if HOURS in matter.detail:
        since = unstamp(matter.detail[SINCE]) if SINCE in matter.detail else matter.opened_at
        return calendar.add(since, timedelta(hours=matter.detail[HOURS]))
    return None
