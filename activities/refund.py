"""Refunds: the order to pay back what the applicant paid stands in the register, for the treasury to carry out."""

from __future__ import annotations

from temporalio import activity

from activities.order import Order
from activities.ports import Register
from models.effects import EffectKind
from models.identifiers import ReasonCode
from models.journal import EffectRow, RefundRow
from models.value import Value

__all__ = ["RefundFacts", "RefundOrder", "Refunds"]


class RefundOrder(Order):
    """Order what was paid to be paid back."""

    kind = EffectKind.REFUND

    amount: int
    """In đồng."""
    payments: tuple[str, ...]
    reason_code: ReasonCode

    def done(self, facts: RefundFacts) -> EffectRow:
        """See Order. What another branch ordered stands there already."""
        ordered = RefundRow(
            amount=self.amount, payments=self.payments, reason_code=self.reason_code, ordered_at=self.at
        )
        row = self._row(facts)
        return row if facts.taken_over else row.model_copy(update={"refunds": (ordered,)})


class RefundFacts(Value):
    """What was ordered."""

    amount: int
    payments: tuple[str, ...]
    taken_over: str | None = None
    """The effect of a branch that was left, which ordered it."""


class Refunds:
    """Orders refunds."""

    def __init__(self, register: Register) -> None:
        self._register = register

    @activity.defn
    def order_refund(self, order: RefundOrder) -> RefundFacts:
        """Put the order into the register, once: asked again, the same order."""
        if (facts := order.done_before(self._register)) is not None:
            return RefundFacts.model_validate(facts)
        told = RefundFacts(amount=order.amount, payments=order.payments)
        return RefundFacts.model_validate(self._register.perform(order.write, order.done(told)))
