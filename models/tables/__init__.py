"""The register's tables, for motcua.register alone.

No personal data stands in a plain column: what people gave, and every free text, is sealed (`sealed`, `wrapped`).
Times are timestamptz, numbers that grow are bigint. The journal and the catalogue are append-only, by triggers of the
migrations. A dossier is locked by an advisory lock on its code, never by its row.
"""

from models.tables import archive, catalogue, effects, feedback, journal, keys, linked, payments, refusals, reservations
from models.tables.base import METADATA

__all__ = [
    "METADATA",
    "archive",
    "catalogue",
    "effects",
    "feedback",
    "journal",
    "keys",
    "linked",
    "payments",
    "refusals",
    "reservations",
]
