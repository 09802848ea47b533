"""Samples of the rehearsal: limits, duties and linked procedures that nothing shipped has, so that all is tried.

They are made up, say so, and exist in a rehearsal's own register alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final

from models.agency import Agency, Officer
from models.identifiers import ProcedureCode
from models.linked import LinkedProcedures
from models.procedure import Component, Extensions, Limit, Procedure, StepKind, Unit
from models.regime import DayEnd, OnSupplement

__all__ = [
    "AMENDED", "BY_HALF_DAYS", "BY_HOURS", "BY_MONTHS", "BY_SECTOR", "CEASING", "GROUP", "HELD", "NOBODYS",
    "amended_on", "ceases_on", "sample_agencies", "sample_groups", "sample_procedures",
]  # fmt: skip

_LIKE: Final = "1.009994"
"""Several agencies, one of them consulted."""
_SHORT: Final = "1.001612"
_WEEK: Final = "1.004222"

BY_MONTHS: Final = "9.900001"
BY_HOURS: Final = "9.900002"
BY_HALF_DAYS: Final = "9.900003"
BY_SECTOR: Final = "9.900004"
"""Sector law of its own: a supplement begins the limit anew, and it may be extended once."""
NOBODYS: Final = "9.900005"
"""The agency that was competent was abolished and left nobody its duties."""
HELD: Final = "9.900006"
"""Asks for papers that stores may have: the nation's, one that was digitised here, an earlier result of its own."""
CEASING: Final = "9.900007"
"""Its first step is an office's that ends within the year."""
AMENDED: Final = "9.900008"
"""Amended within the year: a shorter limit."""
_RESIDENCE, _INSURANCE = "9.900009", "9.900010"
GROUP: Final = "DIEN-TAP"
"""A birth, the child's residence, which needs its result, and a card, which can do without the residence."""

_GONE: Final = "H23.14.98"
_ENDS_BEFORE, _ENDS_SINCE = "H23.14.97", "H24.97"
_FIRST: Final = date(2018, 6, 21)
_TWO_TIERS: Final = date(2025, 7, 1)


def ceases_on(year: int) -> date:
    """From which day on the ending office is no more."""
    return date(year, 10, 1)


def amended_on(year: int) -> date:
    """From which day on the amended procedure is in force."""
    return date(year, 10, 15)


def _paper(key: str, name: str, document: str | None = None, *, required: bool = True) -> Component:
    """`document`: as what the stores know it."""
    said = {"key": key, "name": name, "required": required, "originals": 1, "document": document}
    return Component.model_validate(said)


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
    NOBODYS: (_SHORT, {"competent": _GONE}),
    HELD: (
        _SHORT,
        {
            "components": (
                _paper("don", "Đơn đề nghị"),
                _paper("ho_chieu", "Hộ chiếu", "ho_chieu"),
                _paper("can_cuoc", "Căn cước", "can_cuoc"),
                _paper("giay_phep_cu", "Giấy phép đã cấp", HELD, required=False),
            )
        },
    ),
    CEASING: (_SHORT, {}),
    AMENDED: (_SHORT, {"limit": Limit(amount=7, unit=Unit.WORKING_DAYS)}),
    _RESIDENCE: (_WEEK, {}),
    _INSURANCE: (_SHORT, {}),
}


def sample_procedures(shipped: Iterable[Procedure], year: int) -> list[Procedure]:
    """Each sample in every version of the procedure that it is modelled on; one of them amended within the year."""
    versions = list(shipped)
    samples = [
        _sample(code, version, changes)
        for code, (like, changes) in _SAMPLES.items()
        for version in versions
        if version.code == like
    ]
    last = [one for one in samples if one.code == AMENDED and one.valid_from < amended_on(year)][-1]
    return [one for one in samples if one.code != AMENDED or one.valid_from <= last.valid_from] + [_shorter(last, year)]


