"""Erasing the person of a feedback: two want it, the key is destroyed; journal and counts stay (rulebook §6)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import psycopg
from sqlalchemy import select, update

from models.errors import Refused, Unavailable
from models.feedback import FeedbackCode
from models.identifiers import OfficerId
from models.tables import METADATA
from models.value import UtcTime, Value
from motcua.register.database import Database, Raw

__all__ = ["FeedbackErasure", "FeedbackErasures"]

_RESERVATION = METADATA.tables["feedback_reservation"]
_DESTROY: Final = """
WITH people_gone AS (DELETE FROM feedback_person WHERE code = %(code)s),
notes_gone AS (DELETE FROM feedback_note WHERE code = %(code)s)
UPDATE feedback_reservation SET wrapped = NULL, sealed = NULL, erased_by = %(by)s, erased_at = %(at)s
WHERE code = %(code)s AND erased_at IS NULL
"""
_CLEAN: Final = ("SET statement_timeout = 0", "VACUUM FULL feedback_reservation", "VACUUM feedback_person")
"""Written anew, the table has no dead row that bears the key."""


class FeedbackErasure(Value):
    """How far an erasure is; None throughout: nobody asked for one."""

    code: FeedbackCode
    asked_by: OfficerId | None
    asked_at: UtcTime | None
    erased_by: OfficerId | None
    erased_at: UtcTime | None


class FeedbackErasures:
    """The erasures of feedback."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, code: FeedbackCode) -> FeedbackErasure:
        """Return how far it is. Raises Refused `FEEDBACK_UNKNOWN`."""
        columns = [_RESERVATION.c[name] for name in FeedbackErasure.model_fields]
        query = select(*columns).where(_RESERVATION.c.code == code)
        row = self._database.run(lambda connection: connection.execute(query).mappings().one_or_none())
        if row is None:
            raise Refused("FEEDBACK_UNKNOWN", code=code)
        return FeedbackErasure.model_validate(dict(row))

    def ask(self, code: FeedbackCode, by: OfficerId, at: datetime) -> None:
        """Keep that an officer asks for it; asked again before it is done, the last word stands."""
        asked = update(_RESERVATION).where(_RESERVATION.c.code == code, _RESERVATION.c.erased_at.is_(None))
        self._database.run(lambda connection: connection.execute(asked.values(asked_by=by, asked_at=at)))

    def destroy(self, code: FeedbackCode, by: OfficerId, at: datetime) -> None:
        """Destroy its key, its words and notes, and by what the person is found. Again: no-op."""
        said = {"code": code, "by": by, "at": at}
        self._database.run_raw(lambda raw: raw.execute(_DESTROY, said), autocommit=True)

    def clean(self) -> bool:
        """Write the table anew, so that its files hold no destroyed key; False if it could not be done now."""

        def work(raw: Raw) -> None:
            try:
                for statement in _CLEAN:
                    raw.execute(statement)
            finally:
                if not raw.closed:
                    raw.execute("RESET statement_timeout")

        try:
            self._database.run_raw(work, autocommit=True)
        except (psycopg.errors.InsufficientPrivilege, Unavailable):
            return False
        return True
