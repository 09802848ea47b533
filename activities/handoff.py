"""Hand-over between agencies: the electronic dossier is delivered to the receiving agency's inbox."""

from __future__ import annotations

from temporalio import activity

from activities.order import Order
from activities.ports import Register
from models.effects import EffectKind
from models.identifiers import AgencyCode, StepKey
from models.value import Value

__all__ = ["HandOff", "TransferFacts", "TransferOrder"]


class TransferOrder(Order):
    """Deliver a dossier to the agency of a step."""

    kind = EffectKind.TRANSFER

    from_agency: AgencyCode
    to_agency: AgencyCode
    to_step: StepKey


class TransferFacts(Value):
    """By which way it was delivered."""

    delivered_by: str


class HandOff:
    """Delivers dossiers to agencies."""

    def __init__(self, register: Register) -> None:
        self._register = register

    @activity.defn
    def transfer(self, order: TransferOrder) -> TransferFacts:
        """Put the dossier into the receiving agency's inbox: from this transaction on it is seen there."""
        row = order.done(TransferFacts(delivered_by="register"))
        return TransferFacts.model_validate(self._register.perform(order.write, row))
