"""What can happen to a running limit: suspensions and extensions, as facts with their instants (rulebook §2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Self

from pydantic import field_validator, model_validator

from models.identifiers import ReasonCode
from models.procedure import Limit, Unit
from models.value import UtcTime, Value

__all__ = ["Extension", "Suspension", "in_order", "ledger"]


class Suspension(Value):
    """A time in which the clock stands: a supplement, a payment, a stop not yet final. Open until it is resumed."""

    paused_at: UtcTime
    resumed_at: UtcTime | None = None
    restarts: bool = False
    """With the resumption the whole limit begins anew (some sector law after a supplement)."""

    @model_validator(mode="after")
    def _resumes_later(self) -> Self:
        if self.resumed_at is not None and self.resumed_at < self.paused_at:
            msg = "a suspension ends before it begins"
            raise ValueError(msg)
        return self

    def holds(self, moment: datetime) -> bool:
        """Whether the clock stood just before and at `moment`."""
        return self.paused_at < moment and (self.resumed_at is None or moment < self.resumed_at)


class Extension(Value):
    """An extension by sector law (gia hạn), counted from the due instant it found. It is no apology's new date."""

    at: UtcTime
    limit: Limit
    reason_code: ReasonCode

    @field_validator("limit")
    @classmethod
    def _is_an_amount(cls, limit: Limit) -> Limit:
        if limit.unit is Unit.SAME_DAY:
            msg = "an extension is stated in hours, days or months"
            raise ValueError(msg)
        return limit


def in_order(received_at: datetime, suspensions: Sequence[Suspension], extensions: Sequence[Extension]) -> bool:
    """Whether each suspension is over before the next, none precedes the reception, and no extension falls in one."""
    apart = all(
        before.resumed_at is not None and before.resumed_at <= after.paused_at
        for before, after in pairwise(suspensions)
    )
    rising = all(before.at <= after.at for before, after in pairwise(extensions))
    starts = [*(item.paused_at for item in suspensions[:1]), *(item.at for item in extensions[:1])]
    held = any(suspension.holds(extension.at) for suspension in suspensions for extension in extensions)
    return apart and rising and not held and all(received_at <= start for start in starts)


def ledger(suspensions: Iterable[Suspension], extensions: Iterable[Extension]) -> list[Suspension | Extension]:
    """Both in the order of time. At one instant the extension came first: a standing clock is not extended."""
    happened: list[tuple[datetime, int, Suspension | Extension]] = [(item.at, 0, item) for item in extensions]
    happened += [(item.paused_at, 1, item) for item in suspensions]
    return [item for _, _, item in sorted(happened, key=lambda entry: entry[:2])]
