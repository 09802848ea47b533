"""A procedure (thủ tục hành chính) as the catalogue states it, and as it is pinned on a dossier (rulebook §1, §3)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from models.identifiers import AgencyCode, ProcedureCode, StepKey
from models.regime import ClockTime, DayEnd, OnSilence, OnSupplement
from models.stores import DocumentKind, StoreKind
from models.value import Nfc, Value

__all__ = [
    "COMPARABLE_HOURS",
    "COMPETENT",
    "RECEIVING",
    "Component",
    "ComponentSource",
    "Extensions",
    "Limit",
    "Procedure",
    "Role",
    "ServiceLevel",
    "Step",
    "StepKind",
    "Unit",
]  # fmt: skip


class Unit(StrEnum):
    """The units in which the law states a limit (rulebook §2)."""

    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"
    SAME_DAY = "same_day"


class StepKind(StrEnum):
    """What a step of an internal process is for."""

    HANDLE = "handle"
    CONSULT = "consult"
    SIGN = "sign"
    RETURN = "return"


class Role(StrEnum):
    """What an officer is today, as the register says and a proof states."""

    RECEPTION = "reception"
    """Cán bộ một cửa: receives, hands over, returns results."""
    HANDLER = "handler"
    """Chuyên viên, công chức chuyên môn: handles and consults."""
    HEAD = "head"
    """Thủ trưởng, người có thẩm quyền: approves and signs."""
    SUPERVISOR = "supervisor"
    """Người giám sát: confirms, retries, urges."""
    AUDITOR = "auditor"
    """Kiểm tra, thanh tra: reads, never acts on a dossier."""
    MIGRATOR = "migrator"
    """Carries dossiers over from an older system."""
    PORTAL = "portal"
    """The portal's service account: submits for citizens, online."""
    CATALOGUE = "catalogue"
    """Keeps procedures, agencies and calendars."""
    OPERATOR = "operator"
    """Runs the system."""


class ServiceLevel(StrEnum):
    """Level of online service (rulebook §3)."""

    FULL = "full"
    PARTIAL = "partial"
    INFORMATION = "information"


class ComponentSource(StrEnum):
    """Where a component of a dossier comes from."""

    APPLICANT = "applicant"
    NATIONAL = "national"
    SECTOR = "sector"
    PROVINCE = "province"

    @property
    def store(self) -> StoreKind | None:
        """Whose store it is taken from; None: the applicant brings it."""
        return None if self is ComponentSource.APPLICANT else StoreKind(self.value)


class Limit(Value):
    """How long the law allows. For `same_day` the amount is 1."""

    amount: Annotated[int, Field(ge=1, le=3660)]
    unit: Unit

    @model_validator(mode="after")
    def _same_day_is_one(self) -> Self:
        if self.unit is Unit.SAME_DAY and self.amount != 1:
            msg = "same_day có amount là 1 (takes the amount 1)"
            raise ValueError(msg)
        return self

    @property
    def comparable_hours(self) -> int:
        """The limit in working hours, for comparing with the sum of steps only.

        One working day is 8 h; calendar days count 5/7; a month counts 21 working days; fractions are dropped.
        """
        return self.amount * COMPARABLE_HOURS[self.unit][0] // COMPARABLE_HOURS[self.unit][1]


COMPARABLE_HOURS: dict[Unit, tuple[int, int]] = {
    Unit.WORKING_HOURS: (1, 1),
    Unit.WORKING_DAYS: (8, 1),
    Unit.CALENDAR_DAYS: (40, 7),
    Unit.MONTHS: (21 * 8, 1),
    Unit.SAME_DAY: (8, 1),
}
"""Working hours per unit as numerator and denominator."""

RECEIVING = "@receiving"
"""In the catalogue: the step is done by the agency that received the dossier."""
COMPETENT = "@competent"
"""In the catalogue: the step is done by the competent agency of the dossier."""
PARENT = "@parent"
"""In the catalogue: the agency to which the receiving one belongs, a centre's commune or province."""
PLACES = (RECEIVING, COMPETENT, PARENT)

AgencyPlace = Annotated[str, Field(pattern=rf"^(?:{AgencyCode.pattern.pattern}|@receiving|@competent|@parent)$")]
"""An agency's code, or in the catalogue a place that `models.resolution.pin` replaces by a code."""


class Step(Value):
    """One step of an internal process: who does what within how many working hours."""

    key: StepKey
    name: Nfc
    agency: AgencyPlace
    """An agency's code, or `@receiving`, `@competent` or `@parent` in the catalogue; a code when pinned."""
    role: Role
    kind: StepKind
    limit_hours: Annotated[int, Field(ge=1)]
    """Allotted working hours; one working day is 8."""


