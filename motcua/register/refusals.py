"""Keeps acts that were refused because whoever said them might not."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select

from models.identifiers import DossierCode
from models.refusal import Refusal
from models.tables import METADATA
from motcua.register.database import Database

__all__ = ["Refusals"]

_REFUSED = METADATA.tables["refused_act"]


class Refusals:
    """The refusals; append-only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, refusal: Refusal) -> None:
        """Keep one. Raises Unavailable as Database does."""
        self._database.run(lambda connection: connection.execute(insert(_REFUSED).values(refusal.model_dump())))

    def since(self, instant: datetime, code: DossierCode | None = None, limit: int = 500) -> list[Refusal]:
        """Return the refusals from an instant on, of one dossier if given, the newest first, at most so many."""
        query = select(*(column for column in _REFUSED.columns if column.name != "number"))
        query = query.where(_REFUSED.c.at >= instant).order_by(_REFUSED.c.number.desc()).limit(limit)
        if code is not None:
            query = query.where(_REFUSED.c.code == code)
        rows = self._database.run(lambda connection: connection.execute(query).mappings().all())
        return [Refusal.model_validate(dict(row)) for row in rows]
