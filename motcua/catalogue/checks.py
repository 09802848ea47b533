"""What the files must say together: versions in order, agencies that exist, every step staffed on every day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from models.agency import Agency, Officer
from models.catalogue import CatalogueKey, CatalogueKind
from models.errors import InvalidInput, Refused
from models.procedure import Abolition, Procedure
from models.regime import Regime
from motcua.catalogue.bundle import CatalogueBundle, Item
from motcua.catalogue.problems import Origin, Problem
from motcua.catalogue.schema import kind_of, name_of
from motcua.catalogue.staffing import Staffing
from motcua.catalogue.tree_checks import check_agency, check_officer, check_replaced

__all__ = ["Placed", "check"]


@dataclass(frozen=True)
class Placed:
    """An item and where it was read."""

    value: Item
    origin: Origin


def check(placed: Sequence[Placed], base: CatalogueBundle) -> Iterator[Problem]:
    """Yield what is wrong with the items as a whole, together with what `base` holds already."""
    whole = CatalogueBundle.of([*base.items, *(item.value for item in placed)])
    yield from _versions(placed, base)
    staffing = Staffing(whole)
    for item in placed:
        match item.value:
            case Agency():
                yield from check_agency(item.value, item.origin, whole)
            case Officer():
                yield from check_officer(item.value, item.origin, whole)
            case Procedure():
                yield from _unverified(item.value, item.origin)
                yield from check_replaced(item.value, item.origin, whole)
                yield from staffing.problems(item.value, item.origin)
            case Abolition() | Regime():
                yield from _unverified(item.value, item.origin)


def _versions(placed: Sequence[Placed], base: CatalogueBundle) -> Iterator[Problem]:
    """Versions are numbered from 1 without gaps, begin in order, and are stated once or alike."""
    known: dict[tuple[CatalogueKind, CatalogueKey], Item] = {
        (kind_of(item), name_of(item)): item for item in base.items
    }
    kept = set(known)
    for item in placed:
        place = (kind_of(item.value), name_of(item.value))
        present = known.setdefault(place, item.value)
        if present != item.value:
            facts = {"kind": place[0].value, "key": place[1].key, "version": place[1].version}
            error = (
                Refused("CATALOGUE_VERSION_EXISTS", **facts)
                if place in kept
                else InvalidInput("CATALOGUE_VERSION_TWICE", **facts)
            )
            yield item.origin.problem(error)
    chains: dict[tuple[CatalogueKind, str], list[Item]] = {}
    for (kind, name), value in known.items():
        chains.setdefault((kind, name.key), []).append(value)
    for item in placed:
        kind, name = kind_of(item.value), name_of(item.value)
        chain = sorted(chains[kind, name.key], key=lambda one: one.version)
        yield from _chain(item, kind, name, chain)


def _chain(item: Placed, kind: CatalogueKind, name: CatalogueKey, chain: list[Item]) -> Iterator[Problem]:
    if item.value is chain[0] and item.value.version != 1:
        yield item.origin.problem(
            InvalidInput("CATALOGUE_VERSION_GAP", kind=kind.value, key=name.key, version=1), "version"
        )
    for before, after in pairwise(chain):
        if after is not item.value:
            continue
        if after.version != before.version + 1:
            gap = InvalidInput("CATALOGUE_VERSION_GAP", kind=kind.value, key=name.key, version=before.version + 1)
            yield item.origin.problem(gap, "version")
        if after.valid_from < before.valid_from:
            order = InvalidInput("CATALOGUE_VERSION_ORDER", kind=kind.value, key=name.key, version=after.version)
            yield item.origin.problem(order, "valid_from")


def _unverified(item: Procedure | Abolition | Regime, origin: Origin) -> Iterator[Problem]:
    if item.verified == bool(item.unverified):
        yield origin.problem(InvalidInput("CATALOGUE_UNVERIFIED_UNSAID"), "verified")
