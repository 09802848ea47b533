"""The state of one dossier: everything its workflow knows, one class, whole in one message (design §2.13).

A continued run and a start from the register both begin with such a state. What changes it stands in `workflows/`.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from models.acts import Answer
from models.calendar import WorkingCalendar
from models.clock import DeadlineClock
from models.deadline import Deadline
from models.deeds import Deed, Draft
from models.events import GENESIS, DossierEvent
from models.identifiers import AgencyCode, DecisionId, NoteId, OfficerId, ReasonCode, StepKey
from models.journal import AlarmRow, PaperRow, Snapshot
from models.keys import KeyText
from models.lifecycle import Phase
from models.linked import Stage
from models.matter import MatterKind, MatterRow
from models.opening import OpeningBody, Terms
from models.outcome import Outcome
from models.policy import Standing
from models.procedure import Role, Step, StepKind
from models.regime import Parameters
from models.rooting import HandedOn
from models.rules import PinnedRules
from models.statuses import Origin, Status
from models.stores import StoreKind
from models.undoing import Undo
from models.value import Hash, UtcTime, canonical, sha256_hex

__all__ = [
    "LETTERS",
    "RECEPTION_DESK",
    "Apology",
    "Aside",
    "Blocked",
    "Decision",
    "DossierState",
    "Effect",
    "EffectKind",
    "FirstPromise",
    "HandOver",
    "Holding",
    "Matter",
    "Payment",
    "Rating",
    "Refusal",
    "Stretch",
    "Tenure",
    "Undoing",
    "to_nobody",
]

RECEPTION_DESK = -1
"""The position of the reception, which holds a dossier before the first step."""


class _State(BaseModel):
    """Mutable, unlike messages: changed in place by the one workflow that owns it."""

    model_config = ConfigDict(extra="forbid", validate_assignment=False, hide_input_in_errors=True)


class EffectKind(StrEnum):
    """What can be done for a dossier; each has its activity."""

    RECEPTION = "reception"
    COORDINATION = "coordination"
    DIGITISATION = "digitisation"
    TRANSFER = "transfer"
    SIGNATURE = "signature"
    RESULT_RETURN = "result_return"
    APOLOGY = "apology"
    DELIVERY = "delivery"
    ESCALATION = "escalation"
    ERRAND = "errand"
    CORRECTION = "correction"
    NOTICE = "notice"
    REFUND = "refund"
    WORD = "word"
    FACT = "fact"
    APOLOGY_SIGNATURE = "apology_signature"
    FEEDING = "feeding"


LETTERS: Final = frozenset(
    {EffectKind.APOLOGY, EffectKind.DELIVERY, EffectKind.ESCALATION, EffectKind.ERRAND, EffectKind.NOTICE,
     EffectKind.WORD, EffectKind.APOLOGY_SIGNATURE, EffectKind.FEEDING}
)  # fmt: skip
"""What is written and sent to somebody: on a queue of its own, after everything that somebody waits for."""


class Effect(_State):
    """An effect that was decided and is to be done. Its id is `branch-seq` of its *decided* event."""

    effect_id: str
    kind: EffectKind
    at: UtcTime
    """Legal time of the decision: the time on the paper, whenever the worker gets to it."""
    detail: dict[str, Any]
    """The detail of its *decided* event."""
    rounds: int = 0
    """How often it was given up and tried again."""


class Blocked(_State):
    """An effect that could not be done; it waits for a retry, by a person or, after an outage, by the clock."""

    effect: Effect
    error: str
    retry_at: UtcTime | None
    """None: the error is final until a person says `retry`."""


class Stretch(_State):
    """A stretch of time in which one position held the dossier."""

    start: UtcTime
    end: UtcTime | None = None


class Tenure(_State):
    """The agency that had a position until its duties passed to another."""

    agency: AgencyCode
    until: UtcTime
    officer: OfficerId | None = None
    """Who acted on it last there."""


class Holding(_State):
    """What one position of the process did: the desk (-1) or a step."""

    stretches: list[Stretch] = Field(default_factory=list)
    officer: OfficerId | None = None
    """Who took it over or acted on it last."""
    assigned: OfficerId | None = None
    """Whose work it is, or was when it was done; None: any officer's of the agency and role."""
    former: list[Tenure] = Field(default_factory=list)
    """Which agencies had it before the one of now, the first one first."""

    @property
    def open_since(self) -> datetime | None:
        """Since when it holds the dossier now."""
        return self.stretches[-1].start if self.stretches and self.stretches[-1].end is None else None


