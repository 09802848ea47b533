"""Matters: what is asked of somebody beside the line of steps: a supplement, a payment, an opinion (rulebook §1).

Each has its own number, its own due instant and its own answer. Some of them stop the dossier's clock: the dossier
stands aside until they are answered.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

from pydantic import Field

from models.identifiers import AgencyCode, DossierCode, OfficerId, ProcedureCode
from models.lifecycle import Phase
from models.statuses import Status
from models.value import Mutable, UtcTime, Value

__all__ = ["SHOWN_AS", "Aside", "Matter", "MatterKind", "MatterRow", "Question"]


class MatterKind(StrEnum):
    """What is asked."""

    SUPPLEMENT = "supplement"
    """Papers of the applicant (bổ sung, hoàn thiện hồ sơ)."""
    PAYMENT = "payment"
    """A fee of the applicant (nghĩa vụ tài chính)."""
    COORDINATION = "coordination"
    """Of the superior of the receiving agency: which agency is competent (điều phối)."""
    CONSULTATION = "consultation"
    """The opinion of another agency (lấy ý kiến)."""
    ATTRIBUTION = "attribution"
    """Who answers for a delay (trách nhiệm chậm trễ); it stops nothing."""
    STOP = "stop"
    """The dossier is being stopped; it stands still until the notice is issued (dừng giải quyết)."""

    @property
    def vi(self) -> str:
        """What a person calls it."""
        return _VI[self]


_VI = {
    MatterKind.SUPPLEMENT: "yêu cầu bổ sung",
    MatterKind.PAYMENT: "nghĩa vụ tài chính",
    MatterKind.COORDINATION: "điều phối cơ quan có thẩm quyền",
    MatterKind.CONSULTATION: "lấy ý kiến",
    MatterKind.STOP: "dừng giải quyết",
    MatterKind.ATTRIBUTION: "trách nhiệm chậm trễ",
}

SHOWN_AS: Final[dict[MatterKind, Status]] = {
    MatterKind.SUPPLEMENT: Status.SUPPLEMENT,
    MatterKind.PAYMENT: Status.PAYMENT,
    MatterKind.STOP: Status.STOPPED,
}
"""The matters that stop the clock, and the status that the portal shows meanwhile ("Tạm dừng xử lý")."""


class Question(Value):
    """An open consultation as the inbox of the consulted agency shows it."""

    code: DossierCode
    procedure: ProcedureCode
    number: int
    """By which it is answered: `answer_consultation`, `matter`."""
    opened_at: UtcTime
    due: UtcTime | None


class MatterRow(Value):
    """One matter in the read model. No personal data: content lies in notes."""

    number: int
    kind: MatterKind
    agency: AgencyCode | None
    """Of whom it is asked; None: of the applicant."""
    opened_by: OfficerId | None
    opened_at: UtcTime
    due: UtcTime | None
    """Until when an answer is expected; None: no limit."""
    closed_at: UtcTime | None
    outcome: str | None
    """How it ended, in a word of its kind; None: it is open."""
    detail: dict[str, Any]


class Matter(Mutable):
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


class Aside(Mutable):
    """Where a dossier that stands aside for a matter goes on afterwards."""

    matter: int
    phase: Phase
    status: Status
