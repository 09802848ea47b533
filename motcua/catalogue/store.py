"""Where imported versions are kept: the register implements this, tests use the fake beside it (design §2.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from models.catalogue import CatalogueEntry, CatalogueKey, CatalogueKind
from models.errors import Refused
from models.value import Hash

__all__ = ["CatalogueStore", "MemoryCatalogueStore"]


class CatalogueStore(Protocol):
    """Versions of the catalogue, added and never changed. Unique by (kind, key, version)."""

    def versions(self, kind: CatalogueKind) -> Mapping[CatalogueKey, Hash]:
        """Return every kept version of a kind with the hash of its content."""
        ...

    def entries(self, kind: CatalogueKind) -> Sequence[CatalogueEntry]:
        """Return every kept version of a kind, in the order in which they were added."""
        ...

    def add(self, entries: Sequence[CatalogueEntry]) -> Sequence[CatalogueKey]:
        """Add versions in one transaction, all or none, and return those that were new, in the given order.

        A version kept already with the same `sha256` is left as it is, with its first `at` and `by`; with another
        one nothing at all is added and it raises Refused (`CATALOGUE_VERSION_EXISTS`, facts kind, key, version).
        """
        ...


class MemoryCatalogueStore:
    """A CatalogueStore in memory, for unit tests and for looking at a bundle without a register."""

    def __init__(self) -> None:
        self._kept: dict[tuple[CatalogueKind, CatalogueKey], CatalogueEntry] = {}

    def versions(self, kind: CatalogueKind) -> Mapping[CatalogueKey, Hash]:
        """See CatalogueStore."""
        return {entry.name: entry.sha256 for entry in self.entries(kind)}

    def entries(self, kind: CatalogueKind) -> Sequence[CatalogueEntry]:
        """See CatalogueStore."""
        return [entry for (of, _), entry in self._kept.items() if of is kind]

    def add(self, entries: Sequence[CatalogueEntry]) -> Sequence[CatalogueKey]:
        """See CatalogueStore."""
        new: dict[tuple[CatalogueKind, CatalogueKey], CatalogueEntry] = {}
        for entry in entries:
            place = (entry.kind, entry.name)
            present = self._kept.get(place) or new.get(place)
            if present is None:
                new[place] = entry
            elif present.sha256 != entry.sha256:
                raise Refused("CATALOGUE_VERSION_EXISTS", kind=entry.kind, key=entry.key, version=entry.version)
        self._kept.update(new)
        return [name for _, name in new]
