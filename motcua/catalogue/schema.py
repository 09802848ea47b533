"""The sections of a catalogue file and the schema of their items."""

from __future__ import annotations

from typing import Final

from models.agency import Agency, Officer
from models.catalogue import CatalogueKey, CatalogueKind
from models.procedure import Abolition, Procedure
from models.regime import Regime
from motcua.catalogue.bundle import Item

__all__ = ["SAMPLE", "SECTIONS", "kind_of", "name_of"]

SECTIONS: Final[dict[str, type[Item]]] = {
    "regimes": Regime,
    "agencies": Agency,
    "officers": Officer,
    "procedures": Procedure,
    "abolitions": Abolition,
}
"""A file has any of these sections, each a list of items."""

SAMPLE: Final = "sample"
"""`sample: true` at the head of a file marks all its agencies and officers as made up for demonstration."""


def kind_of(item: Item) -> CatalogueKind:
    """The kind under which the register keeps an item; an abolition is a version of its procedure."""
    match item:
        case Regime():
            return CatalogueKind.REGIME
        case Agency():
            return CatalogueKind.AGENCY
        case Officer():
            return CatalogueKind.OFFICER
        case Procedure() | Abolition():
            return CatalogueKind.PROCEDURE


def name_of(item: Item) -> CatalogueKey:
    """The key and version under which the register keeps an item."""
    key = item.id if isinstance(item, Officer) else item.code
    return CatalogueKey(str(key), str(item.version))
