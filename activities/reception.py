"""Reception: the register confirms the code and pins the rules of the day (design §2.12)."""

from __future__ import annotations

from temporalio import activity

from activities.order import Order
from activities.ports import Register
from models.calendar import legal_day
from models.dossier import EffectKind
from models.errors import Refused
from models.opening import OpeningBody
from models.rules import PinnedRules
from models.value import UtcTime

__all__ = ["ReceiveOrder", "Reception"]


class ReceiveOrder(Order):
    """Record the reception of a dossier."""

    kind = EffectKind.RECEPTION

    opening: OpeningBody
    received_at: UtcTime
    """From when the clock counts: at the counter, or the acceptance of an online dossier."""


class Reception:
    """Receives dossiers into the register."""

    def __init__(self, register: Register, *, rehearsal: bool = False) -> None:
        self._register = register
        self._rehearsal = rehearsal

    @activity.defn
    def receive(self, order: ReceiveOrder) -> PinnedRules:
        """Return the rules pinned on the dossier; asked again, the same rules.

        Raises Refused: `NOT_RESERVED`, `SHIFT_NOT_ALLOWED`, and what `Register.pin_rules` raises.
        """
        if (facts := order.stands(self._register)) is not None:
            return PinnedRules.model_validate(facts)
        if order.opening.shift_seconds and not self._rehearsal:
            raise Refused("SHIFT_NOT_ALLOWED")
        self._register.confirm_reservation(order.opening)
        rules = self._register.pin_rules(order.opening, legal_day(order.received_at))
        facts = self._register.perform(order.write, order.done(rules))
        return PinnedRules.model_validate(facts)
