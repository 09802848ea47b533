"""Publishing: changed rules reach every open dossier, each once, whatever breaks off (activities.publishing)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, Protocol

import structlog

from activities.publishing import PublishingPlace
from models.acts import Act, Envelope
from models.errors import MotcuaError, Unavailable
from models.identifiers import AgencyCode, DossierCode
from models.publication import Decided, Subject
from motcua.engine.publications import Publications
from motcua.register import PostgresRegister
from motcua.service.acting import Acting
from motcua.service.authority import Authority
from motcua.service.calendaring import CalendarMessages
from motcua.service.deciding import standing_then
from motcua.service.succeeding import SuccessionMessages
from workflows.publishing import Published

__all__ = ["PublishingRules"]

log = structlog.get_logger(__name__)

_KNEW: Final = frozenset({
    "CALENDAR_IS_CURRENT", "CALENDAR_SUPERSEDED", "PROMISE_KEPT", "NOTHING_TO_SUCCEED", "DECISION_CONFLICT",
})  # fmt: skip
"""It needs no telling, or no longer. A decision's id names the version: said in other words, it was told before."""


class _Subject(Protocol):
    def behind(self, name: str, after: str, most: int) -> list[DossierCode]:
        """The next open dossiers that are to be told."""

    def message(self, name: str, code: DossierCode) -> tuple[Act, Envelope]:
        """What is said to one, not proven yet."""


class PublishingRules:
    """The Messages of activities.publishing, and what is still to be published."""

    def __init__(
        self,
        register: PostgresRegister,
        authority: Authority,
        acting: Acting,
        publications: Publications,
        legal: Callable[[], datetime],
    ) -> None:
        self._register = register
        self._authority = authority
        self._acting = acting
        self._publications = publications
        self._calendars = CalendarMessages(register, legal)
        self._successions = SuccessionMessages(register, legal)
        self._subjects: dict[Subject, _Subject] = {
            Subject.CALENDAR: self._calendars,
            Subject.SUCCESSION: self._successions,
        }

    def behind(self, place: PublishingPlace, most: int) -> Sequence[DossierCode]:
        """See activities.publishing.Messages."""
        return self._subjects[place.subject].behind(place.name, place.after, most)

    async def tell(self, place: PublishingPlace, code: DossierCode) -> str | None:
        """See activities.publishing.Messages."""
        try:
            act, envelope = await asyncio.to_thread(self._proven, place, code)
            await self._acting.say(code, act, envelope)
        except MotcuaError as error:
            if error.code in _KNEW:
                return None
            if isinstance(error, Unavailable) and error.code != "WORKER_SILENT":
                raise
            log.warning("rules_not_told", code=code, subject=place.subject.value, name=place.name, error=error.code)
            return error.code
        log.info("rules_told", code=code, subject=place.subject.value, name=place.name)
        return None

    def _proven(self, place: PublishingPlace, code: DossierCode) -> tuple[Act, Envelope]:
        act, envelope = self._subjects[place.subject].message(place.name, code)
        decided = Decided.model_validate((envelope.content or {})["publication"]["decided"])
        competent = AgencyCode(self._register.queries.require(code).competent)
        standing = standing_then(self._register, decided, competent)
        return act, self._authority.prove(code, act, envelope, standing)

    def due(self) -> list[PublishingPlace]:
        """Return what open dossiers are still to be told of: calendars decided since, agencies that ceased since."""
        places = []
        if self._calendars.counting_otherwise():
            newest = self._register.calendars.publications[-1]
            places.append(PublishingPlace(subject=Subject.CALENDAR, name=newest.version))
        days = self._successions.days()
        return [*places, *(PublishingPlace(subject=Subject.SUCCESSION, name=day.isoformat()) for day in days)]

    async def result(self, name: str) -> Published:
        """Wait until a publication has asked every open dossier, and return whom it reached."""
        return await self._publications.result(name)

    async def begin(self) -> tuple[str, ...]:
        """Begin what is due, or find it under way; return the ids of the workflows. Raises Unavailable."""
        due = await asyncio.to_thread(self.due)
        return tuple([await self._publications.begin(place) for place in due])
