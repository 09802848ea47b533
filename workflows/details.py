"""What a person reads of a dossier in Temporal's own pages: its standing in Vietnamese, and its search keys."""

from __future__ import annotations

from datetime import datetime

from temporalio.common import SearchAttributePair, SearchAttributeUpdate, TypedSearchAttributes

from models import attributes
from models.calendar import VIETNAM
from models.dossier import DossierState
from workflows.snapshot import whose_move

__all__ = ["details_of", "search_attributes_of", "search_updates_of", "vietnam"]


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


def search_attributes_of(state: DossierState, now: datetime) -> TypedSearchAttributes:
    """Return the values of the registry's keys (design §2.14). `Overdue` is false again at closing."""
    agency, _ = whose_move(state)
    pairs: list[SearchAttributePair] = [  # type: ignore[type-arg]
        SearchAttributePair(attributes.PROCEDURE_CODE, state.opening.procedure),
        SearchAttributePair(attributes.RECEIVING_AGENCY, state.opening.receiving),
        SearchAttributePair(attributes.HOLDING_AGENCY, agency),
        SearchAttributePair(attributes.DOSSIER_STATUS, str(int(state.status))),
        SearchAttributePair(attributes.CHANNEL, state.opening.channel.value),
        SearchAttributePair(attributes.OVERDUE, state.overdue_at(now)),
    ]
    if state.step is not None:
        pairs.append(SearchAttributePair(attributes.STEP, state.step.key))
    if state.due is not None:
        pairs.append(SearchAttributePair(attributes.DUE_AT, state.due))
    return TypedSearchAttributes(pairs)


def search_updates_of(state: DossierState, now: datetime) -> list[SearchAttributeUpdate]:  # type: ignore[type-arg]
    """Return the same as updates, for the one upsert."""
    return [pair.key.value_set(pair.value) for pair in search_attributes_of(state, now)]
