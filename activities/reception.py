"""Reception: the register confirms the code and pins the rules of the day (design §2.12)."""

from __future__ import annotations

from pydantic import Field
from temporalio import activity

from activities.order import Order
from activities.ports import DataStore, Register
from models.calendar import legal_day
from models.components import documents_of, held_by
from models.effects import EffectKind
from models.errors import Refused
from models.identifiers import AgencyCode, StepKey
from models.opening import OpeningBody
from models.procedure import Procedure
from models.rules import PinnedRules
from models.stores import StoreKind
from models.value import UtcTime

__all__ = ["ReceiveOrder", "Reception", "ReceptionFacts"]


class ReceiveOrder(Order):
    """Record the reception of a dossier."""

    kind = EffectKind.RECEPTION

    opening: OpeningBody
    received_at: UtcTime
    """From when the clock counts: at the counter, or the acceptance of an online dossier."""
    assigned: AgencyCode | None = None
    """Which agency a superior named competent, where the rules name none."""


class ReceptionFacts(PinnedRules):
    """The rules that were pinned, and what else the reception found; a reception of version 0.1 told rules alone."""

    book_number: int | None = None
    """In the register book of the receiving agency."""
    held: dict[StepKey, StoreKind] = Field(default_factory=dict)
    """Which components the stores had for the applicant that day."""

    @property
    def rules(self) -> PinnedRules:
        """The rules alone."""
        return PinnedRules.model_construct(**{name: getattr(self, name) for name in PinnedRules.model_fields})


class Reception:
    """Receives dossiers into the register."""

    def __init__(self, register: Register, stores: DataStore, *, rehearsal: bool = False) -> None:
        self._register = register
        self._stores = stores
        self._rehearsal = rehearsal

    @activity.defn
    def receive(self, order: ReceiveOrder) -> ReceptionFacts:
        """Return the rules pinned on the dossier and its number in the register book; asked again, the same.

        Raises Refused: `NOT_RESERVED`, `SHIFT_NOT_ALLOWED`, and what `Register.pin_rules` raises; Unavailable.
        """
        if (facts := order.stands(self._register)) is not None:
            return ReceptionFacts.model_validate(facts)
        if order.opening.shift_seconds and not self._rehearsal:
            raise Refused("SHIFT_NOT_ALLOWED")
        self._register.confirm_reservation(order.opening)
        # While it was coordinated agencies may have ended: what is pinned falls to whoever has their duties by now.
        acting_on = legal_day(order.at) if order.assigned else None
        rules = self._register.pin_rules(order.opening, legal_day(order.received_at), order.assigned, acting_on)
        held = self._held(order, rules.procedure)
        # Last of all: a number that was given is never without its dossier.
        number = self._register.enter_in_book(rules.desk, legal_day(order.at).year, order.effect_id, order.code)
        found = ReceptionFacts(**dict(rules), book_number=number, held=held)
        return ReceptionFacts.model_validate(self._register.perform(order.write, order.done(found)))

    def _held(self, order: ReceiveOrder, procedure: Procedure) -> dict[StepKey, StoreKind]:
        documents = documents_of(procedure)
        owner = self._register.owner_of(order.code) if documents else None
        return held_by(procedure, self._stores.holding(owner, documents, legal_day(order.at))) if owner else {}
