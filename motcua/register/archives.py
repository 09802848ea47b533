"""Which runs are archived, which are still to be, and which were missed (activities.archive.Runs)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, select, text, update
from sqlalchemy.dialects.postgresql import insert

from models.archive import ArchivedRun, Backlog, RunKept, RunPlace
from models.attest import Attestation
from models.identifiers import DossierCode
from models.tables import METADATA
from motcua.register.database import Database

__all__ = ["ARCHIVE_MISSED", "Archives"]

ARCHIVE_MISSED: Final = "archive_missed"
"""The alarm's kind."""
_AGAIN: Final = timedelta(days=1)
_ARCHIVE, _RUN, _ALARM = METADATA.tables["archive"], METADATA.tables["run"], METADATA.tables["alarm"]

_LATER: Final = "later.code = run.code AND (later.branch, later.first_seq) > (run.branch, run.first_seq)"
_CLOSED: Final = f"""
    SELECT run.code, run.run_id, run.branch, run.first_seq FROM run JOIN dossier ON dossier.code = run.code
    WHERE run.archived_at IS NULL AND (run.missed_at IS NULL OR run.missed_at < :again)
    AND (run.code, run.run_id) > (:code, :run_id)
    AND (
        dossier.closed_at IS NOT NULL
        OR EXISTS (SELECT FROM run AS later WHERE {_LATER})
        OR EXISTS (SELECT FROM alarm WHERE alarm.code = run.code AND alarm.kind IN ('not_running', 'chain_forked'))
    )
    ORDER BY run.code, run.run_id LIMIT :most
"""  # noqa: S608 - our own words
"""Runs of closed dossiers, runs that a later one follows, and the newest of dossiers whose run was found ended."""

_BACKLOG: Final = f"""
    SELECT count(*) FILTER (WHERE missed_at IS NULL), count(*) FILTER (WHERE missed_at IS NOT NULL),
        min(ended_at) FILTER (WHERE missed_at IS NULL)
    FROM (
        SELECT run.missed_at, coalesce(follows.at, dossier.closed_at) AS ended_at
        FROM run JOIN dossier ON dossier.code = run.code
        LEFT JOIN LATERAL (
            SELECT event.at FROM run AS later
            JOIN event ON (event.code, event.branch, event.seq) = (later.code, later.branch, later.first_seq)
            WHERE {_LATER} ORDER BY later.branch, later.first_seq LIMIT 1
        ) AS follows ON true
        WHERE run.archived_at IS NULL
    ) AS open WHERE ended_at IS NOT NULL
"""  # noqa: S608 - our own words


class Archives:
    """The register's book of the archive."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def closed(self, after: tuple[str, str], most: int, now: datetime) -> tuple[RunPlace, ...]:
        """See activities.archive.Runs."""
        code, run_id = after
        said = {"code": code, "run_id": run_id, "most": most, "again": now - _AGAIN}
        rows = self._database.run(lambda connection: connection.execute(text(_CLOSED), said).all())
        return tuple(RunPlace(DossierCode(row.code), row.run_id, row.branch, row.first_seq) for row in rows)

    def keep(self, archived: ArchivedRun) -> None:
        """See activities.archive.Runs."""
        row = dict(archived.kept) | {"attestation": archived.attestation.model_dump(mode="json")}
        this = (_RUN.c.code == archived.kept.code) & (_RUN.c.run_id == archived.kept.run_id)
        mark = update(_RUN).where(this).values(archived_at=archived.kept.archived_at, missed_at=None)

        def write(connection: Connection) -> None:
            connection.execute(insert(_ARCHIVE).values(row).on_conflict_do_nothing())
            connection.execute(mark)

        self._database.run(write)

    def missed(self, run: RunPlace, at: datetime) -> None:
        """See activities.archive.Runs."""
        alarm = {"code": run.code, "kind": ARCHIVE_MISSED, "number": run.number, "due": at, "fired": at}
        this = (_RUN.c.code == run.code) & (_RUN.c.run_id == run.run_id)

        def write(connection: Connection) -> None:
            connection.execute(insert(_ALARM).values(**alarm, lateness_seconds=0).on_conflict_do_nothing())
            connection.execute(update(_RUN).where(this).values(missed_at=at))

        self._database.run(write)

    def backlog(self, now: datetime) -> Backlog:
        """Return how many closed runs wait to be archived, for how long the oldest has, and how many were missed."""
        row = self._database.run(lambda connection: connection.execute(text(_BACKLOG)).one())
        waiting, missed, oldest = row
        return Backlog(waiting, max(int((now - oldest).total_seconds()), 0) if oldest else 0, missed)

    def of(self, code: DossierCode) -> list[ArchivedRun]:
        """Return the archived runs of a dossier in the order in which they closed: a reset run began with its base."""
        query = select(_ARCHIVE).where(_ARCHIVE.c.code == code).order_by(_ARCHIVE.c.closed_at, _ARCHIVE.c.run_id)
        return self._archived(query)

    def page(self, after: tuple[str, str] = ("", ""), most: int = 500) -> list[ArchivedRun]:
        """Return the archived runs of all dossiers, the next ones after a code and run."""
        code, run_id = _ARCHIVE.c.code, _ARCHIVE.c.run_id
        later = (code > after[0]) | ((code == after[0]) & (run_id > after[1]))
        return self._archived(select(_ARCHIVE).where(later).order_by(code, run_id).limit(most))

    def _archived(self, query: Any) -> list[ArchivedRun]:
        rows = self._database.run(lambda connection: list(connection.execute(query).mappings()))
        return [_archived(row) for row in rows]


def _archived(row: RowMapping) -> ArchivedRun:
    said = dict(row)
    attestation = Attestation.model_validate(said.pop("attestation"))
    return ArchivedRun(kept=RunKept.model_validate(said), attestation=attestation)
