"""What a person reads of a dossier in Temporal's own pages: its standing in Vietnamese, and its search keys."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from temporalio.common import SearchAttributeKey

from models import attributes
from models.calendar import VIETNAM
from models.dossier import DossierState
from workflows.snapshot import whose_move

__all__ = ["blocked_of", "details_of", "search_keys_of", "vietnam"]


def vietnam(moment: datetime) -> str:
    """Write an instant as people here do: `17:00 ngày 14/06/2024`."""
    return moment.astimezone(VIETNAM).strftime("%H:%M ngày %d/%m/%Y")


def details_of(state: DossierState, now: datetime) -> str:
    """Return a short Markdown text; it holds codes only."""
    agency, _ = whose_move(state)
    lines = [
        f"**Hồ sơ {state.opening.code}** · thủ tục {state.opening.procedure}",
        f"- Trạng thái: {int(state.status)} {state.status.vi} ({state.phase.vi})",
        f"- Đang ở: {agency}" + (f", bước “{state.step.name}”" if state.step else ""),
    ]
    if state.due is not None:
        lines.append(f"- Hẹn trả: {vietnam(state.due)}" + (" — **quá hạn**" if state.overdue_at(now) else ""))
    if state.apology is not None:
        lines.append(
            f"- Hẹn lại: {vietnam(state.apology.new_due)}" + (" — còn nợ xin lỗi" if state.apology_owed else "")
        )
    if state.escalated:
        lines.append("- Đã báo cáo cấp trên vì quá hạn lần hai")
    lines += [f"- Bị chặn: {blocked.effect.kind.value} ({blocked.error})" for blocked in state.blocked]
    return "\n".join(lines)


def blocked_of(state: DossierState) -> list[str]:
    """Return what is blocked, each as `effect:error`."""
    return [f"{blocked.effect.kind.value}:{blocked.error}" for blocked in state.blocked]


def search_keys_of(state: DossierState, now: datetime) -> dict[SearchAttributeKey[Any], Any]:
    """Return the values of the registry's keys that are known (design §2.14). `Overdue` is false again at closing."""
    agency, _ = whose_move(state)
    keys: dict[SearchAttributeKey[Any], Any] = {
        attributes.PROCEDURE_CODE: str(state.opening.procedure),
        attributes.RECEIVING_AGENCY: str(state.opening.receiving),
        attributes.HOLDING_AGENCY: str(agency),
        attributes.DOSSIER_STATUS: str(int(state.status)),
        attributes.CHANNEL: state.opening.channel.value,
        attributes.OVERDUE: state.overdue_at(now),
    }
    if state.step is not None:
        keys[attributes.STEP] = str(state.step.key)
    if state.due is not None:
        keys[attributes.DUE_AT] = state.due
    return keys