def to_nobody(blocked: Blocked) -> bool:
    """Whether it is an apology to a person who was erased: no try will ever do it (rulebook §6)."""
    return blocked.effect.kind is EffectKind.APOLOGY and blocked.error == "PERSON_ERASED"


class HandOver(_State):
    """A hand-over from one position to another; backwards it is a send-back or rework."""

    source: int
    target: int
    given_by: OfficerId
    given_at: UtcTime
    silent_after: UtcTime
    """Past it, not being taken over raises an alarm."""
    taken_by: OfficerId | None = None
    taken_at: UtcTime | None = None
    declined: bool = False
    withdrawn: bool = False
    """A supervisor undid it, or its being taken over."""
    source_agency: AgencyCode | None = None
    """The agency that gave it, where its duties have passed to another since."""
    target_agency: AgencyCode | None = None
    """The agency to which it was given, where its duties have passed to another since it answered."""


class FirstPromise(_State):
    """What was promised at reception, kept once a changed calendar or procedure moved the due instant."""

    clock: DeadlineClock
    calendar: WorkingCalendar


class Matter(_State):
    """One matter beside the line of steps (models/matter.py)."""

    number: int
    kind: MatterKind
    agency: AgencyCode | None = None
    opened_by: OfficerId | None = None
    opened_at: UtcTime
    due: UtcTime | None = None
    closed_at: UtcTime | None = None
    outcome: str | None = None
    detail: dict[str, Any] = Field(default_factory=dict)

    @property
    def row(self) -> MatterRow:
        """As the read model shows it."""
        return MatterRow.model_validate(self.model_dump())


class Aside(_State):
    """Where a dossier that stands aside for a matter goes on afterwards."""

    matter: int
    phase: Phase
    status: Status


class Payment(_State):
    """What the applicant paid, once for each reference of the bank or of the counter's receipts."""

    reference: str
    amount: int
    """In đồng."""
    paid_at: UtcTime
    decision_id: DecisionId
    """The act that told it: said again under another id, it gets that act's answer."""
    matter: int
    refunded: bool = False
    """A refund of it was ordered."""


class Refusal(_State):
    """The proposal to refuse after appraisal, with its written reasons (rulebook §1)."""

    reason_code: ReasonCode
    note_id: NoteId | None
    step: StepKey
    """Who proposed it."""


class Undoing(_State):
    """What an early end has still to undo (workflows/undoing.py)."""

    left: list[Undo]
    reason_code: ReasonCode
    note_id: NoteId | None
    under_way: str | None = None
    """The effect that undoes what was taken from `left` last."""


class Apology(_State):
    """The one apology of a late dossier."""

    new_due: UtcTime
    stated_on: date | None = None
    """The day on which an older system issued it; None: ours."""
    letter: PaperRow | None = None
    delivered: str | None = None
    """The evidence of delivery; None: still owed."""
    told: dict[str, Any] = Field(default_factory=dict)
    """What the letter says of the delay: the detail of its decision; empty for an older system's."""
    settled: AgencyCode | None = None
    """Who answers for the delay, once that was contested and settled."""
    unsigned: bool = False
    """Issued under the seal alone where the regime wants the head's signature too."""
    signed: PaperRow | None = None
    """The same letter with the head's signature, issued after it; None: none, or it was signed from the first."""
    signed_letter: str | None = None
    """Its name in the outbox."""

    @property
    def owed(self) -> bool:
        """Còn nợ xin lỗi: ours, and without evidence of delivery."""
        return self.stated_on is None and self.delivered is None

    @property
    def wants_signature(self) -> bool:
        """Whether the head may still sign what was issued under the seal alone."""
        return self.unsigned and self.letter is not None

    @property
    def stated_agency(self) -> AgencyCode | None:
        """Whom the first letter named as answering for the delay; None: an older system's letter."""
        agency = self.told.get("accountable_agency")
        return None if agency is None else AgencyCode(agency)

    @property
    def accountable(self) -> AgencyCode | None:
        """Who answers for the delay: as settled, else as the letter says."""
        return self.settled or self.stated_agency


