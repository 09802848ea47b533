"""Cases as submissions: made-up people, real procedures of the shipped catalogue."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from models.calendar import VIETNAM
from models.identifiers import OfficerId
from models.submission import Submission
from motcua.demo.script import Turn
from tests.chaos.plan import Case, Kind

__all__ = ["Submitting", "due_at", "migrated", "submission_of"]

COUNTER: Final = OfficerId("mc.h24-31-1")
PORTAL: Final = OfficerId("dvc.h24")
MIGRATOR: Final = OfficerId("cd.h24")

_RECEIVED: Final = datetime(2026, 1, 5, 8, tzinfo=VIETNAM)
_LONG_AGO: Final = datetime(2026, 1, 8, 17, tzinfo=VIETNAM)
_APOLOGISED_ON: Final = "2026-01-09"
_FAR: Final = timedelta(days=700)
_BUSINESS: Final = ("1.001612", [{"key": "giay_de_nghi", "form": "original"}])
_BUILDING: Final = (
    "1.009994",
    [
        {"key": "don_de_nghi", "form": "original"},
        {"key": "quyen_su_dung_dat", "form": "copy"},
        {"key": "ban_ve_thiet_ke", "form": "original", "count": 2},
    ],
)


class Submitting(NamedTuple):
    """A submission, and who submits it."""

    submission: Submission
    officer: OfficerId


def due_at(case: Case, began: datetime) -> datetime | None:
    """The due instant of a dossier that falls due in the run; for one apologised elsewhere, its new date."""
    if case.kind in (Kind.DUE, Kind.KEPT, Kind.APOLOGISED):
        return began + timedelta(seconds=case.due_in_s)
    return None


def submission_of(run: str, case: Case, began: datetime) -> Submitting:
    """What a case submits; `run` keeps ids of different runs on one register apart."""
    procedure, components = _BUILDING if case.kind is Kind.SEVERAL else _BUSINESS
    whole: dict[str, Any] = {
        "submission_id": f"{run}-{case.number}",
        "procedure": procedure,
        "channel": "online" if case.kind is Kind.ONLINE else "direct",
        "receiving_agency": "H24.31.1",
        "applicant": {"name": "Nguyễn Thị Thí Dụ", "identity_number": f"0009{case.number:08d}"},
        "components": components,
    }
    officer = {Kind.DESK: COUNTER, Kind.SEVERAL: COUNTER, Kind.ONLINE: PORTAL}.get(case.kind, MIGRATOR)
    if officer is MIGRATOR:
        whole["migrated"] = _promise(case, began)
    return Submitting(Submission.model_validate(whole), officer)


def migrated(submission_id: str, number: int, due: datetime) -> Submitting:
    """A dossier of an older system that is due at an instant: for the storm, many at one."""
    late = Case(number, Kind.LATE, Turn.STRAIGHT, 0)
    whole = submission_of(submission_id, late, due).submission.model_dump(mode="json")
    whole["migrated"] |= {"due": due}
    return Submitting(Submission.model_validate(whole), MIGRATOR)


def _promise(case: Case, began: datetime) -> dict[str, Any]:
    promise: dict[str, Any] = {
        "code": f"H24.31.1-260105-{case.number:06d}",
        "received_at": _RECEIVED,
        "source": "Hệ thống cũ",
        "due": _LONG_AGO,
    }
    due = due_at(case, began)
    match case.kind:
        case Kind.MIGRATED:
            promise["due"] = datetime.now(UTC) + _FAR
        case Kind.DUE | Kind.KEPT:
            promise["due"] = due
        case Kind.APOLOGISED:
            promise["apology"] = {"issued_on": _APOLOGISED_ON, "new_due": due}
        case _:
            pass
    return promise
