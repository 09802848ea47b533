"""Where a dossier stands in its process and on its clock: the half of its state that all else is asked of."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from pydantic import Field

from models.clock import DeadlineClock
from models.deadline import Deadline
from models.holdings import RECEPTION_DESK, HandOver, Holding
from models.identifiers import AgencyCode, OfficerId, StepKey
from models.lifecycle import Phase
from models.matter import Matter, MatterKind
from models.opening import OpeningBody, Terms
from models.procedure import Role, Step, StepKind
from models.regime import Parameters
from models.remembered import FirstPromise
from models.rules import PinnedRules
from models.statuses import Origin, Status
from models.stores import StoreKind
from models.value import Mutable, UtcTime

__all__ = ["Placed"]


class Placed(Mutable):
    """Where a dossier stands, whose clock runs, and what is promised. Times are legal times."""

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
    held: dict[StepKey, StoreKind] = Field(default_factory=dict)
    """Which components a store held for the applicant at reception."""
    received_at: UtcTime | None = None
    finished_at: UtcTime | None = None
    matters: list[Matter] = Field(default_factory=list)
    promises: int = 0
    """How often what was promised changed since reception: by it alarms of one due instant are told from another's."""
    duties: dict[AgencyCode, AgencyCode] = Field(default_factory=dict)
    """Ceased agency → who has its duties in this dossier since."""
    first: FirstPromise | None = None
    """None: the rules are still those of the reception."""

    # ── where it stands ───────────────────────────────────────────────────────────────────────────────────────────────

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

    def role_at(self, position: int) -> Role:
        """The role that acts at a position of the process."""
        return Role.RECEPTION if position == RECEPTION_DESK else self.steps[position].role

    def key_at(self, position: int) -> StepKey | None:
        """The step's key at a position; None at the desk."""
        return None if position == RECEPTION_DESK else self.steps[position].key

    @property
    def desk(self) -> AgencyCode:
        """Whose reception acts for it."""
        return self.rules.desk if self.rules else self.acting_for(self.opening.receiving)

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
    def holding_agency(self) -> AgencyCode:
        """Whose clock runs."""
        return self.agency_at(self.holder)

    @property
    def hand_over(self) -> HandOver | None:
        """The hand-over that waits to be taken, if one does."""
        return self.hand_overs[-1] if self.phase is Phase.HANDED_OVER else None

    def earlier_step(self, key: StepKey | None) -> int | None:
        """The handle or consult step before the current one: the one named, or the last; None if there is none."""
        for position in range(self.position - 1, -1, -1):
            step = self.steps[position]
            if step.kind in (StepKind.HANDLE, StepKind.CONSULT) and key in (None, step.key):
                return position
        return None

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
        return self.acting_for(self.opening.competent) if self.opening.competent else self.desk

    def acting_for(self, agency: AgencyCode) -> AgencyCode:
        """Who has an agency's duties in this dossier: itself, or its successor's successor."""
        while agency in self.duties:
            agency = self.duties[agency]
        return agency

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

    # ── what is asked beside the line of steps ────────────────────────────────────────────────────────────────────────

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

    # ── the promise ───────────────────────────────────────────────────────────────────────────────────────────────────

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
