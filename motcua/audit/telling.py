"""A timeline in words: who, when, where, how late, and what was proven, as a person would tell it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from models.calendar import VIETNAM
from models.contents.returning import Evidence
from models.events import DossierEvent
from models.reasons import late_words
from models.tags import TAGS, Tag
from models.value import unstamp
from motcua.audit.ruled import rules_changed
from motcua.audit.timeline import Entry, Timeline
from motcua.audit.worked import worked

__all__ = ["event_line", "span", "standing_line", "story_lines"]

_CHANNELS = {"spool": "hòm thư chờ gửi", "smtp": "thư điện tử"}
_AUTHENTICATED = {"asserted": "tự khai tại máy", "oidc": "qua đăng nhập", "key": "bằng khóa riêng"}


def story_lines(timeline: Timeline) -> list[str]:
    """Return the story, one line an event, and at the end what stands behind it."""
    lines = [f"Hồ sơ {timeline.code}"]
    branches = {entry.event.branch for entry in timeline.entries}
    for entry in timeline.entries:
        event = entry.event
        if event.branch > 0 and event.branch in branches:
            branches.remove(event.branch)
            lines.append(_branching(event, timeline))
        lines.append(event_line(entry, show_branch=timeline.entries[-1].event.branch > 0))
    lines.append(standing_line(timeline))
    if vouched := sum(entry.vouched for entry in timeline.entries):
        lines.append(f"{vouched} sự kiện chỉ còn trong sổ: lịch sử đã mất, người vận hành khởi động lại từ đó.")
    return lines


def standing_line(timeline: Timeline) -> str:
    """How the story stands: what agrees, what is proven, and what stands behind it."""
    acts = [entry for entry in timeline.entries if entry.proven is not None and not entry.vouched]
    proven = sum(1 for entry in acts if entry.proven and entry.proven.holds)
    agreeing = sum(1 for entry in timeline.entries if entry.agrees)
    return (
        f"{len(timeline.entries)} sự kiện, {agreeing} khớp giữa lịch sử Temporal và sổ; "
        f"{proven}/{len(acts)} thao tác có bằng chứng đúng; {len(timeline.runs)} lượt chạy, "
        f"{timeline.history_events} sự kiện lịch sử, {timeline.repeated_attempts} lần thử lại."
    )


def _branching(first: DossierEvent, timeline: Timeline) -> str:
    """Where a branch begins: after which event of which other."""
    before = next((one.event for one in timeline.entries if one.event.hash == first.prev), None)
    since = f"sau sự kiện {before.branch}/{before.seq}" if before else "từ đầu"
    return f"── Nhánh {first.branch}, của lượt chạy được đặt lại và công nhận, tách {since} ──"


def event_line(entry: Entry, *, show_branch: bool) -> str:
    """One event: number, time, what happened, who and where, what was proven, and where history and register differ."""
    event = entry.event
    where = f"{event.agency or '–'}" + (f", bước {event.step}" if event.step else "")
    who = f"{event.actor} " if event.actor else ""
    number = f"{event.branch}/{event.seq}" if show_branch else f"{event.seq}"
    said = TAGS[event.tag].vi
    more = _more(event)
    return (
        f"{number:>4}  {_time(event.at)}  {said}"
        + (f": {more}" if more else "")
        + f"  [{who}{where}]"
        + _proof(entry)
        + _agreement(entry)
    )


def _proof(entry: Entry) -> str:
    proven = entry.proven
    if proven is None or entry.vouched:
        return ""
    if not proven.holds:
        return f"  ✗ {proven.error}"
    assert proven.claims is not None
    how = _AUTHENTICATED[proven.claims.authenticated.value]
    return f"  ✓ {how}" + (", tín hiệu" if proven.by_signal else "")


def _agreement(entry: Entry) -> str:
    if entry.agrees:
        return ""
    if entry.vouched:
        return "  ~ chỉ còn trong sổ"
    if not entry.in_register:
        return "  ✗ chỉ có trong lịch sử"
    return "  ✗ chỉ có trong sổ" if not entry.in_history else "  ✗ lịch sử và sổ khác nhau"


def _more(event: DossierEvent) -> str:  # noqa: PLR0911, PLR0912 - one line per kind of event
    told: dict[str, Any] = event.detail
    match event.tag:
        case Tag.SUBMITTED:
            places = f"nhận tại {told['receiving']}, thẩm quyền {told.get('competent', 'chưa xác định')}"
            return f"thủ tục {told['procedure']}, {places}{_fed(told)}"
        case Tag.RECEPTION_DONE:
            due = f"hẹn trả {_time(unstamp(told['due']))}" if "due" in told else "chưa có hạn"
            return f"{due} (quy chế {told['regime']}, lịch {told['calendar']})"
        case Tag.HANDED_OVER | Tag.SENT_BACK | Tag.REWORK | Tag.TRANSFER_DECIDED:
            return f"tới {told['to_agency']}, bước {told['to_step']}" + _reason(told)
        case Tag.TAKEN_OVER:
            return f"từ {told['from_agency']}, chờ {told['waited_minutes']} phút làm việc"
        case Tag.COMPLETED:
            return f"được giao {told['allotted_minutes']} phút, đã dùng {told['used_minutes']} phút"
        case Tag.DUE_SOON | Tag.OVERDUE | Tag.OVERDUE_AGAIN | Tag.HAND_OVER_SILENT:
            late = span(told["lateness_seconds"])
            return f"hạn {_time(unstamp(told['due']))}, đồng hồ báo sau {late}{_planned(told)}"
        case Tag.APOLOGY_DECIDED:
            who = told.get("accountable_officer") or told["accountable_agency"]
            why = late_words(told["reason_code"])
            return f"hẹn lại {_time(unstamp(told['new_due']))}; do {who}: {why}"
        case Tag.APOLOGY_DONE | Tag.SIGNATURE_DONE:
            return f"số {told['number']}, giấy {told['paper'][:12]}…"
        case Tag.DELIVERY_DONE:
            return f"qua {_CHANNELS[told['channel']]}, " + (
                Evidence(told["evidence"]).vi if "evidence" in told else "chờ xác nhận"
            )
        case Tag.RELEASED | Tag.CLOSED:
            late = told["late_seconds"]
            return f"muộn {span(late)}" if late else "đúng hạn"
        case Tag.FEEDING_DECIDED:
            return f"nhóm {told['group']}, phần {told['part']}"
        case Tag.FEEDING_DONE:
            return _other_parts(told)
        case Tag.CALENDAR_CHANGED | Tag.PROCEDURE_MOVED | Tag.DUTIES_PASSED:
            return rules_changed(event)
        case Tag.ESCALATION_DECIDED:
            return f"tới {told['to_agency']}"
        case Tag.ACT_REFUSED:
            return f"{told['act']}: {told['error']}"
        case Tag.RETURNED | Tag.DELIVERY_CONFIRMED:
            return Evidence(told["evidence"]).vi
        case _ if (said := worked(event)) is not None:
            return said
        case _:
            return f"{_reason(told)}{_after_pause(told)}".removeprefix(", ") or str(told.get("error", ""))


def _fed(told: dict[str, Any]) -> str:
    """Of which group it is, and what other dossiers brought it."""
    group = f", nhóm {told['group']}" if "group" in told else ""
    brought = [f"{name} là kết quả của {one['code']}" for name, one in told.get("fed", {}).items()]
    return group + "".join(f", {one}" for one in brought)


def _other_parts(told: dict[str, Any]) -> str:
    started = [f"bắt đầu {part} ({code})" for part, code in told.get("started", {}).items()]
    cancelled = [f"không thực hiện {part} vì phần {by} kết thúc" for part, by in told.get("cancelled", {}).items()]
    waiting = [f"{part} còn chờ" for part in told.get("waiting", ())]
    return "; ".join([*started, *cancelled, *waiting]) or "không còn phần nào chờ"


def _reason(told: dict[str, Any]) -> str:
    return f", lý do {told['reason_code']}" if "reason_code" in told else ""


def _after_pause(told: dict[str, Any]) -> str:
    """What was promised, as a pause left it."""
    words = {"due_after": "hẹn trả", "new_due_after": "ngày hẹn lại"}
    return "".join(f", {words[name]} {_time(unstamp(told[name]))}" for name in words if name in told)


def _planned(told: dict[str, Any]) -> str:
    """How much later than due its timer was set on purpose, so that not all alarms of a day wake at once."""
    if "planned" not in told:
        return ""
    return f" (giãn {(unstamp(told['planned']) - unstamp(told['due'])).total_seconds():.0f} giây)"


def _time(moment: datetime) -> str:
    return moment.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M:%S")


def span(seconds: int) -> str:
    """Write how long something lasted, as a person says it."""
    span = timedelta(seconds=seconds)
    if span < timedelta(minutes=1):
        return f"{seconds} giây"
    if span < timedelta(hours=1):
        return f"{seconds // 60} phút"
    return f"{span.days} ngày {span.seconds // 3600} giờ" if span.days else f"{seconds // 3600} giờ"
