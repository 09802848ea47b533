"""What changes the rules of an open dossier: a new calendar, another version of its procedure, successors of agencies.

Each brings what the dossier needs of it, and the register's statement that it was decided (models/publication.py).
"""

from __future__ import annotations

from datetime import date

from pydantic import Field

from models.contents.base import Content
from models.identifiers import AgencyCode
from models.procedure import Procedure
from models.publication import Publication
from models.stated_calendar import StatedCalendar

__all__ = ["ApplyCalendar", "MoveProcedure", "NewProcedure", "Succeed", "Succession"]


class ApplyCalendar(Content):
    """The calendar that was published, whole; the dossier takes the days that it needs."""

    calendar: StatedCalendar
    publication: Publication


class NewProcedure(Content):
    """A version of a procedure as it stands for one dossier."""

    procedure: Procedure
    """Its steps' agencies resolved to codes."""
    superiors: dict[AgencyCode, AgencyCode | None]
    own_queues: tuple[AgencyCode, ...] = ()


class MoveProcedure(Content):
    """To which version of its procedure the dossier is moved."""

    to: NewProcedure
    publication: Publication


class Succession(Content):
    """Who has the duties of agencies that ceased."""

    day: date
    """The first day on which the ceased agencies are no more."""
    duties: dict[AgencyCode, AgencyCode] = Field(min_length=1)
    """Ceased agency → who has its duties from that day on."""
    superiors: dict[AgencyCode, AgencyCode | None]
    """For each agency of the dossier from then on, and each above one, to whom lateness is escalated."""
    own_queues: tuple[AgencyCode, ...] = ()
    """Which of the successors have a queue and a worker of their own."""


class Succeed(Content):
    """That agencies of the dossier ceased, and who has their duties."""

    succession: Succession
    publication: Publication
