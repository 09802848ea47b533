"""The Protocols behind which all I/O lies. Adapters in `motcua/` fulfil them; hand-written fakes stand beside tests.

All are synchronous: activities run in a thread pool. Every call may be repeated and then changes nothing more.
Errors are those of models.errors: `Unavailable` is retried, every other kind is final.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from models.dossier import DossierState
from models.feedback import FeedbackCode
from models.identifiers import AgencyCode, DecisionId, DossierCode, NoteId, OfficerId, ReasonCode
from models.journal import EffectRow, JournalWrite, PaperKind
from models.opening import OpeningBody
from models.rules import PinnedRules
from models.stores import DocumentKind, Shelved, StoreKind
from models.submission import Person, Submission
from models.value import Hash, Value

__all__ = [
    "DataStore", "Documents", "Letter", "LinkedLine", "Names", "Notifier", "PaperContent", "PaperLine", "Register",
    "Renderer", "Sent", "Signed", "Signer", "StoredPaper",
]  # fmt: skip


class Names(NamedTuple):
    """What is printed of agencies and officers on a paper, as of a day."""

    agencies: dict[AgencyCode, str]
    officers: dict[OfficerId, tuple[str, str]]
    """Officer → (name, title)."""
    heads: dict[AgencyCode, tuple[OfficerId, str, str]]
    """Agency → its head: (id, name, title)."""
    counters: dict[AgencyCode, str]
    """Agency → where its counter stands, if it has one."""


class Register(Protocol):
    """The register (sổ): journal, read model and sealed personal data, in one database."""

    def record(self, write: JournalWrite) -> None:
        """Append events and bring the read model up to date, in one transaction.

        The same event again (key and hash) is a no-op; an older snapshot never replaces a newer one.
        Raises Broken: `CHAIN_FORKED` (same key, another hash), `CHAIN_GAP` (seq n without n-1), `CHAIN_FORGED`.
        """

    def perform(self, write: JournalWrite, effect: EffectRow) -> dict[str, Any]:
        """Do as `record` and add the effect's row, papers and letters in the same transaction; return its facts.

        An effect that stands already is left as it is and *its* facts are returned.
        """

    def facts_of(self, write: JournalWrite, effect_id: str) -> dict[str, Any] | None:
        """Return the facts of an effect that was done, or None: it may be done now.

        Raises Broken: `CHAIN_FORKED`, `CHAIN_GAP` when `write` does not follow what the register keeps.
        """

    def left_behind(self, write: JournalWrite, effect_id: str, *, once: bool) -> tuple[str, dict[str, Any]] | None:
        """Return id and facts of the same effect, done on a branch that the dossier left; None if there is none.

        The same is what was decided with the same detail; with `once`, whatever is of its kind.
        """

    def confirm_reservation(self, opening: OpeningBody) -> None:
        """Check that the register reserved this code for exactly this opening.

        Raises Refused: `NOT_RESERVED` (unknown code, or another opening's digest).
        """

    def pin_rules(
        self, opening: OpeningBody, day: date, assigned: AgencyCode | None = None, acting_on: date | None = None
    ) -> PinnedRules:
        """Return procedure, regime and calendar in force on `day` (in Vietnam) for this dossier.

        `assigned` was named competent by a superior; else it is whom the opening names, or the procedure. An agency
        that ended by `day`, or by the later day `acting_on`, gives way to whoever has its duties then.
        Raises Refused: `PROCEDURE_NOT_IN_FORCE`, `PROCEDURE_UNKNOWN`, `AGENCY_UNKNOWN`, `REGIME_UNKNOWN`,
        `COMPETENT_NOT_FOUND` when nobody is competent, or whoever was assigned is no agency of that day.
        """

    def state_of(self, code: DossierCode) -> DossierState:
        """Return the state in which its last event left a dossier, made again from the journal by the rules.

        Raises Refused `NOT_RESERVED`; Broken `REBUILD_DIVERGES`.
        """

    def applicant(self, code: DossierCode) -> Person:
        """Unseal the applicant, for a paper. Raises Refused (`PERSON_ERASED`) when the dossier's key was destroyed."""

    def owner_of(self, code: DossierCode) -> Hash | None:
        """Return the keyed hash by which stores know the applicant; None without an identity number, or erased."""

    def request_of(self, code: DossierCode) -> str | None:
        """Unseal what was asked for, in the applicant's words; None if nothing was said."""

    def note_of(self, code: DossierCode, note_id: NoteId) -> str:
        """Unseal what an officer wrote, for a paper. Raises Refused (`NOTE_UNKNOWN`, `PERSON_ERASED`)."""

    def submission_of(self, code: DossierCode) -> Submission:
        """Unseal what was submitted, for a form. Raises Refused (`PERSON_ERASED`, `NOT_RESERVED`)."""

    def names(
        self, day: date, agencies: tuple[AgencyCode, ...], officers: tuple[OfficerId, ...], code: DossierCode
    ) -> Names:
        """Return what is printed of these agencies, their heads and these officers as of `day`."""

    def correct(self, code: DossierCode, decision_id: DecisionId, seq: int) -> None:
        """Let a correction that was sealed for a decision stand, as event `seq` decided it. Again: no-op.

        Nothing happens where the person was erased. Raises Refused (`CORRECTION_UNKNOWN`).
        """

    def allocate_number(self, agency: AgencyCode, year: int, kind: PaperKind, effect_id: str, code: DossierCode) -> str:
        """Return the paper's number in the agency's book of the year; the same effect always gets the same number."""

    def void_number(self, code: DossierCode, effect_id: str, kind: PaperKind, error: str | None) -> None:
        """Keep by which error the paper of a number did not come to be; None: it came to be after all.

        The number is not given again. Nothing happens where the effect has none.
        """

    def enter_in_book(self, agency: AgencyCode, year: int, effect_id: str, code: DossierCode) -> int:
        """Return the dossier's number in the agency's register book of the year (sổ theo dõi hồ sơ).

        Without gaps; a dossier stands there once, whichever effect asks.
        """


class StoredPaper(NamedTuple):
    """A paper at rest."""

    sha256: Hash
    """Of the plain signed PDF: its name."""
    sealed_sha256: Hash
    """Of the file as it lies sealed on the disk."""
    size: int
    """Bytes of the plain PDF."""


class Documents(Protocol):
    """The store of papers, sealed under the dossier's key, content-addressed."""

    def put(self, code: DossierCode, content: bytes) -> StoredPaper:
        """Seal and store durably (on disk before it returns). Putting the same content again changes nothing."""

    def get(self, code: DossierCode, sha256: Hash) -> bytes:
        """Read and unseal. Raises Refused (`PAPER_UNKNOWN`), Broken (`PAPER_CORRUPT`)."""


class PaperLine(Value):
    """One paper of the applicant's, as a form lists it."""

    name: str
    form: str | None = None
    """`original`, `copy`, or the store that has it; None where it is only asked for."""
    count: int | None = None


class LinkedLine(Value):
    """One part of linked procedures, as a receipt lists it."""

    name: str
    """The procedure's."""
    agency_name: str
    code: DossierCode | None
    due: datetime | None


class PaperContent(Value):
    """What a paper says. Unsealed only inside an activity; never logged, never returned to the workflow."""

    kind: PaperKind
    code: DossierCode
    form: str
    """The form's number and official title in the dossier's regime, e.g. `04 Phiếu xin lỗi …`; empty for a result."""
    procedure_code: str
    procedure_name: str
    result_name: str
    agency: AgencyCode
    agency_name: str
    superior_name: str | None
    addressee: Person
    request: str | None
    received_at: datetime
    due: datetime | None
    signer_name: str | None
    """Who signs, or whose agency seals: the head's name."""
    signer_title: str | None
    issued_at: datetime
    new_due: datetime | None = None
    accountable_agency_name: str | None = None
    accountable_officer_name: str | None = None
    accountable_step_name: str | None = None
    refused: bool = False
    """A result that refuses after appraisal, with its reasons."""
    reason: str | None = None
    """The reason in Vietnamese words, from the facts of the hand-over contract."""
    corrects: str | None = None
    """The number of the result that it corrects, and when that was signed."""
    corrected_on: datetime | None = None
    delegator_title: str | None = None
    """Whose authority it is, where somebody signs by delegation (thừa ủy quyền)."""
    automatic: bool = False
    """Issued by the timer and sealed, not signed by a person."""
    reason_code: ReasonCode | None = None
    """Why, where nobody wrote it in words."""
    papers: tuple[PaperLine, ...] = ()
    """Handed in, or asked for."""
    sets: int | None = None
    fee_dong: int | None = None
    counter: str | None = None
    """Where the result is to be had, and help."""
    book_number: int | None = None
    tracking_key: str | None = None
    """By which all dossiers of linked procedures are followed."""
    linked: tuple[LinkedLine, ...] = ()
    """The other parts of its linked procedures, as known when it was received."""
    until: datetime | None = None
    """The last instant for what is asked for."""
    submitter_name: str | None = None
    officer_name: str | None = None
    """Who received it."""


class Renderer(Protocol):
    """Makes a PDF page of what a paper says."""

    def render(self, content: PaperContent) -> bytes:
        """Return a PDF with Vietnamese text, the same bytes for the same content."""


class Signed(NamedTuple):
    """A signed PDF and the certificates that signed it, in order (SHA-256 fingerprints)."""

    pdf: bytes
    certificates: tuple[Hash, ...]


class Signer(Protocol):
    """Signs with keys of officers and seals of agencies. PAdES, each signature over its own revision."""

    def sign_result(self, pdf: bytes, *, officer: OfficerId, number: str, agency: AgencyCode, at: datetime) -> Signed:
        """Personal signature, then the number, then the agency's seal (rulebook §5). Two certificates.

        Raises Refused (`KEY_UNKNOWN`, `CERTIFICATE_NOT_VALID`), Unavailable (`SIGNER_UNREACHABLE`).
        """

    def seal_letter(self, pdf: bytes, *, number: str, agency: AgencyCode, at: datetime) -> Signed:
        """The number, then the agency's seal alone: nobody's personal key signs on a timer. One certificate."""


class Letter(Value):
    """A letter to be delivered."""

    letter_id: str
    code: DossierCode | FeedbackCode
    kind: PaperKind | None
    paper: Hash | None
    to_agency: AgencyCode | None
    subject_code: str
    """What it is about, as a code: `APOLOGY`, `ESCALATION`."""
    at: datetime


class Sent(NamedTuple):
    """What became of a letter."""

    channel: str
    """`spool` or `smtp`."""
    reference: str
    """The spool ticket's name or the Message-ID; always the same for one letter."""
    evidence: str | None
    """`mail_accepted` when a mail server took it; None when an officer must confirm."""


class Notifier(Protocol):
    """Delivers letters. A letter sent again reaches the spool once; a mail server may get it again, same Message-ID."""

    def send(self, letter: Letter, addressee: Person | None, paper: bytes | None) -> Sent:
        """Deliver. Raises Unavailable (`MAIL_UNREACHABLE`) to be tried again, Refused (`MAIL_REJECTED`) for good."""


class DataStore(Protocol):
    """The national, sector and provincial stores of what the State has of a person (kho dữ liệu).

    A person is named by the keyed hash that `Register.owner_of` returns.
    """

    def holding(self, owner: Hash, documents: Sequence[DocumentKind], day: date) -> dict[DocumentKind, StoreKind]:
        """Return which of these documents a store holds for a person, valid on `day`, and the first store that does.

        Asked in the order national, sector, province. Raises Unavailable (`FOLDER_UNREADABLE`).
        """

    def shelve(self, owner: Hash, document: DocumentKind, shelved: Shelved) -> None:
        """Put a document into the provincial store; again: nothing more.

        Raises Unavailable (`DISK_FULL`, `FOLDER_UNWRITABLE`), Refused (`PERSON_ERASED`).
        """
