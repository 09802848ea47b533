"""Looking at feedbacks: one, those that wait for an agency, and what the reports count (rulebook §4, 5.2 and 5.3)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, func, or_, select

from models.errors import Refused
from models.feedback import FeedbackCode, FeedbackStatus
from models.feedback_events import FeedbackEvent
from models.feedback_state import FeedbackRow
from models.identifiers import AgencyCode
from models.tables import METADATA
from models.value import Value
from motcua.register.database import Database

__all__ = ["FeedbackCounts", "FeedbackQueries"]

_ROW, _EVENT = METADATA.tables["feedback"], METADATA.tables["feedback_event"]


class FeedbackCounts(Value):
    """What the reports count of the feedbacks that an agency received to answer, within a span of reception.

    One feedback may be counted as late, repeated and disliked at once: the index of Decision 766 adds them so.
    """

    total: int
    due: int
    """Answered, or past their due instant: those of which it can be said whether they were in time."""
    on_time: int
    late: int
    repeated: int
    """The same person again about the same subject, within the regime's days."""
    disliked: int
    """The person said that the answer does not satisfy them."""
    dossiers: int
    """Dossiers about which somebody gave feedback."""


class FeedbackQueries:
    """The read model of feedbacks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def row(self, code: FeedbackCode) -> FeedbackRow:
        """Return where one stands. Raises Refused `FEEDBACK_UNKNOWN`."""
        rows = self._rows(select(_ROW).where(_ROW.c.code == code))
        if not rows:
            raise Refused("FEEDBACK_UNKNOWN", code=code)
        return FeedbackRow.model_validate(dict(rows[0]))

    def events(self, code: FeedbackCode) -> list[FeedbackEvent]:
        """Return the journal of one."""
        rows = self._rows(select(_EVENT).where(_EVENT.c.code == code).order_by(_EVENT.c.seq))
        return [FeedbackEvent.model_validate(dict(row)) for row in rows]

    def inbox(self, agency: AgencyCode) -> list[FeedbackRow]:
        """Return what waits for an answer of an agency, or was late there and is reported to it, most urgent first."""
        waits = _ROW.c.status == FeedbackStatus.RECEIVED.value
        theirs = or_(_ROW.c.assigned == agency, (_ROW.c.superior == agency) & _ROW.c.late)
        query = select(_ROW).where(waits, theirs, _ROW.c.closed_at.is_(None)).order_by(_ROW.c.due, _ROW.c.code)
        return [FeedbackRow.model_validate(dict(row)) for row in self._rows(query)]

    def counts(self, agency: AgencyCode, since: datetime, before: datetime, now: datetime) -> FeedbackCounts:
        """Count what an agency was to answer, received from `since` until before `before`, as it stands at `now`."""
        answered, due = _ROW.c.answered_at, _ROW.c.due
        past = answered.is_(None) & (due < now)
        counted: dict[str, Any] = {
            "total": func.count(),
            "due": func.count().filter(answered.is_not(None) | past),
            "on_time": func.count().filter(answered <= due),
            "late": func.count().filter((answered > due) | past),
            "repeated": func.count().filter(_ROW.c.repeats.is_not(None)),
            "disliked": func.count().filter(_ROW.c.satisfied.is_(False)),
            "dossiers": func.count(_ROW.c.subject.distinct()).filter(_ROW.c.subject_kind == "dossier"),
        }
        received = (_ROW.c.assigned == agency) & (_ROW.c.received_at >= since) & (_ROW.c.received_at < before)
        query = select(*(count.label(name) for name, count in counted.items())).where(received)
        return FeedbackCounts.model_validate(dict(self._rows(query)[0]))

    def _rows(self, query: Select[Any]) -> list[RowMapping]:
        return self._database.run(lambda connection: list(connection.execute(query).mappings()))
