"""Sample procedures of the rehearsal: limits that no shipped procedure has, so that every unit is walked through.

They are made up, say so, and exist in a rehearsal's own register alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from models.identifiers import ProcedureCode
from models.procedure import Extensions, Limit, Procedure, Unit
from models.regime import DayEnd, OnSupplement

__all__ = ["BY_HALF_DAYS", "BY_HOURS", "BY_MONTHS", "BY_SECTOR", "sample_procedures"]

_LIKE: Final = "1.009994"
"""Several agencies, one of them consulted."""
_SHORT: Final = "1.001612"

BY_MONTHS: Final = "9.900001"
BY_HOURS: Final = "9.900002"
BY_HALF_DAYS: Final = "9.900003"
BY_SECTOR: Final = "9.900004"
"""Sector law of its own: a supplement begins the limit anew, and it may be extended once."""

_SAMPLES: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    BY_MONTHS: (_LIKE, {"limit": Limit(amount=1, unit=Unit.MONTHS)}),
    BY_HOURS: (_SHORT, {"limit": Limit(amount=24, unit=Unit.WORKING_HOURS), "cut_off": "15:00"}),
    BY_HALF_DAYS: (_SHORT, {"limit": Limit(amount=3, unit=Unit.WORKING_DAYS), "day_end": DayEnd.SAME_TIME}),
    BY_SECTOR: (
        _SHORT,
        {
            "on_supplement": OnSupplement.RESTART,
            "extensions": Extensions(times=1, at_most=Limit(amount=3, unit=Unit.WORKING_DAYS)),
        },
    ),
}


def sample_procedures(shipped: Iterable[Procedure]) -> list[Procedure]:
    """Each sample in every version of the procedure that it is modelled on."""
    versions = list(shipped)
    return [
        version.model_copy(
            update={
                "code": ProcedureCode(code), "name": f"{version.name} (thủ tục mẫu của diễn tập)", "verified": False,
                "unverified": ("thủ tục giả định, chỉ có trong diễn tập",), **changes,
            }
        )
        for code, (like, changes) in _SAMPLES.items()
        for version in versions
        if version.code == like
    ]  # fmt: skip
