"""Erasing the person of a dossier: two persons want it, the key is destroyed, and what the database leaves is cleaned.

The journal, the papers' hashes and who wanted it stay. What remains elsewhere until it is written over or recycled (the
write-ahead log, copies of the database) is the key wrapped under the master key of then: useless once that was rotated.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

import psycopg
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from models.errors import Unavailable
from models.identifiers import DossierCode, OfficerId
from models.tables import METADATA
from motcua.register.database import Database, Raw

__all__ = ["ErasureRow", "Erasures"]

_ERASURE = METADATA.tables["erasure"]
_DESTROY: Final = """
WITH key_gone AS (DELETE FROM dossier_key WHERE code = %(code)s),
submission_gone AS (DELETE FROM sealed_submission WHERE code = %(code)s),
people_gone AS (DELETE FROM person_lookup WHERE code = %(code)s),
notes_gone AS (DELETE FROM note WHERE code = %(code)s),
corrections_gone AS (DELETE FROM correction WHERE code = %(code)s),
confirmed AS (
    UPDATE erasure SET confirmed_by = %(by)s, confirmed_at = %(at)s WHERE code = %(code)s AND confirmed_at IS NULL)
UPDATE reservation SET erased_at = %(at)s WHERE code = %(code)s AND erased_at IS NULL
"""
_FILE: Final = "SELECT pg_relation_filenode('dossier_key')"
_CLEAN: Final = ("SET statement_timeout = 0", "VACUUM FULL dossier_key", "VACUUM person_lookup")
"""Written anew, the table of keys has no dead row; an ordinary vacuum leaves their bytes in the gaps of its pages."""


class ErasureRow(NamedTuple):
    """How far an erasure is."""

    code: DossierCode
    asked_by: OfficerId
    asked_at: datetime
    ordered: bool
    confirmed_by: OfficerId | None
    confirmed_at: datetime | None


class Erasures:
    """The erasures of a register."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, code: DossierCode) -> ErasureRow | None:
        """Return how far a dossier's erasure is; None if nobody asked for one."""
        query = select(_ERASURE).where(_ERASURE.c.code == code)
        row = self._database.run(lambda connection: connection.execute(query).one_or_none())
        if row is None:
            return None
        confirmed_by = OfficerId(row.confirmed_by) if row.confirmed_by else None
        asked_by = OfficerId(row.asked_by)
        return ErasureRow(code, asked_by, row.asked_at, row.ordered, confirmed_by, row.confirmed_at)

    def ask(self, code: DossierCode, by: OfficerId, at: datetime, *, ordered: bool) -> None:
        """Keep that an officer asks for it; asked again before it is confirmed, the last word stands."""
        asked = insert(_ERASURE).values(code=code, asked_by=by, asked_at=at, ordered=ordered)
        anew = {"asked_by": by, "asked_at": at, "ordered": ordered}
        query = asked.on_conflict_do_update(index_elements=["code"], set_=anew, where=_ERASURE.c.confirmed_at.is_(None))
        self._database.run(lambda connection: connection.execute(query))

    def destroy(self, code: DossierCode, by: OfficerId | None, at: datetime) -> None:
        """Destroy a dossier's key and everything sealed under it, all or nothing. Again: no-op."""
        said = {"code": code, "by": by, "at": at}
        self._database.run_raw(lambda raw: raw.execute(_DESTROY, said), autocommit=True)

    def clean(self) -> bool:
        """Write the table of keys anew, so that its files hold no destroyed key. Readers wait meanwhile.

        Returns False if this account may not, or others held the table for too long: to be done again.
        """

        def work(raw: Raw) -> bool:
            before = raw.execute(_FILE).fetchone()
            try:
                for statement in _CLEAN:
                    raw.execute(statement)
                return raw.execute(_FILE).fetchone() != before
            finally:
                if not raw.closed:
                    raw.execute("RESET statement_timeout")

        try:
            return self._database.run_raw(work, autocommit=True)
        except (psycopg.errors.InsufficientPrivilege, Unavailable):
            return False
