"""How far dossiers are digitised, and how much of them came from a store (rulebook §4, indicators 4.2 to 4.4)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, exists, func, select

from models.identifiers import AgencyCode
from models.tables import METADATA
from motcua.register.database import Database

__all__ = ["Digitisation", "Digitised"]

_DOSSIER, _PAPER = METADATA.tables["dossier"], METADATA.tables["paper"]


class Digitised(NamedTuple):
    """Dossiers received in a period; first how many dossiers, then how many components of theirs."""

    received: int
    some: int
    """With at least one component digitised here, or taken from a store."""
    all: int
    """With every one of them so."""
    result: int
    """With an electronic result."""
    whole: int
    """With every component and the result so (4.2)."""
    reusing: int
    """With at least one component from the applicant's own store (4.3)."""
    sharing: int
    """With at least one component from a national or sector store (4.4)."""
    components: int
    digitised: int
    reused: int
    shared: int


class Digitisation:
    """Counts over the read model."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, since: datetime, before: datetime, competent: AgencyCode | None = None) -> Digitised:
        """Count the dossiers received from `since` until before `before`, of one competent agency or of all."""
        one = _DOSSIER.c
        electronic = one.digitised + one.reused + one.shared
        has_all = and_(one.handed_in > 0, electronic >= one.handed_in)
        has_result = exists().where(_PAPER.c.code == one.code, _PAPER.c.kind == "result")
        dossiers = (electronic > 0, has_all, has_result, has_all & has_result, one.reused > 0, one.shared > 0)
        sums = (one.handed_in, one.digitised, one.reused, one.shared)
        query = select(
            func.count(),
            *(func.count().filter(condition) for condition in dossiers),
            *(func.coalesce(func.sum(column), 0) for column in sums),
        ).where(one.received_at >= since, one.received_at < before)
        if competent is not None:
            query = query.where(one.competent == competent)
        row = self._database.run(lambda connection: connection.execute(query).one())
        return Digitised(*map(int, row))
