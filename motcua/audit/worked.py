"""Work acts, the head's apology and contested attributions as the timeline tells them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from models.acts import Act
from models.calendar import VIETNAM
from models.contents.correcting import CorrectableField
from models.events import DossierEvent
from models.tags import Tag
from models.value import unstamp

__all__ = ["worked"]

_UNITS: Final = {
    "working_hours": "giờ làm việc", "working_days": "ngày làm việc", "calendar_days": "ngày", "months": "tháng",
}  # fmt: skip


def worked(event: DossierEvent) -> str | None:
    """Say what is particular to such an event; None for any other."""
    say = _SAID.get(event.tag)
    return None if say is None else say(event.detail)


def _moment(stamped: str) -> str:
    return unstamp(stamped).astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")


def _extended(told: dict[str, Any]) -> str:
    return (
        f"thêm {told['amount']} {_UNITS[told['unit']]}: từ {_moment(told['old_due'])} đến"
        f" {_moment(told['extended_due'])}, lý do {told['reason_code']}"
    )


def _contested(told: dict[str, Any]) -> str:
    instead = f", nêu {told['to_agency']}" if "to_agency" in told else ""
    return f"{told['accountable_agency']} không nhận{instead}, lý do {told['reason_code']}"


_SAID: Final[dict[Tag, Callable[[dict[str, Any]], str]]] = {
    Tag.ASSIGNED: lambda told: f"cho {told['officer']}",
    Tag.REASSIGNED: lambda told: f"từ {told['from_officer']} sang {told['officer']}, lý do {told['reason_code']}",
    Tag.ASSIGNMENT_RELEASED: lambda told: f"{told['officer']}, lý do {told['reason_code']}",
    Tag.EXTENDED: _extended,
    Tag.URGED: lambda told: f"{told['to_agency']}, lần {told['number']}",
    Tag.CORRECTED: lambda told: f"{CorrectableField(told['field']).vi}, lý do {told['reason_code']}",
    Tag.REVERSED: lambda told: f"{Act(told['act']).vi} ở sự kiện {told['seq']}, lý do {told['reason_code']}",
    Tag.APOLOGY_DRAFTED: lambda told: (
        f"chờ thủ trưởng {told['accountable_agency']}; hẹn lại sớm nhất {_moment(told['earliest_new_due'])}"
    ),
    Tag.APOLOGY_SENT: lambda told: f"hẹn lại {_moment(told['new_due'])}, lý do {told['reason_code']}",
    Tag.APOLOGY_SIGNATURE_DONE: lambda told: f"số {told['number']}, giấy {told['paper'][:12]}…",
    Tag.ATTRIBUTION_CONTESTED: _contested,
    Tag.ATTRIBUTION_SETTLED: lambda told: f"{told['accountable_agency']} (văn bản ghi {told['stated_agency']})",
}
