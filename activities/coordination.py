"""Coordination: whom to ask which agency is competent, where the rules name none (rulebook §1, "Reception")."""

from __future__ import annotations

from datetime import timedelta

from temporalio import activity

from activities.order import Order
from activities.ports import Register
from models.calendar import legal_day
from models.effects import EffectKind
from models.identifiers import AgencyCode, CalendarVersion
from models.opening import OpeningBody
from models.value import UtcTime, Value

__all__ = ["CoordinateOrder", "Coordination", "CoordinationFacts"]


class CoordinateOrder(Order):
    """Find who coordinates a dossier that nobody is competent for."""

    kind = EffectKind.COORDINATION

    opening: OpeningBody
    received_at: UtcTime


class CoordinationFacts(Value):
    """Who is asked, and until when."""

    to_agency: AgencyCode
    """The superior of the receiving agency; itself, if there is none above."""
    assign_by: UtcTime
    hours: int | None = None
    """Of how many working hours that is the end."""
    calendar: CalendarVersion | None = None
    """By which calendar of the receiving agency they were counted."""


class Coordination:
    """Queues dossiers for coordination."""

    def __init__(self, register: Register) -> None:
        self._register = register

    @activity.defn
    def coordinate(self, order: CoordinateOrder) -> CoordinationFacts:
        """Return whom to ask, by the tree, the regime and the calendar of the receiving agency on that day.

        Raises Refused as `Register.pin_rules` does.
        """
        if (facts := order.stands(self._register)) is not None:
            return CoordinationFacts.model_validate(facts)
        own = order.opening.receiving
        rules = self._register.pin_rules(order.opening, legal_day(order.received_at), assigned=own)
        hours = rules.regime.parameters.coordination_hours
        found = CoordinationFacts(
            to_agency=rules.superiors[rules.desk] or rules.desk,
            assign_by=rules.calendar.add(order.at, timedelta(hours=hours)),
            hours=hours,
            calendar=rules.calendar.version,
        )
        return CoordinationFacts.model_validate(self._register.perform(order.write, order.done(found)))
