"""Where the catalogue's versions are kept, and read again as values (motcua.catalogue.store.CatalogueStore)."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from psycopg.rows import dict_row
from sqlalchemy import Connection, insert, select, text

from models.agency import Agency, Officer
from models.catalogue import CatalogueAction, CatalogueEntry, CatalogueKey, CatalogueKind
from models.delegation import Delegation
from models.errors import Refused
from models.linked import LinkedProcedures
from models.organisation import Organisation
from models.procedure import Abolition, Procedure
from models.regime import Regime
from models.tables import METADATA
from models.value import Hash
from motcua.register.database import Database, Raw

__all__ = ["Catalogue", "Kept", "insert_versions", "lock_catalogue"]

_VERSION = METADATA.tables["catalogue_version"]
_SINCE: Final = "SELECT * FROM catalogue_version WHERE position > %s ORDER BY position"

Item = Agency | Officer | Delegation | Procedure | Abolition | Regime | LinkedProcedures
_SCHEMAS: Final[dict[CatalogueKind, type[Item]]] = {
    CatalogueKind.AGENCY: Agency,
    CatalogueKind.OFFICER: Officer,
    CatalogueKind.DELEGATION: Delegation,
    CatalogueKind.PROCEDURE: Procedure,
    CatalogueKind.REGIME: Regime,
    CatalogueKind.LINKED: LinkedProcedures,
}


@dataclass(frozen=True)
class Kept:
    """All that is kept, as it stood at one instant."""

    entries: tuple[CatalogueEntry, ...] = ()
    """In the order in which they were added."""
    items: tuple[Item, ...] = ()
    """Their values; calendars are built elsewhere, from several entries each."""
    position: int = 0

    @cached_property
    def organisation(self) -> Organisation:
        """Every version of agencies, officers and delegations."""
        return Organisation(
            agencies=tuple(item for item in self.items if isinstance(item, Agency)),
            officers=tuple(item for item in self.items if isinstance(item, Officer)),
            delegations=tuple(item for item in self.items if isinstance(item, Delegation)),
        )

    @cached_property
    def procedures(self) -> tuple[Procedure | Abolition, ...]:
        """Every version of procedures, and their abolitions."""
        return tuple(item for item in self.items if isinstance(item, Procedure | Abolition))

    @cached_property
    def regimes(self) -> tuple[Regime, ...]:
        """Every version of regimes."""
        return tuple(item for item in self.items if isinstance(item, Regime))

    @cached_property
    def linked(self) -> tuple[LinkedProcedures, ...]:
        """Every version of linked procedures."""
        return tuple(item for item in self.items if isinstance(item, LinkedProcedures))

    def of_kind(self, kind: CatalogueKind) -> tuple[CatalogueEntry, ...]:
        """The entries of a kind."""
        return tuple(entry for entry in self.entries if entry.kind is kind)


class Catalogue:
    """Versions, added and never changed: what was read once stays read, only what was added since is fetched."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept = Kept()
        self._one_reader = threading.Lock()

    def kept(self) -> Kept:
        """Return everything kept by now."""
        with self._one_reader:
            since = self._kept
            rows = self._added_after(since.position)
            if rows:
                added = [_entry(row) for row in rows]
                items = [item for entry in added if (item := _item(entry)) is not None]
                self._kept = Kept((*since.entries, *added), (*since.items, *items), rows[-1]["position"])
            return self._kept

    def _added_after(self, position: int) -> list[dict[str, Any]]:
        """Every act asks, and nearly always in vain: one prepared statement, one round trip."""

        def read(raw: Raw) -> list[dict[str, Any]]:
            with raw.cursor(row_factory=dict_row) as cursor:
                return cursor.execute(_SINCE, (position,), prepare=True).fetchall()

        return self._database.run_raw(read, autocommit=True)

    def versions(self, kind: CatalogueKind) -> Mapping[CatalogueKey, Hash]:
        """See CatalogueStore."""
        return {entry.name: entry.sha256 for entry in self.entries(kind)}

    def entries(self, kind: CatalogueKind) -> Sequence[CatalogueEntry]:
        """See CatalogueStore."""
        return self.kept().of_kind(kind)

    def add(self, entries: Sequence[CatalogueEntry]) -> Sequence[CatalogueKey]:
        """See CatalogueStore."""

        def work(connection: Connection) -> list[CatalogueKey]:
            lock_catalogue(connection)
            return insert_versions(connection, entries)

        return self._database.run(work)


def lock_catalogue(connection: Connection) -> None:
    """Let nobody else add versions until the transaction ends, so that positions become visible in their order."""
    connection.execute(text("LOCK TABLE catalogue_version IN SHARE ROW EXCLUSIVE MODE"))


def insert_versions(connection: Connection, entries: Sequence[CatalogueEntry]) -> list[CatalogueKey]:
    """Add versions under the lock and return those that were new. Raises Refused (`CATALOGUE_VERSION_EXISTS`)."""
    named = select(_VERSION.c.kind, _VERSION.c.key, _VERSION.c.version, _VERSION.c.sha256)
    present = {(kind, key, version): digest for kind, key, version, digest in connection.execute(named)}
    new = _new_ones(entries, present)
    if new:
        connection.execute(insert(_VERSION), [entry.model_dump() for entry in new])
    return [entry.name for entry in new]


def _new_ones(entries: Sequence[CatalogueEntry], present: dict[tuple[str, str, str], Hash]) -> list[CatalogueEntry]:
    new = []
    for entry in entries:
        place = (entry.kind.value, *entry.name)
        if place not in present:
            present[place] = entry.sha256
            new.append(entry)
        elif present[place] != entry.sha256:
            raise Refused("CATALOGUE_VERSION_EXISTS", kind=entry.kind, key=entry.key, version=entry.version)
    return new


def _entry(row: Mapping[str, Any]) -> CatalogueEntry:
    return CatalogueEntry.model_validate({name: value for name, value in row.items() if name != "position"})


def _item(entry: CatalogueEntry) -> Item | None:
    schema = Abolition if entry.action is CatalogueAction.ABOLISH else _SCHEMAS.get(entry.kind)
    return None if schema is None else schema.model_validate_json(entry.content_json)