class Component(Value):
    """A paper that a dossier must or may contain (thành phần hồ sơ)."""

    key: StepKey
    name: Nfc
    required: bool = True
    originals: Annotated[int, Field(ge=0)] = 0
    copies: Annotated[int, Field(ge=0)] = 0
    source: ComponentSource = ComponentSource.APPLICANT
    document: DocumentKind | None = None
    """As what the stores know it, wherever it is asked for; None: it is made for the one dossier, as a form is."""


class Extensions(Value):
    """How far sector law allows the limit to be lengthened (gia hạn)."""

    times: Annotated[int, Field(ge=1, le=9)]
    at_most: Limit
    """Each time."""


class Procedure(Value):
    """One version of a procedure. Lateness is judged by the version in force on the day of reception."""

    code: ProcedureCode
    version: Annotated[int, Field(ge=1)]
    name: Nfc
    field: Nfc
    level: ServiceLevel
    regime: str
    competent: AgencyPlace
    """The competent agency's code; `@receiving`: whoever receives it; `@parent`: to whom the receiving one belongs."""
    received_by: Annotated[tuple[AgencyCode, ...], Field(min_length=1)]
    """Agencies whose counter receives it."""
    components: tuple[Component, ...]
    result: Nfc
    fee_dong: Annotated[int, Field(ge=0)]
    limit: Limit
    cut_off: ClockTime | None = None
    """Time of day after which reception counts as the next working day's; None: no cut-off but the regime's."""
    day_end: DayEnd | None = None
    """When on its last day a limit in working days ends; None: as the regime says."""
    extensions: Extensions | None = None
    """How often and by how much the limit may be extended by sector law; None: not at all."""
    slip_on_request: bool = False
    """True for procedures returned at once: the appointment slip is given on request only."""
    on_supplement: OnSupplement | None = None
    """What a supplement request does to the clock by sector law; None: as the regime says."""
    on_silence: OnSilence | None = None
    """What the silence of a consulted agency does by sector law; None: as the regime says."""
    steps: tuple[Step, ...]
    valid_from: date
    valid_to: date | None = None
    decision: Nfc
    """The công bố decision that issued this version."""
    verified: bool
    """False: some of code, limit, fee or steps was not checked against the published text."""
    unverified: tuple[Nfc, ...] = ()
    """What exactly is not verified."""
    replaces: tuple[ProcedureCode, ...] = ()
    """Procedures that the decision replaced by this one (thay thế)."""

    @model_validator(mode="after")
    def _process_is_lawful(self) -> Self:
        keys = [step.key for step in self.steps]
        if len(set(keys)) != len(keys):
            msg = "khóa của các bước phải khác nhau (step keys must be unique)"
            raise ValueError(msg)
        kinds = [step.kind for step in self.steps]
        if len(kinds) < 3 or kinds[-2:] != [StepKind.SIGN, StepKind.RETURN]:
            msg = "quy trình bắt đầu bằng handle, kết thúc bằng sign, return (handle first; sign, return last)"
            raise ValueError(msg)
        if kinds.count(StepKind.SIGN) != 1 or kinds.count(StepKind.RETURN) != 1 or kinds[0] is not StepKind.HANDLE:
            msg = "quy trình có đúng một sign và một return, handle đứng đầu (one sign, one return, handle first)"
            raise ValueError(msg)
        if sum(step.limit_hours for step in self.steps) > self.limit.comparable_hours:
            msg = "tổng thời hạn các bước vượt thời hạn thủ tục (the steps sum to more than the limit)"
            raise ValueError(msg)
        if self.valid_to is not None and self.valid_to < self.valid_from:
            msg = "valid_to trước valid_from (before it)"
            raise ValueError(msg)
        if self.competent == COMPETENT:
            msg = "competent là mã cơ quan, @receiving hoặc @parent (a code or one of these)"
            raise ValueError(msg)
        return self

    def in_force(self, day: date) -> bool:
        """Whether this version may be received on `day` (both ends included)."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Abolition(Value):
    """The end of a procedure by a công bố decision (bãi bỏ), as a version of its own that comes after the last."""

    code: ProcedureCode
    version: Annotated[int, Field(ge=2)]
    valid_from: date
    """The first day on which the procedure is no longer received."""
    decision: Nfc
    verified: bool
    unverified: tuple[Nfc, ...] = ()