class Rating(_State):
    """What the applicant thought of it."""

    score: int
    criteria: dict[str, int]
    rated_at: UtcTime
    """When it was rated first: from then on the time runs in which it may be changed."""


class Decision(_State):
    """An act that was done: repeated with the same content, it gets the first answer again."""

    digest: Hash
    answer: Answer


class DossierState(_State):
    """Everything the workflow knows. Times are legal times."""

    opening: OpeningBody
    rules: PinnedRules | None = None
    clock: DeadlineClock | None = None
    status: Status = Status.REGISTERED
    phase: Phase = Phase.REGISTERED
    position: int = RECEPTION_DESK
    """The current step: the one at work, or the next to be handed over to."""
    holder: int = RECEPTION_DESK
    """Whose clock runs: the sender's until the receiver takes over."""
    holdings: dict[int, Holding] = Field(default_factory=dict)
    hand_overs: list[HandOver] = Field(default_factory=list)
    handlers: list[OfficerId] = Field(default_factory=list)
    book_number: int | None = None
    """Its number in the register book (sổ theo dõi hồ sơ) of the agency that received it; None until then."""
    held: dict[StepKey, StoreKind] = Field(default_factory=dict)
    """Which components a store held for the applicant at reception."""
    digitised: dict[StepKey, Hash] = Field(default_factory=dict)
    """Which components officers digitised, each with the hash of its newest plain file."""
    received_at: UtcTime | None = None
    received_by: OfficerId | None = None
    """Who received it at the counter, or accepted it."""
    finished_at: UtcTime | None = None
    closed_at: UtcTime | None = None
    result: PaperRow | None = None
    rating: Rating | None = None
    result_cancelled_at: UtcTime | None = None
    apology: Apology | None = None
    draft: Draft | None = None
    """The letter that was drafted before the breach; it counts while none is decided."""
    moves: list[Deed] = Field(default_factory=list)
    """The last moves that may be undone, the newest last."""
    assignment: Deed | None = None
    """The last assignment of the step in hand, if it may be undone."""
    urges: list[int] = Field(default_factory=list)
    """The events of the urges that stand."""
    facts: dict[str, Hash] = Field(default_factory=dict)
    """Of each fact that was corrected, the keyed digest of what stands."""
    escalated: bool = False
    matters: list[Matter] = Field(default_factory=list)
    aside: Aside | None = None
    """For which matter its clock stands, and where it goes on."""
    payments: list[Payment] = Field(default_factory=list)
    marked_late: bool = False
    """A second supplement was allowed: it counts as late in the index of Decision 766."""
    refusal: Refusal | None = None
    """Approved, the result is a refusal; None: it is granted."""
    undoing: Undoing | None = None
    promises: int = 0
    """How often what was promised changed since reception: by it alarms of one due instant are told from another's."""
    duties: dict[AgencyCode, AgencyCode] = Field(default_factory=dict)
    """Ceased agency → who has its duties in this dossier since."""
    first: FirstPromise | None = None
    """None: the rules are still those of the reception."""
    calendar_since: UtcTime | None = None
    """When the calendar in force was decided, if it came after the reception."""
    lifted: int = 0
    """How often a changed rule lifted a lateness that was told: the next one has an alarm of its own."""
    alarms: list[AlarmRow] = Field(default_factory=list)
    queue: list[Effect] = Field(default_factory=list)
    errands: list[Effect] = Field(default_factory=list)
    """Out with agencies that have a queue of their own; each comes into the queue when it is back."""
    blocked: list[Blocked] = Field(default_factory=list)
    decisions: dict[DecisionId, Decision] = Field(default_factory=dict)
    refused_acts: int = 0
    rooted: list[HandedOn] = Field(default_factory=list)
    """By what the root it was opened under came to be another."""
    group_told: Stage | None = None
    """Of what the other parts of its linked procedures were told last."""
    branch: int = 0
    seq: int = 0
    head: Hash = GENESIS
    unwritten: list[DossierEvent] = Field(default_factory=list)
    """The journal that the register does not have yet."""
    kept: Snapshot | None = Field(default=None, exclude=True)
    """The read model that the register has for certain; None at the start of a run and while a write is under way."""
    journal_blocked: str | None = None
    """The register's journal is another than this one (`CHAIN_FORKED`); no effect goes on until a person decides."""
    recorded: bool = False
    """Whether the receipt, or an online registration, stands in the register."""

    @property
    def digest(self) -> Hash:
        """SHA-256 of the canonical JSON of all of it: what proves that a state is the one that was meant."""
        return sha256_hex(canonical(self))

    @property
    def is_answered(self) -> bool:
        """Whether there is something to answer a submission: a receipt, a registration, or why there is none yet."""
        begun = (Phase.REGISTERED, Phase.COORDINATING, Phase.ENDED, Phase.AFTER)
        return self.rules is not None or self.phase in begun

    # ── where it stands ───────────────────────────────────────────────────────────────────────────────────────────

    @property
    def root(self) -> KeyText:
        """The root under which proofs hold: the one pinned at the opening, or the last it was handed on to."""
        return self.rooted[-1].new if self.rooted else self.opening.root_key

    @property
    def steps(self) -> tuple[Step, ...]:
        """The internal process; empty before reception."""
        return self.rules.procedure.steps if self.rules else ()

    @property
    def step(self) -> Step | None:
        """The current step; None at the desk."""
        return self.steps[self.position] if 0 <= self.position < len(self.steps) else None

    def agency_at(self, position: int) -> AgencyCode:
        """The agency at a position of the process."""
        return self.desk if position == RECEPTION_DESK else AgencyCode(self.steps[position].agency)

    @property
    def desk(self) -> AgencyCode:
        """Whose reception acts for it."""
        return self.rules.desk if self.rules else self.opening.receiving

    @property
    def desk_since(self) -> datetime:
        """From when the desk holds it: reception; a migrated dossier its entry, for who held it before is unknown.

        While the competent agency was sought nobody held it.
        """
        if self.coordinated is not None and self.coordinated.closed_at is not None:
            return self.coordinated.closed_at
        migrated = self.opening.origin is Origin.MIGRATED
        return self.opening.entered_at if migrated or self.received_at is None else self.received_at

    @property
    def coordinated(self) -> Matter | None:
        """The last question which agency is competent; None: the rules told."""
        asked = [matter for matter in self.matters if matter.kind is MatterKind.COORDINATION]
        return asked[-1] if asked else None

    @property
    def coordinator(self) -> AgencyCode | None:
        """Who is asked which agency is competent."""
        return self.coordinated.agency if self.coordinated else None

    @property
    def competent(self) -> AgencyCode:
        """The competent agency, or whoever has its duties now; until one is named, the agency that received it."""
        if self.rules is not None:
            return AgencyCode(self.rules.procedure.competent)
        return self.opening.competent or self.desk

    @property
    def published(self) -> dict[StepKey, StoreKind | None]:
        """The procedure's published list, each component with the store that has it, if one does."""
        if self.rules is None:
            return {listed.key: listed.store for listed in self.opening.published}
        listed = self.rules.procedure.components
        return {component.key: self.held.get(component.key, component.source.store) for component in listed}

    @property
    def terms(self) -> Parameters | Terms | None:
        """What the regime says of the applicant: as pinned, before that as it stood at registration, if it was told."""
        return self.rules.regime.parameters if self.rules else self.opening.terms

    def acting_for(self, agency: AgencyCode) -> AgencyCode:
        """Who has an agency's duties in this dossier: itself, or its successor's successor."""
        while agency in self.duties:
            agency = self.duties[agency]
        return agency

    def role_at(self, position: int) -> Role:
        """The role that acts at a position of the process."""
        return Role.RECEPTION if position == RECEPTION_DESK else self.steps[position].role

    def key_at(self, position: int) -> StepKey | None:
        """The step's key at a position; None at the desk."""
        return None if position == RECEPTION_DESK else self.steps[position].key

    @property
    def holding_agency(self) -> AgencyCode:
        """Whose clock runs."""
        return self.agency_at(self.holder)

    @property
    def hand_over(self) -> HandOver | None:
        """The hand-over that waits to be taken, if one does."""
        return self.hand_overs[-1] if self.phase is Phase.HANDED_OVER else None

    def open_matters(self, kind: MatterKind) -> list[Matter]:
        """The matters of a kind that wait for their answer."""
        return [matter for matter in self.matters if matter.kind is kind and matter.closed_at is None]

    def open_matter(
        self, kind: MatterKind, now: datetime, *, by: OfficerId | None = None, agency: AgencyCode | None = None,
        due: datetime | None = None, **detail: Any,
    ) -> Matter:  # fmt: skip
        """Open a matter, numbered from 1 among all of the dossier's."""
        number = len(self.matters) + 1
        matter = Matter(
            number=number, kind=kind, agency=agency, opened_by=by, opened_at=now, due=due, detail=detail
        )  # fmt: skip
        self.matters.append(matter)
        return matter

    @property
    def consultations_to_answer(self) -> list[Matter]:
        """The consultations that no opinion came to yet, also those that silence closed; none that was taken back."""
        return [
            matter
            for matter in self.matters
            if matter.kind is MatterKind.CONSULTATION
            and "answered_at" not in matter.detail
            and matter.outcome not in ("cancelled", "recalled")
        ]

    @property
    def outcome(self) -> Outcome | None:
        """How it came out; None while the promise is open."""
        if self.finished_at is None:
            return None
        ended = {
            Status.NOT_ACCEPTED: Outcome.NOT_ACCEPTED,
            Status.WITHDRAWN: Outcome.WITHDRAWN,
            Status.STOPPED: Outcome.STOPPED,
        }
        return ended.get(self.status, Outcome.REFUSED if self.refusal is not None else Outcome.GRANTED)

    @property
    def standing(self) -> Standing:
        """Where it stands, as far as the policy asks."""
        step = self.step
        return Standing(
            status=int(self.status),
            phase=self.phase,
            step=step.key if step else None,
            kind=step.kind if step else None,
            step_agency=AgencyCode(step.agency) if step else None,
            step_role=step.role if step else None,
            sender_agency=self.holding_agency,
            sender_role=self.role_at(self.holder),
            receiving=self.desk,
            competent=self.competent,
            handlers=tuple(self.handlers),
            letter_owed=self.letter_owed,
            blocked=bool(self.blocked) or self.journal_blocked is not None,
            can_go_back=self.earlier_step(None) is not None,
            forked=self.journal_blocked == "CHAIN_FORKED",
            assigned=self.assigned,
            accountable=self.accountable,
            apology_drafted=self.waiting_draft is not None,
            apology_unsigned=self.apology is not None and self.apology.wants_signature,
            attributable=self.attributable,
            contested=self.contested,
            above=self.rules.above(*self._concerned(step)) if self.rules else (),
            least_identity=self.opening.least_identity,
            result_holds=self.result is not None and self.result_cancelled_at is None,
            coordinator=self.coordinator,
            at_desk=self.holder == RECEPTION_DESK,
            consulted=tuple(dict.fromkeys(matter.agency for matter in self.consultations_to_answer if matter.agency)),
            matters=tuple(matter.kind for matter in self.matters if matter.closed_at is None),
            supplemented=self.rules is not None and any(m.kind is MatterKind.SUPPLEMENT for m in self.matters),
        )

    def _concerned(self, step: Step | None) -> tuple[AgencyCode, ...]:
        """The agencies whose superiors may supervise it now."""
        at_work = () if step is None else (AgencyCode(step.agency),)
        return (self.desk, self.competent, *at_work, self.holding_agency)

    @property
    def next_effect(self) -> Effect:
        """What of the queue is done first: letters after all else, for none may hold back a result."""
        return next((effect for effect in self.queue if effect.kind not in LETTERS), self.queue[0])

    def earlier_step(self, key: StepKey | None) -> int | None:
        """The handle or consult step before the current one: the one named, or the last; None if there is none."""
        for position in range(self.position - 1, -1, -1):
            step = self.steps[position]
            if step.kind in (StepKind.HANDLE, StepKind.CONSULT) and key in (None, step.key):
                return position
        return None

    # ── whose work, whose fault ───────────────────────────────────────────────────────────────────────────────────

    @property
    def assigned(self) -> OfficerId | None:
        """Whose work the step in hand is; None: nobody's in particular."""
        holding = self.holdings.get(self.position) if self.phase is Phase.IN_HAND else None
        return holding.assigned if holding else None

    @property
    def waiting_draft(self) -> Draft | None:
        """The drafted letter, while the head may send it."""
        if self.draft is None or self.draft.promise != self.promises or self.apology is not None:
            return None
        return self.draft if self.finished_at is None and self.due is not None else None

    @property
    def accountable(self) -> AgencyCode | None:
        """Which agency's head answers for the delay that was told, or that is foreseen."""
        if self.apology is not None:
            return self.apology.accountable
        return self.waiting_draft.agency if self.waiting_draft else None

    @property
    def attributable(self) -> bool:
        """Whether who answers for the delay was told by us and never contested."""
        told = self.apology is not None and self.apology.stated_agency is not None
        return told and not any(matter.kind is MatterKind.ATTRIBUTION for matter in self.matters)

    @property
    def contested(self) -> tuple[AgencyCode, ...]:
        """Between which agencies it is contested who answers for the delay."""
        parties = [
            AgencyCode(agency)
            for matter in self.open_matters(MatterKind.ATTRIBUTION)
            for agency in (matter.detail["accountable_agency"], matter.detail["to_agency"])
            if agency is not None
        ]
        return tuple(dict.fromkeys(parties))

    # ── the promise ───────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def deadline(self) -> Deadline | None:
        """The clock read by the pinned calendar; None before reception."""
        return self.clock.on(self.rules.calendar) if self.clock and self.rules else None

    @property
    def due(self) -> datetime | None:
        """The due instant; None before reception and while the clock is paused."""
        deadline = self.deadline
        return deadline.due if deadline else None

    @property
    def due_original(self) -> datetime | None:
        """The due instant by the rules of the reception: no extension, apology or later rule changes it."""
        deadline = self.deadline
        if self.first is None or deadline is None:
            return deadline.due_original if deadline else None
        promised = self.first.clock.model_copy(update={"suspensions": deadline.clock.suspensions})
        return promised.on(self.first.calendar).due_original

    def overdue_at(self, now: datetime) -> bool:
        """Whether the promise is open and past due: at the very instant it is still on time."""
        due = self.due
        return self.finished_at is None and due is not None and now > due

    @property
    def apology_owed(self) -> bool:
        """Whether a late dossier still owes its apology."""
        return self.apology is not None and self.apology.owed

    @property
    def letter_undelivered(self) -> bool:
        """Whether a letter of apology is issued and its delivery has no evidence yet."""
        return self.apology is not None and self.apology.owed and self.apology.letter is not None

    @property
    def letter_owed(self) -> bool:
        """Whether an officer can settle the apology: its letter is issued, or can never be, for nobody is left."""
        return self.letter_undelivered or (self.apology_owed and any(map(to_nobody, self.blocked)))

    def used(self, position: int, now: datetime) -> timedelta:
        """Working time for which a position held the dossier up to `now`."""
        holding = self.holdings.get(position)
        if holding is None or self.rules is None:
            return timedelta(0)
        between = self.rules.calendar.between
        return sum((between(s.start, s.end or now) for s in holding.stretches), timedelta(0))

    def allotted(self, position: int) -> timedelta:
        """Working time that the process allots to a position; the desk has none of its own."""
        return timedelta(0) if position == RECEPTION_DESK else timedelta(hours=self.steps[position].limit_hours)
