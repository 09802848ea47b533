"""Takes the pulse of all dossiers in one statement over partial indexes: quick with many closed ones."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import text

from models.pulse import Pulse
from motcua.register.archives import Archives
from motcua.register.database import Database

__all__ = ["take_pulse"]

_PULSE: Final = text("""
    WITH live AS MATERIALIZED (
        SELECT code, due, new_due, finished_at, apology_owed, escalated, blocked FROM dossier WHERE closed_at IS NULL
    ), late AS (
        SELECT code, new_due, apology_owed FROM live WHERE due < coalesce(finished_at, :now)
    ), waiting AS (
        SELECT min(reserved_at) AS oldest, count(*) AS number FROM reservation
        WHERE started_at IS NULL AND reserved_at < :now - interval '5 minutes'
    )
    SELECT
        (SELECT count(*) FROM live) AS open_dossiers,
        (SELECT count(*) FROM live
            WHERE finished_at IS NULL AND due >= :now AND due < :now + interval '24 hours') AS due_within_day,
        (SELECT count(*) FROM live WHERE finished_at IS NULL AND due < :now) AS overdue,
        (SELECT count(*) FROM late WHERE new_due IS NULL OR (apology_owed AND NOT EXISTS (
            SELECT FROM paper WHERE paper.code = late.code AND paper.kind = 'apology'))) AS overdue_without_apology,
        (SELECT count(*) FROM live WHERE apology_owed) AS apologies_owed,
        (SELECT count(*) FROM live WHERE escalated) AS escalated,
        (SELECT coalesce(sum(cardinality(blocked)), 0) FROM live) AS blocked_effects,
        (SELECT number FROM waiting) AS not_started,
        (SELECT count(DISTINCT alarm.code) FROM alarm JOIN live USING (code)
            WHERE kind IN ('chain_forked', 'chain_gap', 'not_running')) AS stopped_journals,
        (SELECT count(*) FROM event WHERE tag = 'engine:act:refused' AND at > :now - interval '1 hour')
            + (SELECT count(*) FROM refused_act WHERE at > :now - interval '1 hour') AS refused_acts,
        (SELECT coalesce(extract(epoch FROM :now - min(given_at)), 0) FROM hand_over JOIN live USING (code)
            WHERE taken_at IS NULL) AS oldest_hand_over_seconds,
        (SELECT coalesce(extract(epoch FROM max(fired - coalesce(planned, due))), 0) FROM alarm
            WHERE kind NOT IN ('chain_forked', 'chain_gap', 'not_running')
            AND fired > :now - interval '1 hour') AS alarm_lateness_seconds,
        (SELECT coalesce(extract(epoch FROM :now - oldest), 0) FROM waiting) AS oldest_reservation_seconds
""")


def take_pulse(database: Database, archives: Archives, now: datetime) -> Pulse:
    """Return the pulse at the legal instant `now`. Raises Unavailable as Database does."""
    row = database.run(lambda connection: connection.execute(_PULSE, {"now": now}).mappings().one())
    backlog = archives.backlog(now)
    return Pulse(
        at=now,
        archive_backlog=backlog.waiting,
        oldest_unarchived_seconds=backlog.oldest_seconds,
        archive_missed=backlog.missed,
        **{name: max(int(value), 0) for name, value in row.items()},
    )
