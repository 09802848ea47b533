"""The register as one: what activities ask for through their port, and the rooms behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import select

from activities.ports import Names
from models.acts import Act
from models.dossier import DossierState
from models.identifiers import AgencyCode, DecisionId, DossierCode, NoteId, OfficerId, ProcedureCode
from models.journal import EffectRow, JournalWrite, PaperKind
from models.keys import KeyText
from models.opening import OpeningBody
from models.pulse import Pulse
from models.rules import PinnedRules
from models.submission import Person, Submission
from models.value import Hash
from motcua.register.access import AccessLog
from motcua.register.anchors import Anchors
from motcua.register.archives import Archives
from motcua.register.behind import Behind
from motcua.register.calendars import CalendarBuilder, Calendars
from motcua.register.catalogue import Catalogue
from motcua.register.codes import Codes
from motcua.register.correcting import correct
from motcua.register.database import Database
from motcua.register.digitisation import Digitisation
from motcua.register.erasing import Erasures
from motcua.register.evidence import Evidence
from motcua.register.feedback import FeedbackRegister
from motcua.register.journal import Journal
from motcua.register.keycheck import open_keystore
from motcua.register.left import left_behind
from motcua.register.linked import LinkedGroups
from motcua.register.names import deputy_standing, names_of, standing_of
from motcua.register.numbers import Numbers
from motcua.register.own_keys import OwnKeys
from motcua.register.pages import kept_of_page
from motcua.register.payments import Payments
from motcua.register.people import People
from motcua.register.proposals import Proposals
from motcua.register.pulse import take_pulse
from motcua.register.queries import Queries
from motcua.register.refusals import Refusals
from motcua.register.restoring import Restoring
from motcua.register.rooted import under_other_root
from motcua.register.rotation import Rotation
from motcua.register.rules import Asked, competent_for, pin_rules
from motcua.register.schema import require_current
from motcua.register.searching import Searching
from motcua.security import Keystore, Standing
from workflows.rebuilding import Kept, rebuild

__all__ = ["PostgresRegister"]


class PostgresRegister:
    """The Register of activities.ports and the Sealer of motcua.security, on one PostgreSQL. Threads may share it."""

    def __init__(self, database: Database, keystore: Keystore, calendar_of: CalendarBuilder) -> None:
        self._database = database
        self._journal = Journal(database)
        self.numbers = Numbers(database)
        self.keystore = keystore
        self.codes = Codes(database, keystore)
        self.people = People(database, keystore)
        self.catalogue = Catalogue(database)
        self.linked = LinkedGroups(database, self.catalogue, self.people)
        self.calendars = Calendars(self.catalogue, calendar_of)
        self.behind = Behind(database)
        self.proposals = Proposals(database)
        self.access = AccessLog(database, OwnKeys(database, keystore))
        self.queries = Queries(database)
        self.payments = Payments(database)
        self.refusals = Refusals(database)
        self.restoring = Restoring(database)
        self.erasures = Erasures(database)
        self.rotation = Rotation(database, keystore)
        self.archives = Archives(database)
        self.anchors = Anchors(database)
        self.evidence = Evidence(database)
        self.searching = Searching(database)
        self.feedback = FeedbackRegister(database, keystore)
        self.digitisation = Digitisation(database)

    @classmethod
    def open(
        cls, url: str, keystore: Path, *, calendar_of: CalendarBuilder, now: datetime, pool_size: int = 10
    ) -> Self:
        """Open the register of a database with this program's schema, and the keystore that belongs to it.

        Raises Unavailable: `DATABASE_UNREACHABLE`, `DATABASE_REFUSED`, `SCHEMA_OLD`, `KEYSTORE_MISSING`,
        `KEYSTORE_MODE`, `KEYSTORE_DAMAGED`; Broken: `SCHEMA_NEWER`, `MASTER_KEY_WRONG`.
        """
        database = Database(url, pool_size=pool_size)
        try:
            require_current(database)
            return cls(database, open_keystore(database, keystore, now=now), calendar_of)
        except BaseException:
            database.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._database.close()

    # ── activities.ports.Register ─────────────────────────────────────────────────────────────────────────────────

    def record(self, write: JournalWrite) -> None:
        """See activities.ports.Register."""
        self._journal.record(write)

    def perform(self, write: JournalWrite, effect: EffectRow) -> dict[str, Any]:
        """See activities.ports.Register."""
        return self._journal.perform(write, effect)

    def facts_of(self, write: JournalWrite, effect_id: str) -> dict[str, Any] | None:
        """See activities.ports.Register."""
        return self._journal.facts_of(write, effect_id)

    def left_behind(self, write: JournalWrite, effect_id: str, *, once: bool) -> tuple[str, dict[str, Any]] | None:
        """See activities.ports.Register."""
        return left_behind(self.queries, write, effect_id, once=once)

    def confirm_reservation(self, opening: OpeningBody) -> None:
        """See activities.ports.Register."""
        self.codes.confirm(opening)

    def pin_rules(
        self, opening: OpeningBody, day: date, assigned: AgencyCode | None = None, acting_on: date | None = None
    ) -> PinnedRules:
        """See activities.ports.Register."""
        return self.rules_for(Asked.of(opening, assigned, acting_on), day)

    def state_of(self, code: DossierCode) -> DossierState:
        """See activities.ports.Register."""
        return rebuild(self.kept_of_page([code])[code])

    def applicant(self, code: DossierCode) -> Person:
        """See activities.ports.Register."""
        return self.people.applicant(code)

    def owner_of(self, code: DossierCode) -> Hash | None:
        """See activities.ports.Register."""
        return self.people.owner_of(code)

    def request_of(self, code: DossierCode) -> str | None:
        """See activities.ports.Register."""
        return self.people.request_of(code)

    def correct(self, code: DossierCode, decision_id: DecisionId, seq: int) -> None:
        """See activities.ports.Register."""
        correct(self._database, code, decision_id, seq)

    def note_of(self, code: DossierCode, note_id: NoteId) -> str:
        """See activities.ports.Register."""
        return self.people.get_note(code, note_id)

    def submission_of(self, code: DossierCode) -> Submission:
        """See activities.ports.Register."""
        return self.people.submission(code)

    def names(
        self, day: date, agencies: tuple[AgencyCode, ...], officers: tuple[OfficerId, ...], code: DossierCode
    ) -> Names:
        """See activities.ports.Register. Names are the same for every dossier."""
        del code
        return names_of(self.catalogue.kept().organisation, day, agencies, officers)

    def allocate_number(self, agency: AgencyCode, year: int, kind: PaperKind, effect_id: str, code: DossierCode) -> str:
        """See activities.ports.Register."""
        return self.numbers.allocate(agency, year, kind, effect_id, code)

    def void_number(self, code: DossierCode, effect_id: str, kind: PaperKind, error: str | None) -> None:
        """See activities.ports.Register."""
        self.numbers.void(code, effect_id, kind, error)

    def enter_in_book(self, agency: AgencyCode, year: int, effect_id: str, code: DossierCode) -> int:
        """See activities.ports.Register."""
        return self.numbers.enter(agency, year, effect_id, code)

    # ── motcua.security.Sealer ────────────────────────────────────────────────────────────────────────────────────

    def seal(self, code: DossierCode, content: bytes, purpose: str) -> bytes:
        """See motcua.security.Sealer."""
        return self.people.seal(code, content, purpose)

    def unseal(self, code: DossierCode, sealed: bytes, purpose: str) -> bytes:
        """See motcua.security.Sealer."""
        return self.people.unseal(code, sealed, purpose)

    # ── the service ───────────────────────────────────────────────────────────────────────────────────────────────

    def officer_today(self, officer: OfficerId, at: datetime) -> Standing:
        """Return what an officer is at an instant. Raises Refused: `OFFICER_UNKNOWN`, `OFFICER_NOT_IN_OFFICE`."""
        return standing_of(self.catalogue.kept().organisation, officer, at)

    def deputy_today(self, officer: OfficerId, delegator: OfficerId, act: Act | None, at: datetime) -> Standing:
        """Return what an officer is at an instant in another's name. Raises as `Organisation.deputy`."""
        return deputy_standing(self.catalogue.kept().organisation, officer, delegator, act, at)

    def under_other_root(self, root: KeyText) -> list[DossierCode]:
        """Return the dossiers, reserved or running, that are not under this root key."""
        return under_other_root(self._database, root)

    def kept_of_page(self, codes: Sequence[DossierCode]) -> dict[DossierCode, Kept]:
        """Return what is kept of these dossiers, to rebuild them by."""
        return kept_of_page(self._database, codes)

    def rules_for(self, asked: Asked, day: date) -> PinnedRules:
        """Return the rules in force on `day`, before anything is reserved. Raises as `pin_rules`."""
        return pin_rules(self.catalogue, self.calendars, asked, day)

    def competent_for(self, procedure: ProcedureCode, receiving: AgencyCode, day: date) -> AgencyCode:
        """Return whom a procedure names as competent. Raises Refused: `PROCEDURE_…`, `AGENCY_…`."""
        return competent_for(self.catalogue, procedure, receiving, day)

    def result_stands(self, code: DossierCode) -> bool:
        """Whether a dossier's result was not cancelled since. Raises Refused `DOSSIER_UNKNOWN`."""
        return self.queries.require(code).result_cancelled_at is None

    def alarm(self, code: DossierCode, kind: str, number: int, at: datetime) -> None:
        """Keep an alarm that no workflow told; the same kind and number again is a no-op."""
        self._journal.alarm(code, kind, number, at)

    def pulse(self, now: datetime) -> Pulse:
        """Return what an operator must be able to see of all dossiers. Raises Unavailable as Database does."""
        return take_pulse(self._database, self.archives, now)

    def require_reachable(self) -> None:
        """Ask the database for nothing. Raises Unavailable as Database does."""
        self._database.run(lambda connection: connection.execute(select(1)))
