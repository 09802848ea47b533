"""Feeding: a part of linked procedures tells its group how it stands, and the parts that it makes ready are started.

The register is asked how the parts stand, never the message; the journal up to the decision is written before.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Protocol

from pydantic import Field
from temporalio import activity

from activities.order import Order
from activities.ports import Register
from models.effects import EffectKind
from models.identifiers import DossierCode, StepKey
from models.value import Value

__all__ = ["FedFacts", "FeedOrder", "Feeding", "Groups"]


class FedFacts(Value):
    """What became of the parts that the dossier concerns."""

    started: dict[StepKey, DossierCode] = Field(default_factory=dict)
    cancelled: dict[StepKey, StepKey] = Field(default_factory=dict)
    """Part → the one by whose end it is not started."""
    waiting: tuple[StepKey, ...] = ()
    """They need another part's result too."""
    taken_over: str | None = None
    """The effect of a branch that was left, which did it."""


class Groups(Protocol):
    """Groups of linked procedures: motcua.service.linking."""

    async def feed(self, code: DossierCode, at: datetime) -> FedFacts:
        """Take in how a dossier stands, start every part of its group that is ready, and say what became of them.

        `at` is the legal instant from which those parts are received. Every call may be repeated and then starts
        nothing twice. Raises Refused as a submission is refused, `GROUP_UNKNOWN`, `PERSON_ERASED`; Unavailable.
        """


class FeedOrder(Order):
    """Tell the group."""

    kind = EffectKind.FEEDING


class Feeding:
    """Feeds groups."""

    def __init__(self, register: Register, groups: Groups) -> None:
        self._register = register
        self._groups = groups

    @activity.defn
    async def feed_group(self, order: FeedOrder) -> FedFacts:
        """Start what is ready, then record it. Raises as `Groups.feed`."""
        if (facts := await asyncio.to_thread(order.done_before, self._register)) is not None:
            return FedFacts.model_validate(facts)
        await asyncio.to_thread(self._register.record, order.write)
        fed = await self._groups.feed(order.code, order.at)
        return FedFacts.model_validate(await asyncio.to_thread(self._register.perform, order.write, order.done(fed)))
