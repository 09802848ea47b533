"""What the workflow hands to the register: events not yet written, and the read model as it stands with them.

Every register write carries the journal not yet written and what of the read model changed since the last write; an
effect's transaction writes the journal up to its *decided*, the effect's row and the read model, all or nothing
(design §2.6).
"""

from __future__ import annotations

from enum import StrEnum
from itertools import zip_longest
from typing import Any, TypeVar

from pydantic import Field

from models.events import DossierEvent
from models.identifiers import AgencyCode, DossierCode, OfficerId, ProcedureCode, ReasonCode, StepKey, SubmissionId
from models.matter import MatterRow
from models.outcome import Outcome
from models.procedure import Role, StepKind
from models.value import Hash, UtcTime, Value

__all__ = [
    "AlarmRow", "DossierRow", "EffectRow", "HoldingRow", "JournalWrite", "LetterRow", "PaperKind", "PaperRow",
    "RefundRow", "Snapshot", "StepRow",
]  # fmt: skip


class PaperKind(StrEnum):
    """The papers a dossier can bear."""

    RESULT = "result"
    CORRECTION = "correction"
    """The result as corrected (đính chính): it takes the place of the one before."""
    APOLOGY = "apology"
    RECEIPT = "receipt"
    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    STOP_NOTICE = "stop_notice"


class DossierRow(Value):
    """One dossier in the read model: where it stands, for inboxes, search and reports. No personal data."""

    code: DossierCode
    submission_id: SubmissionId
    procedure: ProcedureCode
    procedure_version: int | None
    regime: str | None
    calendar: str | None
    channel: str
    origin: str
    receiving: AgencyCode
    competent: AgencyCode
    assisted: AgencyCode | None
    holding: AgencyCode
    holding_role: Role | None
    """Whose move it is at the holding agency; None when nobody's."""
    status: int
    phase: str
    step: StepKey | None
    handed_in: int = 0
    """Components, of which `digitised` by an officer here, `reused` from the applicant's own store, `shared` from a
    national or sector one (rulebook §4, 4.2 to 4.4)."""
    digitised: int = 0
    reused: int = 0
    shared: int = 0
    book_number: int | None = None
    """Its number in the register book (sổ theo dõi hồ sơ) of the receiving agency, by the year of its entry."""
    received_at: UtcTime | None
    due_original: UtcTime | None
    due: UtcTime | None
    new_due: UtcTime | None
    """The one new date of the apology."""
    overdue: bool
    """Open and past due at the instant of writing."""
    finished_at: UtcTime | None
    """When the promise was kept: release of the result, refusal, withdrawal or stop."""
    closed_at: UtcTime | None
    apology_owed: bool
    """Còn nợ xin lỗi: late, and no evidence yet that the letter was delivered."""
    escalated: bool
    marked_late: bool = False
    """Counts as late in the index of Decision 766, whatever its dates: a second supplement was allowed."""
    outcome: Outcome | None = None
    """How it came out; None while the promise is open."""
    assigned: OfficerId | None = None
    """Whose work the step in hand is; None: nobody's in particular."""
    due_extended: UtcTime | None = None
    """The due instant with its extensions by sector law; None without any, and while the clock stands."""
    urged: int = 0
    """How often a supervisor urged its holder."""
    accountable: AgencyCode | None = None
    """Who answers for its lateness, as settled where that was contested; None: nobody, or an older system's letter."""
    accountable_stated: AgencyCode | None = None
    """Whom the letter named, whatever was settled since."""
    apology_by: AgencyCode | None = None
    """Whose head has a letter of apology to see to."""
    apology_wants: str | None = None
    """What of it: `draft` waits to be sent before the breach, `signature` is still wanted under the sealed one."""
    rating: int | None = None
    """What the applicant thought of it, from 1 to 5; None: not rated."""
    result_cancelled_at: UtcTime | None = None
    """When the result was cancelled (hủy, thu hồi): it stays searchable."""
    blocked: tuple[str, ...]
    """Effects that failed and wait for a retry, as `effect:kind:error`."""
    branch: int
    seq: int
    head: Hash


