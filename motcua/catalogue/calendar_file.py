"""The schema of a calendar file."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from models.calendar import Session
from models.identifiers import AgencyCode, CalendarVersion
from models.statutory import StatutoryDay
from models.value import Nfc, Value

__all__ = ["CalendarEntry", "CalendarFile", "CounterHours", "EntryKind", "FixedDay", "Layer"]

Text = Annotated[Nfc, Field(min_length=1)]


class Layer(StrEnum):
    """Who decided. A province's or an agency's calendar lies upon the nation's of the day; its word is the last."""

    NATION = "nation"
    PROVINCE = "province"
    AGENCY = "agency"


class EntryKind(StrEnum):
    """What an entry makes of its day."""

    OFF = "off"
    WORKED = "worked"


class CalendarEntry(Value):
    """One day that differs from the plain week, and who says so."""

    date: dt.date
    kind: EntryKind
    name: Text
    citation: Text
    verified: bool
    """Whether the day was checked against a public source."""
    active: bool = True
    """False: recorded, and without effect: a proposal whose outcome is not known, or an entry that is taken back."""
    unforeseen: bool = False
    """Closed by what nobody planned, a storm say; then `decision` is stated."""
    decision: Text | None = None
    """The number of the decision that closed the offices, or opened them again."""

    @model_validator(mode="after")
    def _differs_from_the_week(self) -> Self:
        if (self.date.weekday() > 4) is not (self.kind is EntryKind.WORKED):
            msg = "off is for Monday to Friday, worked for Saturday and Sunday"
            raise ValueError(msg)
        if self.unforeseen and self.decision is None:
            msg = "an unforeseen closure states the number of its decision"
            raise ValueError(msg)
        return self


class CounterHours(Value):
    """When the counters are open to people on some days of the week, whether deadlines count there or not."""

    weekdays: Annotated[tuple[Annotated[int, Field(ge=1, le=7)], ...], Field(min_length=1)]
    """1 is Monday, 7 is Sunday."""
    sessions: tuple[Session, ...]
    """Empty: closed."""
    citation: Text


class FixedDay(StatutoryDay):
    """A fixed day off of the law, and which law."""

    name: Text
    citation: Text

    @property
    def plain(self) -> StatutoryDay:
        """The day without its words, as a calendar carries it."""
        return StatutoryDay(on=self.on, days=self.days, made_up=self.made_up)


class CalendarFile(Value):
    """One publication: what it adds to, or changes in, the one it extends."""

    version: CalendarVersion
    extends: CalendarVersion | None = None
    """The publication before it, of the same layer and agency."""
    layer: Layer
    agency: AgencyCode | None = None
    """Of a province or an agency: whose calendar it is, for itself and for all that belongs to it."""
    title: Text
    published_on: dt.date
    published_from: dt.date | None = None
    """First day of the published lists; inherited if not given."""
    published_until: dt.date | None = None
    """Last day of the nation's published lists, which states it; what is said of later days is provisional."""
    sessions: tuple[Session, ...] = ()
    """Inherited if not given."""
    statutory: tuple[FixedDay, ...] = ()
    """The law's fixed days off, beside the inherited ones."""
    entries: tuple[CalendarEntry, ...] = ()
    counter: tuple[CounterHours, ...] = ()
    """When counters receive people; inherited if not given. Deadlines count by `sessions` alone."""

    @model_validator(mode="after")
    def _is_somebodys(self) -> Self:
        if (self.layer is Layer.NATION) is not (self.agency is None):
            msg = "a province's or an agency's calendar names it in `agency`, the nation's names none"
            raise ValueError(msg)
        if (self.layer is Layer.NATION) is (self.published_until is None):
            msg = "the nation's calendar states published_until, and no other does"
            raise ValueError(msg)
        if self.agency is not None and self.version.rpartition("-")[0] != self.agency.lower():
            msg = "the version of a layer is its agency's code in lower case, a hyphen, and year.number"
            raise ValueError(msg)
        return self

    @field_validator("entries")
    @classmethod
    def _each_day_once(cls, entries: tuple[CalendarEntry, ...]) -> tuple[CalendarEntry, ...]:
        days = [entry.date for entry in entries]
        if days != sorted(set(days)):
            msg = "entries must be in the order of their dates, each date once"
            raise ValueError(msg)
        return entries
