"""Previewing: what a calendar that is not published yet would do to every open dossier; nothing is changed.

Each dossier is rebuilt from the register (workflows.rebuilding), which proves its journal on the way, and counts by
the new calendar through the very function by which it will when the calendar is published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property

from pydantic import TypeAdapter

from models.calendar import legal_day
from models.catalogue import CatalogueKind
from models.errors import Broken, Refused
from models.identifiers import AgencyCode, CalendarVersion, DossierCode, OfficerId
from models.value import UtcTime, Value, unstamp
from motcua.catalogue.bundle import CatalogueBundle
from motcua.catalogue.importer import entries_of
from motcua.register import PostgresRegister
from motcua.register.calendars import Calendars
from workflows.lapse import lapse
from workflows.rebuilding import Kept, rebuild
from workflows.rerating import count_by

__all__ = ["Effect", "Forecast", "MatterMoved", "Preview", "Previewing"]

PAGE = 200
_NOBODY = OfficerId("motcua")


class Effect(StrEnum):
    """What a calendar does to a dossier."""

    UNCHANGED = "unchanged"
    MOVED = "moved"
    MATTERS_MOVED = "matters_moved"
    """The promise stays; until when somebody has to answer moves."""
    NEWLY_LATE = "newly_late"
    NO_LONGER_LATE = "no_longer_late"
    UNREADABLE = "unreadable"
    """The register's journal of it does not follow from the rules."""

    @property
    def vi(self) -> str:
        """What a person calls it."""
        return _VI[self]


_VI = {
    Effect.UNCHANGED: "không đổi",
    Effect.MOVED: "dời hạn",
    Effect.MATTERS_MOVED: "chỉ dời hạn việc chờ",
    Effect.NEWLY_LATE: "thành quá hạn",
    Effect.NO_LONGER_LATE: "không còn quá hạn",
    Effect.UNREADABLE: "không đọc được",
}


class MatterMoved(Value):
    """An open matter whose end moves: a supplement, a payment, a consultation."""

    matter: int
    old_due: UtcTime
    new_due: UtcTime


class Forecast(Value):
    """One dossier under the new calendar."""

    code: DossierCode
    agency: AgencyCode
    """Whose calendar counts: the competent one's; before a dossier is received, its counter's."""
    effect: Effect
    old_calendar: CalendarVersion | None = None
    new_calendar: CalendarVersion
    old_due: UtcTime | None = None
    """None while the clock stands, and before the dossier is received."""
    new_due: UtcTime | None = None
    received: bool = True
    old_answer_by: UtcTime | None = None
    """Until when its counter is to answer an online dossier, if that moves; else None."""
    new_answer_by: UtcTime | None = None
    matters: tuple[MatterMoved, ...] = ()
    error: str | None = None

    @property
    def moved_by(self) -> timedelta | None:
        """By how much the due instant moves; None while the clock stands."""
        return None if self.old_due is None or self.new_due is None else self.new_due - self.old_due


class Preview(Value):
    """All open dossiers under the new calendar, in the order of their codes."""

    at: UtcTime
    versions: tuple[str, ...]
    """The publications that are foreseen."""
    dossiers: tuple[Forecast, ...]

    @cached_property
    def counted(self) -> dict[Effect, int]:
        """How many dossiers of each effect."""
        counted = Counter(one.effect for one in self.dossiers)
        return {effect: counted[effect] for effect in Effect}


class Previewing:
    """Reads the register and computes."""

    def __init__(self, register: PostgresRegister, legal: Callable[[], datetime]) -> None:
        self._register = register
        self._legal = legal

    def of(self, bundle: CatalogueBundle, tell: Callable[[int], None] = lambda _: None) -> Preview:
        """Return what the calendars of `bundle` would do now; `tell` hears how many more dossiers were read.

        Raises Refused `PROPOSAL_EMPTY` (it has no calendar that is not registered), `CATALOGUE_VERSION_EXISTS`.
        """
        at = self._legal()
        new = [
            entry for entry in entries_of(self._register.catalogue, bundle, _NOBODY, at)
            if entry.kind is CatalogueKind.CALENDAR
        ]  # fmt: skip
        if not new:
            raise Refused("PROPOSAL_EMPTY")
        calendars = self._register.calendars.foreseeing(new)
        found = tuple(self._all(calendars, at, tell))
        return Preview(at=at, versions=tuple(entry.version for entry in new), dossiers=found)

    def _all(self, calendars: Calendars, at: datetime, tell: Callable[[int], None]) -> Iterator[Forecast]:
        after = ""
        while page := self._register.behind.page(after, PAGE):
            kept = self._register.kept_of_page([code for code, _ in page])
            for code, agency in page:
                yield _forecast(code, agency, kept[code], calendars, at)
            tell(len(page))
            after = page[-1][0]


def _forecast(code: DossierCode, agency: AgencyCode, kept: Kept, calendars: Calendars, at: datetime) -> Forecast:
    calendar = calendars.of(agency, legal_day(at))
    try:
        state = rebuild(kept)
    except Broken as error:
        return Forecast(
            code=code, agency=agency, effect=Effect.UNREADABLE, new_calendar=calendar.version, error=error.code
        )
    lapse(state, at)
    old, old_due, was_late = state.counted_by, state.due, state.overdue_at(at)
    told = count_by(state, calendar, at) if old not in (None, calendar.version) else {}
    matters = TypeAdapter(tuple[MatterMoved, ...]).validate_python(told.get("matters") or ())
    old_answer, new_answer = (told.get(name) for name in ("old_answer_by", "new_answer_by"))
    late = state.overdue_at(at)
    if late is not was_late:
        effect = Effect.NEWLY_LATE if late else Effect.NO_LONGER_LATE
    elif state.due != old_due:
        effect = Effect.MOVED
    else:
        effect = Effect.MATTERS_MOVED if matters or new_answer else Effect.UNCHANGED
    return Forecast(
        code=code, agency=agency, effect=effect, received=state.rules is not None, old_calendar=old,
        new_calendar=calendar.version, old_due=old_due, new_due=state.due, matters=matters,
        old_answer_by=unstamp(str(old_answer)) if old_answer else None,
        new_answer_by=unstamp(str(new_answer)) if new_answer else None,
    )  # fmt: skip
