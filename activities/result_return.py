"""Return of the result: the register notes that the applicant has it, and by what evidence."""

from __future__ import annotations

from temporalio import activity

from activities.order import Order
from activities.ports import Register
from models.contents.returning import Evidence
from models.effects import EffectKind
from models.value import Value

__all__ = ["ResultReturn", "ReturnFacts", "ReturnOrder"]


class ReturnOrder(Order):
    """Record the return of a result."""

    kind = EffectKind.RESULT_RETURN

    evidence: Evidence
    reference: str | None


class ReturnFacts(Value):
    """What was noted."""

    evidence: Evidence
    reference: str | None


class ResultReturn:
    """Records the return of results."""

    def __init__(self, register: Register) -> None:
        self._register = register

    @activity.defn
    def record_return(self, order: ReturnOrder) -> ReturnFacts:
        """Note the return in the register, with its evidence."""
        row = order.done(ReturnFacts(evidence=order.evidence, reference=order.reference))
        return ReturnFacts.model_validate(self._register.perform(order.write, row))