def _sample(code: str, version: Procedure, changes: dict[str, Any]) -> Procedure:
    said: dict[str, Any] = {
        "code": ProcedureCode(code), "name": f"{version.name} (thủ tục mẫu của diễn tập)", "verified": False,
        "unverified": ("thủ tục giả định, chỉ có trong diễn tập",), **changes,
    }  # fmt: skip
    if code in (NOBODYS, CEASING):
        said["steps"] = tuple(
            step.model_copy(update={"agency": _place(code, version, step.kind)}) for step in version.steps
        )
    if code in (_RESIDENCE, _INSURANCE):
        fed = [_paper("giay_khai_sinh", "Giấy khai sinh", required=False)]
        if code == _INSURANCE:
            fed.append(_paper("thong_bao_cu_tru", "Thông báo cư trú", required=False))
        own = [part for part in version.components if part.key != "giay_khai_sinh"]
        said["components"] = (*own, *fed)
    return version.model_copy(update=said)


def _place(code: str, version: Procedure, kind: StepKind) -> str:
    if kind is StepKind.RETURN:
        return "@receiving"
    if code == CEASING and kind is StepKind.HANDLE:
        return _ENDS_SINCE if version.valid_from >= _TWO_TIERS else _ENDS_BEFORE
    return "@competent"


def _shorter(version: Procedure, year: int) -> Procedure:
    """Five working days instead of seven, from a day of the year on."""
    return version.model_copy(
        update={
            "version": version.version + 1, "limit": Limit(amount=5, unit=Unit.WORKING_DAYS),
            "valid_from": amended_on(year), "valid_to": None,
        }
    )  # fmt: skip


def sample_agencies(year: int) -> list[Agency | Officer]:
    """An agency that was abolished and left nobody its duties; offices that end within the year, and their people."""
    last = ceases_on(year) - timedelta(1)
    districts = _TWO_TIERS - timedelta(1)
    offices = [
        _office(_GONE, "H23.14", _FIRST, date(2023, 12, 31), None),
        _office(_ENDS_BEFORE, "H23.14", _FIRST, min(last, districts), "H23.14.4" if last < districts else "H24.31"),
        _office(_ENDS_SINCE, "H24.31", _TWO_TIERS, last if last > districts else None, "H24.31"),
    ]
    return [*offices, *(_handler(office) for office in offices)]


def _office(code: str, parent: str, first: date, last: date | None, successor: str | None) -> Agency:
    said = {"code": code, "name": "Phòng mẫu của diễn tập", "level": "department", "parent": parent, "sample": True}
    span = {"valid_from": first, "valid_to": last, "successor": successor if last else None}
    return Agency.model_validate(said | span)


def _handler(office: Agency) -> Officer:
    said = {"name": "Nguyễn Văn Mẫu", "agency": office.code, "roles": ("handler",), "title": "Chuyên viên"}
    mark = {"id": f"cv.{office.code.lower().replace('.', '-')}", "sample": True}
    return Officer.model_validate(said | mark | {"valid_from": office.valid_from, "valid_to": office.valid_to})


def sample_groups() -> list[LinkedProcedures]:
    """Linked procedures of every year: the shipped ones begin in 2026."""
    birth = {"component": "giay_khai_sinh", "part": "khai_sinh"}
    parts = (
        {"key": "khai_sinh", "procedure": "1.001193"},
        {"key": "thuong_tru", "procedure": _RESIDENCE, "needs": (birth,)},
        {
            "key": "the", "procedure": _INSURANCE,
            "needs": (birth, {"component": "thong_bao_cu_tru", "part": "thuong_tru", "on_end": "continue"}),
        },
    )  # fmt: skip
    said = {
        "code": GROUP, "version": 1, "name": "Nhóm liên thông mẫu của diễn tập", "valid_from": _FIRST, "parts": parts,
        "decision": "mẫu", "verified": False, "unverified": ("nhóm giả định, chỉ có trong diễn tập",),
    }  # fmt: skip
    return [LinkedProcedures.model_validate(said)]
