"""Whether versions are stated once or alike, numbered from 1 without gaps, and begin in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from models.agency import Agency, Officer
from models.catalogue import CatalogueKey, CatalogueKind
from models.delegation import Delegation
from models.errors import InvalidInput, Refused
from models.linked import LinkedProcedures
from models.procedure import Abolition, Procedure
from models.regime import Regime
from motcua.catalogue.bundle import CatalogueBundle, Item
from motcua.catalogue.problems import Origin, Problem
from motcua.catalogue.schema import kind_of, name_of

__all__ = ["check_versions"]

Numbered = Regime | Agency | Officer | Delegation | Procedure | Abolition | LinkedProcedures
"""What is numbered; calendars name their versions and what they extend instead."""


def check_versions(placed: Iterable[tuple[Item, Origin]], base: CatalogueBundle) -> Iterator[Problem]:
    """Yield what is wrong with versions within the files, and between them and what `base` holds."""
    known = {(kind_of(item), name_of(item)): item for item in base.items}
    kept = frozenset(known)
    chains: dict[tuple[CatalogueKind, str], list[tuple[Numbered, Origin | None]]] = {}
    for (kind, name), item in known.items():
        if isinstance(item, Numbered):
            chains.setdefault((kind, name.key), []).append((item, None))
    for item, origin in placed:
        kind, name = kind_of(item), name_of(item)
        present = known.setdefault((kind, name), item)
        if present is item and isinstance(item, Numbered):
            chains.setdefault((kind, name.key), []).append((item, origin))
        elif present != item:
            yield origin.problem(_stated_otherwise(kind, name, in_base=(kind, name) in kept))
    for (kind, key), chain in chains.items():
        yield from _check_chain(kind, key, sorted(chain, key=lambda one: one[0].version))


def _stated_otherwise(kind: CatalogueKind, name: CatalogueKey, *, in_base: bool) -> InvalidInput | Refused:
    facts = {"kind": kind.value, "key": name.key, "version": name.version}
    return Refused("CATALOGUE_VERSION_EXISTS", **facts) if in_base else InvalidInput("CATALOGUE_VERSION_TWICE", **facts)


def _check_chain(kind: CatalogueKind, key: str, chain: list[tuple[Numbered, Origin | None]]) -> Iterator[Problem]:
    first, where = chain[0]
    if where is not None and first.version != 1:
        gap = InvalidInput("CATALOGUE_VERSION_GAP", kind=kind.value, key=key, version=1)
        yield where.problem(gap, "version")
    for (before, _), (after, origin) in pairwise(chain):
        if origin is None:
            continue
        if after.version != before.version + 1:
            gap = InvalidInput("CATALOGUE_VERSION_GAP", kind=kind.value, key=key, version=before.version + 1)
            yield origin.problem(gap, "version")
        if after.valid_from < before.valid_from:
            order = InvalidInput("CATALOGUE_VERSION_ORDER", kind=kind.value, key=key, version=after.version)
            yield origin.problem(order, "valid_from")
