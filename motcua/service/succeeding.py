"""The message by which an open dossier is told that agencies ceased, and who has their duties (rulebook §0)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta

from models.acts import Act, Envelope
from models.agency import Agency
from models.calendar import legal_day
from models.catalogue import CatalogueKind
from models.contents.ruling import Succeed, Succession
from models.identifiers import AgencyCode, DecisionId, DossierCode
from models.publication import Decided, Publication, Subject
from models.resolution import superiors, with_own_queue
from motcua.register import PostgresRegister
from motcua.service.deciding import in_whose_name

__all__ = ["SuccessionMessages"]

_ONE_DAY = timedelta(days=1)


class SuccessionMessages:
    """Which dossiers have duties of agencies that ceased, and what is said to them."""

    def __init__(self, register: PostgresRegister, legal: Callable[[], datetime]) -> None:
        self._register = register
        self._legal = legal

    def days(self) -> list[date]:
        """Return the days, up to today, on which agencies were no more that have duties in open dossiers still."""
        today = legal_day(self._legal())
        known = {agency.valid_to + _ONE_DAY for agency in self._ended() if agency.valid_to is not None}
        return [day for day in sorted(known) if day <= today and self.behind(day.isoformat(), "", 1)]

    def behind(self, name: str, after: str, most: int) -> list[DossierCode]:
        """Return the next open dossiers in which agencies have duties that ceased on the day `name`."""
        return [code for code, _ in self._concerned(date.fromisoformat(name), after, most)]

    def message(self, name: str, code: DossierCode) -> tuple[Act, Envelope]:
        """Return the act for one dossier, not proven yet; every time the same."""
        day = date.fromisoformat(name)
        snapshot = self._register.queries.dossier(code)
        assert snapshot is not None
        row = snapshot.dossier
        asked = [one.agency for one in snapshot.matters if one.closed_at is None and one.agency is not None]
        agencies = dict.fromkeys(
            [row.receiving, row.competent, row.holding, *(step.agency for step in snapshot.steps), *asked]
        )
        organisation = self._register.catalogue.kept().organisation
        gone = {agency.code for agency in self._ended_on(day)}
        duties = {one: organisation.acting(one, day).code for one in agencies if one in gone}
        concerned = [duties.get(one, one) for one in agencies]
        still = [organisation.acting(one, day).code for one in concerned]
        succession = Succession(
            day=day,
            duties=duties,
            superiors=superiors(still, organisation, day),
            own_queues=with_own_queue(still, organisation, day),
        )
        decided = self._decided(duties)
        attester = self._register.keystore.attester(datetime.now(UTC))
        publication = Publication.state(Subject.SUCCESSION, succession, decided, attester)
        return Act.SUCCEED, Envelope(
            decision_id=DecisionId(f"succession-{name}"),
            actor=in_whose_name(decided),
            content=Succeed(succession=succession, publication=publication).model_dump(mode="json"),
        )

    def _concerned(self, day: date, after: str, most: int) -> list[tuple[DossierCode, tuple[AgencyCode, ...]]]:
        gone = [agency.code for agency in self._ended_on(day)]
        return self._register.behind.of_ceased(gone, day, after, most)

    def _ended_on(self, day: date) -> list[Agency]:
        return [agency for agency in self._ended() if agency.valid_to == day - _ONE_DAY]

    def _ended(self) -> list[Agency]:
        """The last versions of agencies that ended and have a successor."""
        newest: dict[AgencyCode, Agency] = {}
        for agency in self._register.catalogue.kept().organisation.agencies:
            if agency.code not in newest or newest[agency.code].version < agency.version:
                newest[agency.code] = agency
        return [agency for agency in newest.values() if agency.valid_to is not None and agency.successor is not None]

    def _decided(self, agencies: Iterable[AgencyCode]) -> Decided:
        """By whom the last of these agencies' ends was decided."""
        wanted = set(map(str, agencies))
        entries = self._register.catalogue.entries(CatalogueKind.AGENCY)
        last = [entry for entry in entries if entry.key in wanted][-1]
        return Decided(by=last.by, confirmed_by=last.confirmed_by, at=last.at, proposal=last.proposal)
