"""The due date, counted again from the words of the rulebook (§2)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import Final

from motcua.conformance.days import VIETNAM, Days, day_of
from motcua.conformance.evidence import Dossier, Row

__all__ = ["COMPARABLE_HOURS", "counted_from", "due_of", "last_day_of", "short_lead", "soon_before"]

COMPARABLE_HOURS: Final = {
    "working_hours": (1, 1), "working_days": (8, 1), "calendar_days": (40, 7), "months": (168, 1), "same_day": (8, 1),
}  # fmt: skip
"""Working hours per unit, as a fraction: only to tell whether a limit is short."""


def counted_from(dossier: Dossier, received_at: datetime) -> datetime:
    """After the cut-off, or on a day off where there is a cut-off, it counts as the next working day's first minute."""
    cut_off = _cut_off(dossier)
    local = received_at.astimezone(VIETNAM)
    if cut_off is None or (local.time() <= cut_off and dossier.days.works(local.date())):
        return received_at
    return dossier.days.opening(dossier.days.after(local.date()))


def _cut_off(dossier: Dossier) -> time | None:
    stated = dossier.procedure.get("cut_off")
    if stated is None and dossier.procedure["limit"]["unit"] == "same_day":
        stated = dossier.parameters["same_day_cut_off"]
    return time.fromisoformat(stated) if stated else None


def due_of(dossier: Dossier, limit: Row, start: datetime) -> datetime:
    """The earliest instant at which a limit that counts from `start` has elapsed."""
    days, amount = dossier.days, limit["amount"]
    match limit["unit"]:
        case "working_hours":
            return days.walk(start, timedelta(hours=amount))
        case "working_days" if _day_end(dossier) == "end_of_day":
            return days.closing(days.after(day_of(start), amount))
        case "working_days":
            return days.walk(start, amount * days.length)
        case "same_day":
            return days.closing(days.on_or_after(day_of(start)))
        case _:
            return days.closing(days.on_or_after(last_day_of(limit, day_of(start))))


def last_day_of(limit: Row, day: date) -> date:
    """The last day of a limit in dates, before it rolls to a working day."""
    if limit["unit"] == "calendar_days":
        return day + timedelta(limit["amount"])
    month = day.month - 1 + limit["amount"]
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _day_end(dossier: Dossier) -> str:
    return str(dossier.procedure.get("day_end") or dossier.parameters["day_end"])


def short_lead(dossier: Dossier, limit: Row, start: datetime, due: datetime) -> timedelta | None:
    """The working time that is left at the alarm of a short limit: half of it; None for a limit that is not short."""
    numerator, denominator = COMPARABLE_HOURS[limit["unit"]]
    hours, lead = limit["amount"] * numerator // denominator, dossier.parameters["due_soon_lead"]
    of_lead = lead * (8 if dossier.parameters["due_soon_unit"] == "working_days" else 40 / 7)
    if hours > max(dossier.parameters["short_limit_hours"], of_lead):
        return None
    share: int = 100 - dossier.parameters["short_limit_share_percent"]
    return dossier.days.between(start, due) * share / 100


def soon_before(dossier: Dossier, short: timedelta | None, due: datetime) -> datetime:
    """The instant by which a dossier that will be late is owed a word: a working day before, or half a short limit."""
    if short is not None:
        return dossier.days.walk_back(due, short)
    lead = dossier.parameters["due_soon_lead"]
    if dossier.parameters["due_soon_unit"] == "working_days":
        return dossier.days.walk_back(due, lead * dossier.days.length)
    return _calendar_days_before(dossier.days, due, lead)


def _calendar_days_before(days: Days, due: datetime, lead: int) -> datetime:
    moment = due - timedelta(lead)
    day = day_of(moment)
    if days.works(day):
        return moment
    while not days.works(day):
        day -= timedelta(1)
    return days.closing(day)
