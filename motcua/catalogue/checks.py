"""What the files must say together: versions in order, agencies that exist, every step staffed on every day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.agency import Agency, Officer
from models.delegation import Delegation
from models.errors import InvalidInput
from models.linked import LinkedProcedures
from models.procedure import Abolition, Procedure
from models.regime import Regime
from motcua.catalogue.bundle import CatalogueBundle, Item
from motcua.catalogue.calendar_file import CalendarFile
from motcua.catalogue.delegation_checks import check_delegation
from motcua.catalogue.linked_checks import check_linked
from motcua.catalogue.problems import Origin, Problem
from motcua.catalogue.staffing import Staffing
from motcua.catalogue.tree_checks import check_agency, check_calendar, check_officer, check_replaced
from motcua.catalogue.version_checks import check_versions

__all__ = ["Placed", "check"]


@dataclass(frozen=True)
class Placed:
    """An item and where it was read."""

    value: Item
    origin: Origin


def check(placed: Sequence[Placed], base: CatalogueBundle) -> Iterator[Problem]:
    """Yield what is wrong with the items as a whole, together with what `base` holds already."""
    whole = CatalogueBundle.of([*base.items, *(item.value for item in placed)])
    yield from check_versions(((item.value, item.origin) for item in placed), base)
    staffing = Staffing(whole)
    for item in placed:
        match item.value:
            case Agency():
                yield from check_agency(item.value, item.origin, whole)
            case Officer():
                yield from check_officer(item.value, item.origin, whole)
            case Delegation():
                yield from check_delegation(item.value, item.origin, whole)
            case Procedure():
                yield from _unverified(item.value, item.origin)
                yield from check_replaced(item.value, item.origin, whole)
                yield from staffing.problems(item.value, item.origin)
            case Abolition() | Regime():
                yield from _unverified(item.value, item.origin)
            case CalendarFile():
                yield from check_calendar(item.value, item.origin, whole)
            case LinkedProcedures():
                yield from _unverified(item.value, item.origin)
                yield from check_linked(item.value, item.origin, whole)


def _unverified(item: Procedure | Abolition | Regime | LinkedProcedures, origin: Origin) -> Iterator[Problem]:
    if item.verified == bool(item.unverified):
        yield origin.problem(InvalidInput("CATALOGUE_UNVERIFIED_UNSAID"), "verified")
