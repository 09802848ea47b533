"""The message by which an open dossier is told of its calendar of now (design §2.12)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from models.acts import Act, Envelope
from models.calendar import legal_day
from models.contents.ruling import ApplyCalendar
from models.identifiers import AgencyCode, DecisionId, DossierCode
from models.publication import Publication, Subject
from models.stated_calendar import StatedCalendar
from models.value import canonical, sha256_hex
from motcua.register import PostgresRegister
from motcua.register.behind import Counting
from motcua.service.deciding import in_whose_name

__all__ = ["CalendarMessages"]


class CalendarMessages:
    """Which dossiers count by an earlier calendar, and what is said to them."""

    def __init__(self, register: PostgresRegister, legal: Callable[[], datetime]) -> None:
        self._register = register
        self._legal = legal

    def counting_otherwise(self) -> list[Counting]:
        """Return the calendars, by agency, of open dossiers that are not the ones of now."""
        day = legal_day(self._legal())
        calendars = self._register.calendars
        counting = self._register.behind.counting()
        return [one for one in counting if calendars.of(one.agency, day).version != one.calendar]

    def behind(self, name: str, after: str, most: int) -> list[DossierCode]:
        """Return the next open dossiers that count by an earlier calendar. `name` does not matter: the newest holds."""
        del name
        pairs = self.counting_otherwise()
        return [code for code, _ in self._register.behind.page(after, most, pairs)] if pairs else []

    def message(self, name: str, code: DossierCode) -> tuple[Act, Envelope]:
        """Return the act for one dossier, not proven yet; every time the same."""
        del name
        agency = self._register.behind.counted_at(code) or AgencyCode(self._register.queries.require(code).competent)
        day, calendars = legal_day(self._legal()), self._register.calendars
        calendar, decided = calendars.of(agency, day), calendars.decided(agency, day)
        attester = self._register.keystore.attester(datetime.now(UTC))
        content = ApplyCalendar(
            calendar=StatedCalendar.model_validate(calendar.model_dump()),
            publication=Publication.state(Subject.CALENDAR, calendar, decided, attester),
        )
        digest = sha256_hex(canonical(calendar))
        return Act.APPLY_CALENDAR, Envelope(
            decision_id=DecisionId(f"calendar-{digest[:40]}"),
            actor=in_whose_name(decided),
            content=content.model_dump(mode="json"),
        )
