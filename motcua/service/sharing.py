"""What national and sector stores hold, fed from files that their keepers give: noted, never copied (rulebook §1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from models.errors import InvalidInput, MotcuaError
from models.identifiers import OfficerId, ReasonCode
from models.procedure import Procedure, Role
from models.stores import StoreKind
from models.submission import Person
from motcua.intake.shared import SharedEntry
from motcua.register import PostgresRegister
from motcua.register.access import View
from motcua.service.authority import Authority
from motcua.stores import FileStores

__all__ = ["Fed", "Sharing"]


class Fed(NamedTuple):
    """What became of one record: it stands in the store, or why it does not."""

    line: int
    error: MotcuaError | None


class Sharing:
    """Feeds the stores."""

    def __init__(self, register: PostgresRegister, authority: Authority, stores: FileStores) -> None:
        self._register = register
        self._authority = authority
        self._stores = stores

    def feed(
        self, store: StoreKind, entries: Iterable[SharedEntry], officer: OfficerId, reason: ReasonCode
    ) -> Iterator[Fed]:
        """Note each record, and yield what became of it; said again, the newest of a document stands.

        Who fed it and why is logged first. Raises NotAllowed `OFFICER_MAY_NOT`; InvalidInput `STORE_OURS` (the province
        fills its own by digitising and by results); Unavailable.
        """
        self._authority.require(officer, Role.OPERATOR)
        if store is StoreKind.PROVINCE:
            raise InvalidInput("STORE_OURS")
        self._register.access.log(
            View(self._authority.now(), officer, self._authority.by, f"feed:{store.value}", None, reason)
        )
        known = self._asked_for()
        for entry in entries:
            yield Fed(entry.line, entry.error or self._noted(store, entry, known))

    def _noted(self, store: StoreKind, entry: SharedEntry, known: set[str]) -> MotcuaError | None:
        assert entry.document is not None
        document = entry.document.document
        if document not in known:
            return InvalidInput("STORE_DOCUMENT_UNKNOWN", document=document)
        owner = self._register.people.owner(Person(name="-", identity_number=entry.document.identity_number))
        assert owner is not None
        self._stores.share(store, owner, document, valid_until=entry.document.valid_until)
        return None

    def _asked_for(self) -> set[str]:
        """The documents that any version of a procedure may take from a store."""
        return {
            component.document
            for procedure in self._register.catalogue.kept().procedures
            if isinstance(procedure, Procedure)
            for component in procedure.components
            if component.document is not None
        }
