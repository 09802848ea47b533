"""What the register holds of the catalogue, as values again."""

from __future__ import annotations

from typing import Final

from models.agency import Agency, Officer
from models.catalogue import CatalogueAction, CatalogueEntry, CatalogueKind
from models.delegation import Delegation
from models.linked import LinkedProcedures
from models.procedure import Abolition, Procedure
from models.regime import Regime
from motcua.catalogue.bundle import CatalogueBundle, Item
from motcua.catalogue.calendar_file import CalendarFile
from motcua.catalogue.store import CatalogueStore

__all__ = ["item_of", "registered"]

_SCHEMAS: Final[dict[CatalogueKind, type[Item]]] = {
    CatalogueKind.AGENCY: Agency,
    CatalogueKind.OFFICER: Officer,
    CatalogueKind.PROCEDURE: Procedure,
    CatalogueKind.REGIME: Regime,
    CatalogueKind.CALENDAR: CalendarFile,
    CatalogueKind.DELEGATION: Delegation,
    CatalogueKind.LINKED: LinkedProcedures,
}


def registered(store: CatalogueStore) -> CatalogueBundle:
    """Return everything that `store` keeps, as the bundle it was imported from."""
    return CatalogueBundle.of(item_of(entry) for kind in _SCHEMAS for entry in store.entries(kind))


def item_of(entry: CatalogueEntry) -> Item:
    """Return the value that an entry keeps."""
    abolished = entry.action is CatalogueAction.ABOLISH
    return (Abolition if abolished else _SCHEMAS[entry.kind]).model_validate_json(entry.content_json)
