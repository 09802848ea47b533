"""A stated fact that an officer corrected is read in its new value from now on (rulebook §6)."""

from __future__ import annotations

from temporalio import activity

from activities.order import Order
from activities.ports import Register
from models.effects import EffectKind
from models.identifiers import DecisionId
from models.value import Value

__all__ = ["FactFacts", "FactOrder", "StatedFacts"]


class FactOrder(Order):
    """Let a sealed correction stand."""

    kind = EffectKind.FACT

    decision_id: DecisionId
    """By which the register knows the correction."""
    field: str


class FactFacts(Value):
    """Which correction stands."""

    decision_id: DecisionId
    taken_over: str | None = None
    """The effect of a branch that was left, by which it stands."""


class StatedFacts:
    """Lets corrections of stated facts stand."""

    def __init__(self, register: Register) -> None:
        self._register = register

    @activity.defn
    def correct_fact(self, order: FactOrder) -> FactFacts:
        """Let the sealed value stand, then record it. Nothing is left to correct of a person who was erased.

        Raises Refused (`CORRECTION_UNKNOWN`).
        """
        if (facts := order.done_before(self._register)) is not None:
            return FactFacts.model_validate(facts)
        _, seq = order.effect_id.split("-")
        self._register.correct(order.code, order.decision_id, int(seq))
        row = order.done(FactFacts(decision_id=order.decision_id))
        return FactFacts.model_validate(self._register.perform(order.write, row))
