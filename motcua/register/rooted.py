"""Which dossiers are still under another root key than the one of now."""

from __future__ import annotations

from typing import Final

from sqlalchemy import text

from models.identifiers import DossierCode
from models.keys import KeyText
from motcua.register.database import Database
from motcua.register.story import TOLD

__all__ = ["under_other_root"]

_TOLD_OF_ROOT: Final = TOLD.format(
    code="reservation.code", told="tag = 'operator:root:rotated' AND detail ->> 'new_root' = :root"
)
_UNDER_OTHER: Final = text(f"""
    SELECT reservation.code FROM reservation LEFT JOIN dossier USING (code)
    WHERE opening -> 'body' ->> 'root_key' <> :root AND closed_at IS NULL AND NOT {_TOLD_OF_ROOT}
    ORDER BY reservation.code
""")  # noqa: S608 - our own words


def under_other_root(database: Database, root: KeyText) -> list[DossierCode]:
    """Return every code, reserved or running, whose dossier was not told of `root` and was not opened under it."""
    rows = database.run(lambda connection: connection.execute(_UNDER_OTHER, {"root": root}).scalars().all())
    return [DossierCode(code) for code in rows]
