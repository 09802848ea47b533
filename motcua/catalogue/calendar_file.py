"""The schema of a calendar file."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from models.calendar import Session
from models.identifiers import CalendarVersion
from models.statutory import StatutoryDay
from models.value import Nfc, Value

__all__ = ["CalendarEntry", "CalendarFile", "EntryKind", "FixedDay", "Layer"]

Text = Annotated[Nfc, Field(min_length=1)]


class Layer(StrEnum):
    """Who decided. A calendar of a province or an agency extends one of the nation; its word on a day is the last."""

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

    @model_validator(mode="after")
    def _differs_from_the_week(self) -> Self:
        if (self.date.weekday() > 4) is not (self.kind is EntryKind.WORKED):
            msg = "off is for Monday to Friday, worked for Saturday and Sunday"
            raise ValueError(msg)
        return self


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
    layer: Layer
    title: Text
    published_on: dt.date
    published_from: dt.date | None = None
    """First day of the published lists; inherited if not given."""
    published_until: dt.date
    """Last day of the published lists; what is said of later days is provisional."""
    sessions: tuple[Session, ...] = ()
    """Inherited if not given."""
    statutory: tuple[FixedDay, ...] = ()
    """The law's fixed days off, beside the inherited ones."""
    entries: tuple[CalendarEntry, ...] = ()

    @field_validator("entries")
    @classmethod
    def _each_day_once(cls, entries: tuple[CalendarEntry, ...]) -> tuple[CalendarEntry, ...]:
        days = [entry.date for entry in entries]
        if days != sorted(set(days)):
            msg = "entries must be in the order of their dates, each date once"
            raise ValueError(msg)
        return entries