class StepRow(Value):
    """One step of a dossier: allotted and used minutes make the control sheet."""

    position: int
    key: StepKey
    name: str
    agency: AgencyCode
    role: Role
    kind: StepKind
    allotted_minutes: int
    used_minutes: int
    """Working minutes held so far, without the span now running."""
    held_since: UtcTime | None
    """Since when it is holding now; None if it does not."""
    officer: OfficerId | None
    """Who took it over or acted on it last."""
    assigned: OfficerId | None = None
    """Whose work it is, or was when it was done; None: nobody's in particular."""


class HoldingRow(Value):
    """One hand-over: from whom to whom, when offered and when taken or declined."""

    number: int
    from_agency: AgencyCode
    to_agency: AgencyCode
    from_step: StepKey | None
    to_step: StepKey
    given_by: OfficerId
    given_at: UtcTime
    taken_by: OfficerId | None
    taken_at: UtcTime | None
    declined: bool
    withdrawn: bool = False
    """A supervisor undid it, or its being taken over; what follows it is a hand-over of its own."""


class AlarmRow(Value):
    """One alarm of the legal clock: when it was due, for when its timer was set, when it fired, by how much later."""

    kind: str
    number: int
    due: UtcTime
    planned: UtcTime | None = None
    """Its place in the spread (models/spread.py); None: told before alarms were spread, or by the register itself."""
    fired: UtcTime
    lateness_seconds: int
    """From `due` on, whatever was planned: the law knows of no spread."""


class Snapshot(Value):
    """The read model of one dossier. Its parts only grow, and each keeps its place."""

    dossier: DossierRow
    steps: tuple[StepRow, ...]
    hand_overs: tuple[HoldingRow, ...]
    alarms: tuple[AlarmRow, ...]
    matters: tuple[MatterRow, ...] = ()

    def since(self, before: Snapshot | None) -> Snapshot:
        """Return the dossier's row and, of the parts, those that the register does not have as they are.

        `before` is the read model that the register has for certain. Without one, and on another branch, whose first
        write clears what the old one told, all of it is returned.
        """
        if before is None or before.dossier.branch != self.dossier.branch:
            return self
        return Snapshot(
            dossier=self.dossier,
            steps=_changed(self.steps, before.steps),
            hand_overs=_changed(self.hand_overs, before.hand_overs),
            alarms=_changed(self.alarms, before.alarms),
            matters=_changed(self.matters, before.matters),
        )


Row = TypeVar("Row", StepRow, HoldingRow, AlarmRow, MatterRow)


def _changed(rows: tuple[Row, ...], before: tuple[Row, ...]) -> tuple[Row, ...]:
    return tuple(row for row, old in zip_longest(rows, before[: len(rows)]) if row != old)


class JournalWrite(Value):
    """Events not yet written and the read model that stands with them. An empty `events` writes nothing."""

    code: DossierCode
    run_id: str
    events: tuple[DossierEvent, ...]
    snapshot: Snapshot
    """The dossier's row whole; of its parts at least those that changed since the write before."""


class PaperRow(Value):
    """A paper: named by the SHA-256 of its plain signed PDF, at rest under the hash of its sealed file."""

    kind: PaperKind
    sha256: Hash
    sealed_sha256: Hash
    size: int = Field(ge=1)
    number: str
    signed_at: UtcTime
    certificates: tuple[Hash, ...]
    """SHA-256 fingerprints of the signing certificates, in the order of signing."""
    supersedes: Hash | None = None
    """The paper whose place it takes, which stays."""


class LetterRow(Value):
    """A letter in the outbox: what is to reach whom, told without personal data."""

    letter_id: str
    kind: PaperKind | None
    paper: Hash | None
    to_agency: AgencyCode | None
    """The agency it goes to; None: the applicant."""
    channel: str | None = None
    reference: str | None = None
    sent_at: UtcTime | None = None
    evidence: str | None = None


class RefundRow(Value):
    """An order to pay back what the applicant paid (hoàn trả phí, lệ phí)."""

    amount: int
    """In đồng."""
    payments: tuple[str, ...]
    """The references of the payments that it pays back."""
    reason_code: ReasonCode
    ordered_at: UtcTime


class EffectRow(Value):
    """One effect that was done: `effect_id` is `branch-seq` of its *decided* event; repeating it repeats nothing."""

    effect_id: str = Field(pattern=r"^\d{1,6}-\d{1,9}$")
    kind: str
    at: UtcTime
    facts: dict[str, Any]
    papers: tuple[PaperRow, ...] = ()
    letters: tuple[LetterRow, ...] = ()
    refunds: tuple[RefundRow, ...] = ()
