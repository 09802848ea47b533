"""What is pinned on a dossier at reception: procedure, regime and calendar as they stood that day (design §2.12)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from models.calendar import WorkingCalendar
from models.clock import DeadlineClock
from models.identifiers import AgencyCode
from models.procedure import Limit, Procedure, Unit
from models.regime import Regime
from models.value import Value

__all__ = ["PinnedRules", "days_for"]

_BEFORE: Final = timedelta(days=31)
"""How far before the reception a clock may look, for an alarm that stands before its due instant."""


def days_for(calendar: WorkingCalendar, day: date) -> WorkingCalendar:
    """Return the days of a calendar that a dossier received on `day` needs.

    Nothing published is cut off behind: what is carried over is judged years later, and no pause's end is known.
    """
    return calendar.span(day - _BEFORE, max(day, calendar.published_until))


class PinnedRules(Value):
    """The rules by which one dossier is judged for as long as it lives."""

    procedure: Procedure
    """The version in force on the day of reception, its steps' agencies resolved to codes."""
    regime: Regime
    calendar: WorkingCalendar
    """The days of the span that the dossier needs, without citations."""
    desk: AgencyCode
    """Whose reception acts for the dossier: the receiving agency, or whoever has its duties since it was abolished."""
    superiors: dict[AgencyCode, AgencyCode | None]
    """For each agency of the dossier, each consulted and each above: to whom lateness is escalated; None: the top."""
    own_queues: tuple[AgencyCode, ...] = ()
    """Which agencies of the dossier have a queue and a worker of their own."""

    def above(self, *agencies: AgencyCode) -> tuple[AgencyCode, ...]:
        """Return every agency above one of these, nearest first: whose supervision reaches down to them."""
        found: list[AgencyCode] = []
        for agency in agencies:
            superior = self.superiors.get(agency)
            while superior is not None and superior not in found:
                found.append(superior)
                superior = self.superiors.get(superior)
        return tuple(found)

    def above_all(self, *agencies: AgencyCode) -> tuple[AgencyCode, ...]:
        """Return every agency above all of these and none of them, the nearest first: who may judge between them."""
        first, *others = (self.above(agency) for agency in agencies)
        return tuple(one for one in first if one not in agencies and all(one in other for other in others))

    def clock(self, received_at: datetime, stated_due: datetime | None = None) -> DeadlineClock:
        """Return the clock that starts at a reception; `stated_due` is what an older system promised."""
        procedure, parameters = self.procedure, self.regime.parameters
        return DeadlineClock(
            received_at=received_at,
            limit=procedure.limit,
            cut_off=procedure.cut_off,
            regime_cut_off=parameters.same_day_cut_off,
            day_end=procedure.day_end or parameters.day_end,
            stated_due=stated_due,
            lead=Limit(amount=parameters.due_soon_lead, unit=Unit(parameters.due_soon_unit)),
            short_limit_hours=parameters.short_limit_hours,
            short_limit_share_percent=parameters.short_limit_share_percent,
        )
