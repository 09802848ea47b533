"""The deadline clock of a dossier or of one of its steps: what was promised and what happened to it (rulebook §2).

The clock is data: it keeps facts and no results. `clock.on(calendar)` reads it by a calendar, and a newer calendar of
an open dossier is simply another reading of the same clock (design §2.10).
"""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from models.calendar import WorkingCalendar
from models.deadline import Deadline
from models.errors import Refused
from models.identifiers import ReasonCode
from models.ledger import Extension, Suspension, in_order
from models.procedure import Limit, Unit
from models.regime import ClockTime, DayEnd
from models.value import UtcTime, Value

__all__ = ["DeadlineClock"]


class DeadlineClock(Value):
    """A limit, from when it runs, and the ledger of what stopped or lengthened it. Parameters are the procedure's."""

    received_at: UtcTime
    limit: Limit
    cut_off: ClockTime | None = None
    """The procedure's cut-off, for every unit; None: only `same_day` has one, the regime's."""
    regime_cut_off: ClockTime = "15:00"
    """The regime's `same_day_cut_off`."""
    day_end: DayEnd = DayEnd.END_OF_DAY
    stated_due: UtcTime | None = None
    """The due instant an older system promised; it stands in place of the computed one."""
    lead: Limit = Limit(amount=1, unit=Unit.WORKING_DAYS)
    """How long before the due instant the due-soon alarm stands."""
    short_limit_hours: Annotated[int, Field(ge=0)] = 8
    """A limit of up to so many working hours, or no longer than the lead, has its alarm at a share of its time."""
    short_limit_share_percent: Annotated[int, Field(ge=1, le=99)] = 50
    suspensions: tuple[Suspension, ...] = ()
    extensions: tuple[Extension, ...] = ()

    @field_validator("lead")
    @classmethod
    def _lead_is_short(cls, lead: Limit) -> Limit:
        if lead.unit in {Unit.MONTHS, Unit.SAME_DAY}:
            msg = "a lead is stated in working hours, working days or calendar days"
            raise ValueError(msg)
        return lead

    @model_validator(mode="after")
    def _ledger_is_in_order(self) -> Self:
        if not in_order(self.received_at, self.suspensions, self.extensions):
            msg = "suspensions and extensions must follow the reception and each other"
            raise ValueError(msg)
        if self.stated_due is not None and self.stated_due < self.received_at:
            msg = "the stated due instant is before the reception"
            raise ValueError(msg)
        return self

    @property
    def paused(self) -> bool:
        """Whether the clock stands now."""
        return bool(self.suspensions) and self.suspensions[-1].resumed_at is None

    @property
    def cut_off_at_reception(self) -> ClockTime | None:
        """The cut-off that applies: the procedure's, and for `same_day` the regime's where the procedure has none."""
        return self.cut_off or (self.regime_cut_off if self.limit.unit is Unit.SAME_DAY else None)

    @property
    def last_change(self) -> datetime:
        """The latest instant the clock knows of."""
        moments = [item.resumed_at or item.paused_at for item in self.suspensions[-1:]]
        moments += [item.at for item in self.extensions[-1:]]
        return max([self.received_at, *moments])

    def on(self, calendar: WorkingCalendar) -> Deadline:
        """Read the clock by a calendar."""
        read = self._read.get("last")
        if read is None or read.clock is not self or read.calendar is not calendar:
            read = self._read["last"] = Deadline(self, calendar)
        return read

    @cached_property
    def _read(self) -> dict[str, Deadline]:
        """The last reading, kept for speed: a dossier asks dozens of times between two changes."""
        return {}

    def pause(self, at: datetime) -> DeadlineClock:
        """Stop the clock. Raises Refused (`CLOCK_PAUSED`, `CLOCK_BACKWARDS`)."""
        self._must_follow(at)
        if self.paused:
            raise Refused("CLOCK_PAUSED")
        return self._with(suspensions=(*self.suspensions, Suspension(paused_at=at)))

    def resume(self, at: datetime, *, restart: bool = False) -> DeadlineClock:
        """Let the clock run again; with `restart` the whole limit begins anew.

        Raises Refused (`CLOCK_RUNNING`, `CLOCK_BACKWARDS`).
        """
        self._must_follow(at)
        if not self.paused:
            raise Refused("CLOCK_RUNNING")
        *before, standing = self.suspensions
        return self._with(
            suspensions=(*before, Suspension(paused_at=standing.paused_at, resumed_at=at, restarts=restart))
        )

    def extend(self, at: datetime, limit: Limit, reason_code: ReasonCode, calendar: WorkingCalendar) -> DeadlineClock:
        """Lengthen the limit by sector law, before the due instant and while the clock runs.

        Raises Refused (`CLOCK_PAUSED`, `CLOCK_BACKWARDS`, `EXTENSION_TOO_LATE`).
        """
        self._must_follow(at)
        due = self.on(calendar).due
        if self.paused or due is None:
            raise Refused("CLOCK_PAUSED")
        if at >= due:
            raise Refused("EXTENSION_TOO_LATE")
        return self._with(extensions=(*self.extensions, Extension(at=at, limit=limit, reason_code=reason_code)))

    def _must_follow(self, at: datetime) -> None:
        if at < self.last_change:
            raise Refused("CLOCK_BACKWARDS")

    def _with(self, **changes: object) -> DeadlineClock:
        return DeadlineClock.model_validate({name: getattr(self, name) for name in type(self).model_fields} | changes)
