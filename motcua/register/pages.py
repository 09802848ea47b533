"""What the register keeps of many dossiers at once, to rebuild them by: three questions for a page, not for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from models.branches import story_of
from models.events import DossierEvent
from models.identifiers import DossierCode
from models.opening import Opening
from models.tables import METADATA
from motcua.register.database import Database
from workflows.rebuilding import Kept

__all__ = ["kept_of_page"]

_EVENT, _EFFECT, _RESERVATION = (METADATA.tables[name] for name in ("event", "effect", "reservation"))


def kept_of_page(database: Database, codes: Sequence[DossierCode]) -> dict[DossierCode, Kept]:
    """Return what is kept of each dossier's newest branch, all as of one instant."""

    def read(connection: Connection) -> dict[DossierCode, Kept]:
        openings = connection.execute(
            select(_RESERVATION.c.code, _RESERVATION.c.opening).where(_RESERVATION.c.code.in_(codes))
        ).all()
        effects: dict[str, dict[str, Any]] = defaultdict(dict)
        for code, effect_id, facts in connection.execute(
            select(_EFFECT.c.code, _EFFECT.c.effect_id, _EFFECT.c.facts).where(_EFFECT.c.code.in_(codes))
        ):
            effects[code][effect_id] = facts
        events: dict[str, list[DossierEvent]] = defaultdict(list)
        journal = select(_EVENT).where(_EVENT.c.code.in_(codes))
        for row in connection.execute(journal.order_by(_EVENT.c.code, _EVENT.c.branch, _EVENT.c.seq)).mappings():
            events[row["code"]].append(DossierEvent.model_validate(dict(row)))
        return {
            DossierCode(code): Kept(Opening.model_validate(opening), story_of(events[code]), effects[code])
            for code, opening in openings
        }

    return database.run(read)
