"""Publishing: changed rules are brought to the open dossiers, batch by batch in the order of their codes.

Which dossiers are still to be told is asked of the register each time, and telling one again changes nothing. So a
batch that was killed in the middle is simply done again, and what could not be told is told by the next publishing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

from temporalio import activity

from models.identifiers import DossierCode
from models.publication import Subject
from models.value import Value

__all__ = ["Left", "Messages", "PublishedBatch", "Publishing", "PublishingPlace"]

BATCH = 100
"""Dossiers of one batch: some seconds of work."""
AT_ONCE = 8
"""So many are told at a time; officers' acts must find room between them."""


class PublishingPlace(Value):
    """What is published, and how far it has come."""

    subject: Subject
    name: str
    """A calendar's version; the first day of a succession."""
    after: str = ""


class Left(Value):
    """A dossier that could not be told, and why; it is told by the next publishing."""

    code: DossierCode
    error: str


class PublishedBatch(Value):
    """What one batch did."""

    told: int = 0
    left: tuple[Left, ...] = ()
    next: PublishingPlace | None = None
    """Where the next batch begins; None after the last one."""


class Messages(Protocol):
    """Brings the newest rules of a subject to dossiers."""

    def behind(self, place: PublishingPlace, most: int) -> Sequence[DossierCode]:
        """Open dossiers that are to be told: the next ones after a code, in the order of codes."""

    async def tell(self, place: PublishingPlace, code: DossierCode) -> str | None:
        """Tell one dossier; the code of the error if it must be told later, None when it knows. Raises Unavailable."""


class Publishing:
    """Tells dossiers of changed rules."""

    def __init__(self, messages: Messages) -> None:
        self._messages = messages

    @activity.defn
    async def publish(self, place: PublishingPlace) -> PublishedBatch:
        """Tell the next batch of dossiers."""
        codes = await asyncio.to_thread(self._messages.behind, place, BATCH)
        free = asyncio.Semaphore(AT_ONCE)

        async def tell(code: DossierCode) -> Left | None:
            async with free:
                error = await self._messages.tell(place, code)
                if activity.in_activity():
                    activity.heartbeat()
                return None if error is None else Left(code=code, error=error)

        # Those under way come to their end before an outage breaks the batch off.
        done = await asyncio.gather(*map(tell, codes), return_exceptions=True)
        for one in done:
            if isinstance(one, BaseException):
                raise one
        left = [one for one in done if isinstance(one, Left)]
        more = place.model_copy(update={"after": codes[-1]}) if len(codes) == BATCH else None
        return PublishedBatch(told=len(codes) - len(left), left=tuple(left), next=more)
