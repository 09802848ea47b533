"""The sections of a catalogue file and the schema of their items."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from models.agency import Agency, Officer
from models.catalogue import CatalogueKey, CatalogueKind
from models.delegation import Delegation
from models.linked import LinkedProcedures
from models.procedure import Abolition, Procedure
from models.regime import Regime
from motcua.catalogue.bundle import Item
from motcua.catalogue.calendar_file import CalendarFile

__all__ = ["CALENDAR_MARK", "SAMPLE", "SECTIONS", "in_force", "kind_of", "name_of", "span_of"]

SECTIONS: Final[dict[str, type[Item]]] = {
    "regimes": Regime,
    "agencies": Agency,
    "officers": Officer,
    "delegations": Delegation,
    "procedures": Procedure,
    "abolitions": Abolition,
    "linked": LinkedProcedures,
}
"""A file has any of these sections, each a list of items; a calendar's file is one item without a section."""

CALENDAR_MARK: Final = "published_on"
"""The field by which a calendar's file is told from the others."""

SAMPLE: Final = "sample"
"""`sample: true` at the head of a file marks its agencies, officers and delegations as made up for demonstration."""


def kind_of(item: Item) -> CatalogueKind:  # noqa: PLR0911 - one return for each kind
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
        case CalendarFile():
            return CatalogueKind.CALENDAR
        case Delegation():
            return CatalogueKind.DELEGATION
        case LinkedProcedures():
            return CatalogueKind.LINKED


def name_of(item: Item) -> CatalogueKey:
    """The key and version under which the register keeps an item."""
    match item:
        case Officer():
            key = str(item.id)
        case CalendarFile():
            key = item.version.split("-")[0]
        case Regime() | Agency() | Procedure() | Abolition() | Delegation() | LinkedProcedures():
            key = str(item.code)
    return CatalogueKey(key, str(item.version))


def span_of(item: Item) -> tuple[date, date | None]:
    """The first and last day that a version speaks of; a calendar's and an abolition's have no last one."""
    match item:
        case CalendarFile():
            return item.published_on, None
        case Abolition():
            return item.valid_from, None
        case Regime() | Agency() | Officer() | Procedure() | Delegation() | LinkedProcedures():
            return item.valid_from, item.valid_to


def in_force(items: Iterable[Item], day: date) -> tuple[Item, ...]:
    """Return, of each chain of versions, the one that holds on `day`: the latest begun, if it has not ended."""
    latest: dict[tuple[CatalogueKind, str], Item] = {}
    for item in items:
        place = (kind_of(item), name_of(item).key)
        if span_of(item)[0] <= day and (place not in latest or _order(item) > _order(latest[place])):
            latest[place] = item
    return tuple(
        item for item in latest.values()
        if not isinstance(item, Abolition) and day <= (span_of(item)[1] or date.max)
    )  # fmt: skip


def _order(item: Item) -> tuple[int, date, str]:
    number = 0 if isinstance(item, CalendarFile) else item.version
    return number, span_of(item)[0], str(item.version)
