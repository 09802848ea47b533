"""Linked procedures (liên thông): one submission, several dossiers, the result of one being a component of the next.

What becomes of the parts is decided here, purely, from how each of them stands; the register keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, NamedTuple, Self

from pydantic import Field, model_validator

from models.identifiers import AgencyCode, DossierCode, Identifier, ProcedureCode, StepKey
from models.value import Hash, Nfc, UtcTime, Value

__all__ = [
    "Fed", "GroupCode", "Judged", "LinkedPart", "LinkedProcedures", "Membership", "Need", "OnEnd", "PartState",
    "Sibling", "Stage", "TrackingKey", "judge",
]  # fmt: skip


class GroupCode(Identifier):
    """The catalogue's code of linked procedures, e.g. `KS-TT-BHYT`."""

    __slots__ = ()
    pattern = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")


class TrackingKey(Identifier):
    """By which the applicant follows all dossiers of one submission (mã tra cứu): `LT-H24.31.1-261123-0001`."""

    __slots__ = ()
    pattern = re.compile(rf"LT-(?:{AgencyCode.pattern.pattern})-\d{{6}}-\d{{4,7}}")

    @classmethod
    def compose(cls, agency: AgencyCode, day: date, number: int) -> TrackingKey:
        """Compose the key of the `number`-th group that `agency` received on `day` (a day in Vietnam)."""
        return cls(f"LT-{agency}-{day:%y%m%d}-{number:04d}")

    @property
    def place(self) -> tuple[AgencyCode, date, int]:
        """The agency, the day and the number of which it is composed."""
        agency, day, number = self.removeprefix("LT-").rsplit("-", 2)
        return AgencyCode(agency), date(2000 + int(day[:2]), int(day[2:4]), int(day[4:])), int(number)


class OnEnd(StrEnum):
    """What becomes of a part when one that it needs ends without the result."""

    CANCEL = "cancel"
    """It is not started either."""
    CONTINUE = "continue"
    """It is started without that component."""


class Need(Value):
    """A component of a part that is another part's result."""

    component: StepKey
    part: StepKey
    on_end: OnEnd = OnEnd.CANCEL


class LinkedPart(Value):
    """One of the linked procedures. Parts that need nothing start at once, every other when it has what it needs."""

    key: StepKey
    procedure: ProcedureCode
    needs: tuple[Need, ...] = ()


class LinkedProcedures(Value):
    """One version of a group of linked procedures, as a decision announces it."""

    code: GroupCode
    version: Annotated[int, Field(ge=1)]
    name: Nfc
    parts: Annotated[tuple[LinkedPart, ...], Field(min_length=2, max_length=12)]
    valid_from: date
    valid_to: date | None = None
    decision: Nfc
    verified: bool
    unverified: tuple[Nfc, ...] = ()

    @model_validator(mode="after")
    def _parts_follow_each_other(self) -> Self:
        """A part needs only what stands before it, so that nothing waits in a circle and the first can begin."""
        known: set[StepKey] = set()
        for part in self.parts:
            if part.key in known:
                msg = f"phần {part.key} có hai lần (twice)"
                raise ValueError(msg)
            if missing := sorted({need.part for need in part.needs} - known):
                msg = f"phần {part.key} cần phần {missing[0]} không đứng trước nó (does not stand before it)"
                raise ValueError(msg)
            if len({need.component for need in part.needs}) < len(part.needs):
                msg = f"phần {part.key} cần một thành phần hai lần (a component twice)"
                raise ValueError(msg)
            known.add(part.key)
        return self

    def in_force(self, day: date) -> bool:
        """Whether a submission of `day` may use this version (both ends included)."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def part(self, key: StepKey) -> LinkedPart:
        """Return a part. Raises KeyError."""
        return {part.key: part for part in self.parts}[key]

    def waiting_on(self, key: StepKey) -> tuple[LinkedPart, ...]:
        """Return the parts that the end of a part may concern: those that need it, or one that does."""
        concerned = {key}
        found = []
        for part in self.parts:
            if concerned & {need.part for need in part.needs}:
                concerned.add(part.key)
                found.append(part)
        return tuple(found)


class PartState(StrEnum):
    """How a part of a group stands."""

    WAITING = "waiting"
    STARTED = "started"
    DONE = "done"
    """It has its result."""
    ENDED = "ended"
    """It ended without one."""
    CANCELLED = "cancelled"
    """It will not be started, for one that it needs ended."""
    ERASED = "erased"
    """It cannot be started: who submitted it was erased."""

    @property
    def vi(self) -> str:
        """What a person calls it."""
        return _STATE_VI[self]


_STATE_VI = {
    PartState.WAITING: "chờ kết quả của phần trước",
    PartState.STARTED: "đang giải quyết",
    PartState.DONE: "đã có kết quả",
    PartState.ENDED: "đã kết thúc, không có kết quả",
    PartState.CANCELLED: "không thực hiện nữa",
    PartState.ERASED: "không thực hiện được: dữ liệu của người nộp đã bị xóa",
}
_OVER = frozenset({PartState.ENDED, PartState.CANCELLED, PartState.ERASED})
_SETTLED = frozenset({PartState.DONE, *_OVER})


class Judged(NamedTuple):
    """What is to be done with the parts that wait."""

    ready: tuple[StepKey, ...]
    """They have all they will get: to be started."""
    cancelled: dict[StepKey, StepKey]
    """Part → the one by whose end it is not started."""


def judge(definition: LinkedProcedures, states: Mapping[StepKey, PartState]) -> Judged:
    """Say which waiting parts are to be started and which are not, from how every part stands."""
    now, ready, cancelled = dict(states), [], {}
    for part in definition.parts:  # in their order, so that what is cancelled is known to those after it
        if now[part.key] is not PartState.WAITING:
            continue
        lost = [need.part for need in part.needs if need.on_end is OnEnd.CANCEL and now[need.part] in _OVER]
        if lost:
            now[part.key], cancelled[part.key] = PartState.CANCELLED, lost[0]
        elif all(now[need.part] in _SETTLED for need in part.needs):
            ready.append(part.key)
    return Judged(tuple(ready), cancelled)


class Fed(Value):
    """A component that was another part's result: of which dossier, and the SHA-256 of the paper."""

    component: StepKey
    part: StepKey
    code: DossierCode
    paper: Hash


class Sibling(Value):
    """Another part of a dossier's group, as far as it was known when the dossier was reserved."""

    part: StepKey
    procedure: ProcedureCode
    name: Nfc
    """The procedure's name."""
    receiving: AgencyCode
    code: DossierCode | None = None
    """None: not started then."""
    due: UtcTime | None = None


class Membership(Value):
    """Of which group a dossier is a part, and what it was fed with."""

    key: TrackingKey
    part: StepKey
    beside: bool = False
    """It begins the group, and others that need nothing are to be started beside it."""
    fed: tuple[Fed, ...] = ()
    others: tuple[Sibling, ...] = ()
    """The other parts, for the one receipt."""


class Stage(StrEnum):
    """When a dossier tells its group how it stands."""

    OPENED = "opened"
    ENDED = "ended"
