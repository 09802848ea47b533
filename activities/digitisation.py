"""Digitisation: a component's sealed file enters the applicant's store (số hóa thành phần hồ sơ)."""

from __future__ import annotations

from datetime import date

from temporalio import activity

from activities.order import Order
from activities.ports import DataStore, Register
from models.effects import EffectKind
from models.identifiers import StepKey
from models.stores import DocumentKind, Shelved, StoreKind
from models.value import Hash, Value

__all__ = ["Digitisation", "DigitisationFacts", "DigitiseOrder"]


class DigitiseOrder(Order):
    """Put one component into the store."""

    kind = EffectKind.DIGITISATION

    component: StepKey
    document: DocumentKind | None = None
    """As what the stores know it; None: it was made for this dossier alone."""
    source: str
    valid_until: date | None = None
    paper: Hash


class DigitisationFacts(Value):
    """Where it went; None: it stays with its dossier, for it is no document of its own or its owner has no number."""

    store: StoreKind | None = None


class Digitisation:
    """Fills the applicants' stores."""

    def __init__(self, register: Register, stores: DataStore) -> None:
        self._register = register
        self._stores = stores

    @activity.defn
    def digitise(self, order: DigitiseOrder) -> DigitisationFacts:
        """Shelve the component, then record it; asked again, the same. Raises Unavailable as the store does."""
        if (facts := order.stands(self._register)) is not None:
            return DigitisationFacts.model_validate(facts)
        found = DigitisationFacts(store=StoreKind.PROVINCE if self._shelved(order) else None)
        return DigitisationFacts.model_validate(self._register.perform(order.write, order.done(found)))

    def _shelved(self, order: DigitiseOrder) -> bool:
        owner = self._register.owner_of(order.code)
        if owner is None or order.document is None:
            return False
        shelved = Shelved(
            code=order.code, paper=order.paper, source=order.source, valid_until=order.valid_until, at=order.at
        )
        self._stores.shelve(owner, order.document, shelved)
        return True
