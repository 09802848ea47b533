"""Which open dossiers still stand under rules that were changed since, by the read model."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import text

from models.identifiers import AgencyCode, CalendarVersion, DossierCode
from models.tags import Tag
from motcua.register.database import Database
from motcua.register.story import TOLD

__all__ = ["Behind", "Counting"]


class Counting(NamedTuple):
    """By which calendar how many open dossiers of an agency count."""

    agency: AgencyCode
    """The competent one; before a dossier is received, its counter, which is to answer it or to have it coordinated."""
    calendar: CalendarVersion
    dossiers: int


_COUNTED: Final = """
    SELECT code, calendar,
           CASE phase WHEN 'registered' THEN holding WHEN 'coordinating' THEN receiving ELSE competent END AS agency
    FROM dossier WHERE closed_at IS NULL AND finished_at IS NULL AND calendar IS NOT NULL
"""
_COUNTING: Final = text(f"""
    SELECT agency, calendar, count(*) FROM ({_COUNTED}) AS counted
    GROUP BY agency, calendar ORDER BY agency, calendar
""")  # noqa: S608 - our own words
_PAGE: Final = text(f"""
    SELECT code, agency FROM ({_COUNTED}) AS counted
    WHERE code > :after
    AND (:everything OR (agency, calendar) IN (SELECT * FROM unnest(CAST(:agencies AS text[]),
                                                                    CAST(:calendars AS text[]))))
    ORDER BY code LIMIT :most
""")  # noqa: S608 - our own words
_COUNTED_AT: Final = text(f"SELECT agency FROM ({_COUNTED}) AS counted WHERE code = :code")  # noqa: S608 - our own words
_TOLD_OF_DAY: Final = TOLD.format(
    code="concerned.code", told="tag = :passed AND detail -> 'succession' ->> 'day' = :day"
)
_CEASED: Final = text(f"""
    SELECT code, array_agg(DISTINCT agency) AS agencies FROM (
        SELECT code, unnest(ARRAY[receiving, competent, holding]) AS agency FROM dossier
        WHERE closed_at IS NULL AND phase <> 'receiving' AND code > :after
        UNION ALL
        SELECT code, step.agency FROM dossier JOIN step USING (code)
        WHERE dossier.closed_at IS NULL AND phase <> 'receiving' AND code > :after
        UNION ALL
        SELECT code, matter.agency FROM dossier JOIN matter USING (code)
        WHERE dossier.closed_at IS NULL AND phase <> 'receiving' AND matter.closed_at IS NULL
        AND code > :after) AS concerned
    WHERE agency = ANY(:ceased) AND NOT {_TOLD_OF_DAY}
    GROUP BY code ORDER BY code LIMIT :most
""")  # noqa: S608 - our own words


class Behind:
    """Open dossiers that are to be told of new rules."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def counting(self) -> list[Counting]:
        """Return by which calendars the open dossiers count whose promise is not kept yet, or not made."""
        rows = self._database.run(lambda connection: connection.execute(_COUNTING).all())
        return [Counting(AgencyCode(one), CalendarVersion(two), count) for one, two, count in rows]

    def page(
        self, after: str, most: int, pairs: Collection[Counting] | None = None
    ) -> list[tuple[DossierCode, AgencyCode]]:
        """Return the next open dossiers after a code, each with whose calendar counts: all, or those that count so."""
        wanted = {
            "after": after, "most": most, "everything": pairs is None,
            "agencies": [one.agency for one in pairs or ()], "calendars": [one.calendar for one in pairs or ()],
        }  # fmt: skip
        rows = self._database.run(lambda connection: connection.execute(_PAGE, wanted).all())
        return [(DossierCode(code), AgencyCode(agency)) for code, agency in rows]

    def counted_at(self, code: DossierCode) -> AgencyCode | None:
        """Return whose calendar counts for a dossier; None where none does."""
        found = self._database.run(lambda connection: connection.execute(_COUNTED_AT, {"code": code}).scalar())
        return None if found is None else AgencyCode(found)

    def of_ceased(
        self, ceased: Collection[AgencyCode], day: date, after: str, most: int
    ) -> list[tuple[DossierCode, tuple[AgencyCode, ...]]]:
        """Return the next open dossiers in which agencies had a part that ceased before `day`, and which of these.

        Those that were told of that day's successors, and were not made to forget it by a reset, are left out.
        """
        wanted = {
            "ceased": list(ceased), "day": day.isoformat(), "after": after, "most": most,
            "passed": Tag.DUTIES_PASSED.value,
        }  # fmt: skip
        rows = self._database.run(lambda connection: connection.execute(_CEASED, wanted).all())
        return [(DossierCode(code), tuple(map(AgencyCode, agencies))) for code, agencies in rows]
