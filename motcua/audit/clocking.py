"""The clock of a journal, event by event: what each made of the promise, computed anew (rulebook §2)."""

from __future__ import annotations

from typing import Final, NamedTuple

from models.calendar import WorkingCalendar, legal_day
from models.clock import DeadlineClock
from models.deadline import Deadline
from models.errors import Refused
from models.events import DossierEvent
from models.identifiers import ReasonCode
from models.procedure import Limit, Procedure
from models.rules import PinnedRules, days_for
from models.tags import Tag
from models.value import unstamp

__all__ = ["Clocked"]

_PAUSES: Final = frozenset({Tag.SUPPLEMENT_REQUESTED, Tag.PAYMENT_REQUESTED, Tag.STOPPED})
_RESUMES: Final = frozenset({Tag.SUPPLEMENT_ANSWERED, Tag.PAID, Tag.STOP_LIFTED})


class Clocked(NamedTuple):
    """A clock and the calendar it is read by, after some of a journal's events."""

    rules: PinnedRules
    stated: str | None = None
    """The due instant that an older system stated."""
    clock: DeadlineClock | None = None
    calendar: WorkingCalendar | None = None
    finished: bool = False
    """The promise is kept: what pauses the dossier now, pauses no clock."""

    @property
    def deadline(self) -> Deadline | None:
        """The reading; None before reception."""
        return self.clock.on(self.calendar) if self.clock is not None and self.calendar is not None else None

    def after(self, event: DossierEvent) -> Clocked:
        """Return what stands after an event. An event that no rule lets happen leaves it as it is."""
        if event.tag is Tag.SUBMITTED:
            return self._replace(stated=event.detail.get("stated_due"))
        if event.tag is Tag.RECEPTION_DECIDED:
            stated = unstamp(self.stated) if self.stated else None
            clock = self.rules.clock(unstamp(event.detail["received_at"]), stated)
            return self._replace(clock=clock, calendar=self.rules.calendar)
        if event.tag in {Tag.RELEASED, Tag.REFUSED}:
            return self._replace(finished=True)
        if self.clock is None or self.calendar is None or self.finished:
            return self
        try:
            return self._moved(event, self.clock, self.calendar)
        except Refused:
            return self

    def _moved(self, event: DossierEvent, clock: DeadlineClock, calendar: WorkingCalendar) -> Clocked:
        told = event.detail
        if event.tag in _PAUSES:
            return self._replace(clock=clock.pause(event.at))
        if event.tag in _RESUMES and told.get("complete", True):
            return self._replace(clock=clock.resume(event.at, restart=bool(told.get("restarted"))))
        if event.tag is Tag.EXTENDED:
            limit = Limit.model_validate({"amount": told["amount"], "unit": told["unit"]})
            return self._replace(clock=clock.extend(event.at, limit, ReasonCode(told["reason_code"]), calendar))
        if event.tag is Tag.CALENDAR_CHANGED:
            published = WorkingCalendar.model_validate(told["calendar"])
            return self._replace(calendar=days_for(published, legal_day(clock.received_at)))
        if event.tag is Tag.PROCEDURE_MOVED:
            procedure = Procedure.model_validate(told["to"]["procedure"])
            rules = self.rules.model_copy(update={"procedure": procedure})
            begun = rules.clock(clock.received_at, clock.stated_due)
            went_on = {"suspensions": clock.suspensions, "extensions": clock.extensions}
            return self._replace(rules=rules, clock=begun.model_copy(update=went_on))
        return self
