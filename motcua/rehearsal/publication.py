"""What is published while a rehearsed year's dossiers are open: a calendar that declares days off (rulebook §2).

In 2026 it is the real case, 24 November. Other years have none that is known: there a storm closes the province's
offices, made up, and known to a rehearsal's own register alone.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from motcua.catalogue.calendar_file import CalendarFile
from motcua.catalogue.calendars import shipped_calendars

__all__ = ["published_meanwhile"]

_REAL: Final = {2026: "vn-2026.2"}
_PROVINCES: Final = {2024: "H23", 2025: "H24"}


def published_meanwhile(year: int) -> CalendarFile:
    """Return the publication of a year."""
    if year in _REAL:
        return next(one.file for version, one in shipped_calendars().items() if version == _REAL[year])
    return _storm(_PROVINCES[year], [date(year, 9, 10), date(year, 9, 11)])


def _storm(province: str, days: list[date]) -> CalendarFile:
    closed = {"kind": "off", "name": "Bão (mẫu của diễn tập)", "citation": "mẫu", "verified": False}
    entries = [closed | {"date": day, "unforeseen": True, "decision": "mẫu"} for day in days]
    said = {"layer": "province", "agency": province, "published_on": days[0], "title": "Nghỉ do bão (mẫu của diễn tập)"}
    version = f"{province.lower()}-{days[0].year}.1"
    return CalendarFile.model_validate(said | {"version": version, "entries": entries})
