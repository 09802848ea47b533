"""The state of one dossier: everything its workflow knows, one class, whole in one message (design §2.13).

A continued run and a start from the register both begin with such a state. What changes it stands in `workflows/`.
"""

from __future__ import annotations

from pydantic import Field

from models.deeds import Deed, Draft
from models.effects import LETTERS, Blocked, Effect, to_nobody
from models.events import GENESIS, DossierEvent
from models.holdings import RECEPTION_DESK
from models.identifiers import AgencyCode, CalendarVersion, DecisionId, OfficerId, StepKey
from models.journal import AlarmRow, PaperRow, Snapshot
from models.keys import KeyText
from models.lifecycle import Phase
from models.linked import Stage
from models.matter import Aside, MatterKind
from models.outcome import Outcome
from models.placed import Placed
from models.policy import Standing
from models.procedure import Step
from models.remembered import Apology, Decision, Payment, Rating, Refusal, Undoing, Waiting
from models.rooting import HandedOn
from models.statuses import Status
from models.value import Hash, UtcTime, canonical, sha256_hex

__all__ = ["DossierState"]


class DossierState(Placed):
    """Everything the workflow knows. Times are legal times."""

    handlers: list[OfficerId] = Field(default_factory=list)
    book_number: int | None = None
    """Its number in the register book (sổ theo dõi hồ sơ) of the agency that received it; None until then."""
    digitised: dict[StepKey, Hash] = Field(default_factory=dict)
    """Which components officers digitised, each with the hash of its newest plain file."""
    received_by: OfficerId | None = None
    """Who received it at the counter, or accepted it."""
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
    aside: Aside | None = None
    """For which matter its clock stands, and where it goes on."""
    payments: list[Payment] = Field(default_factory=list)
    marked_late: bool = False
    """A second supplement was allowed: it counts as late in the index of Decision 766."""
    refusal: Refusal | None = None
    """Approved, the result is a refusal; None: it is granted."""
    undoing: Undoing | None = None
    waiting: Waiting | None = None
    """None: nothing of it is counted before its rules are pinned, or it was opened by version 0.1."""
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
    def _supplemented(self) -> bool:
        """Whether the one request was made: what the counter asks for before it accepts belongs to the reception."""
        since = self.received_at
        asked = (matter.opened_at for matter in self.matters if matter.kind is MatterKind.SUPPLEMENT)
        return self.rules is not None and since is not None and any(at >= since for at in asked)

    @property
    def counted_by(self) -> CalendarVersion | None:
        """By which calendar its limit is counted, or until it has one, how long others may take with it; None: by none.

        A dossier that came back to its counter with a supplement was answered before.
        """
        if self.rules is not None:
            return self.rules.calendar.version
        asked = any(matter.kind is MatterKind.SUPPLEMENT for matter in self.matters)
        waits = self.phase is Phase.COORDINATING or (self.phase is Phase.REGISTERED and not asked)
        return self.waiting.calendar if self.waiting is not None and waits else None

    @property
    def is_answered(self) -> bool:
        """Whether there is something to answer a submission: a receipt, a registration, or why there is none yet."""
        begun = (Phase.REGISTERED, Phase.SUSPENDED, Phase.COORDINATING, Phase.ENDED, Phase.AFTER)
        return self.rules is not None or self.phase in begun

    @property
    def root(self) -> KeyText:
        """The root under which proofs hold: the one pinned at the opening, or the last it was handed on to."""
        return self.rooted[-1].new if self.rooted else self.opening.root_key

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
            pinned=self.rules is not None,
            counted=self.counted_by is not None,
            blocked=bool(self.blocked) or self.journal_blocked is not None,
            can_go_back=self.earlier_step(None) is not None,
            forked=self.journal_blocked == "CHAIN_FORKED",
            assigned=self.assigned,
            accountable=self.accountable,
            apology_drafted=self.waiting_draft is not None,
            apology_unsigned=self.apology is not None and self.apology.wants_signature,
            attributable=self.attributable,
            contested=self.contested,
            arbiters=self.rules.above_all(*self.contested) if self.rules and self.contested else (),
            above=self.rules.above(*self._concerned(step)) if self.rules else (),
            least_identity=self.opening.least_identity,
            result_holds=self.result is not None and self.result_cancelled_at is None,
            coordinator=self.coordinator,
            at_desk=self.holder == RECEPTION_DESK,
            consulted=tuple(dict.fromkeys(matter.agency for matter in self.consultations_to_answer if matter.agency)),
            matters=tuple(matter.kind for matter in self.matters if matter.closed_at is None),
            supplemented=self._supplemented,
        )

    def _concerned(self, step: Step | None) -> tuple[AgencyCode, ...]:
        """The agencies whose superiors may supervise it now."""
        at_work = () if step is None else (AgencyCode(step.agency),)
        return (self.desk, self.competent, *at_work, self.holding_agency)

    @property
    def next_effect(self) -> Effect:
        """What of the queue is done first: letters after all else, for none may hold back a result."""
        return next((effect for effect in self.queue if effect.kind not in LETTERS), self.queue[0])

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
