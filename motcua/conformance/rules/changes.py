"""§0 and §2: rules that change under open dossiers: a calendar that is published, a procedure that is amended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from motcua.conformance.evidence import CHANGING, Dossier, instant
from motcua.conformance.promises import promises_of, standing_after
from motcua.conformance.rule import Rule, Seen, each

__all__ = ["RULES"]

_CALENDAR, _MOVED = "officer:calendar:changed", "officer:procedure:moved"


def _calendar_moves(dossier: Dossier) -> Iterator[Seen]:
    """By the new list of days, from the same reception; the version that moved it is named."""
    for event in (one for one in dossier.changes if one["tag"] == _CALENDAR):
        told = event["detail"].get("new_due")
        standing = standing_after(dossier, event)
        wanted = standing.due if standing else None
        yield Seen.same(dossier, "due by the new calendar", told and instant(told), wanted)
        old, previous = event["detail"].get("old_due"), dossier.events[dossier.events.index(event) - 1]
        before = dossier.ruled_by(previous)
        stood = standing_after(before, previous)
        yield Seen.same(dossier, "due before", old and instant(old), stood and stood.due)
        yield Seen.same(dossier, "calendar before", event["detail"]["old_version"], before.days.version)


def _told_once(dossier: Dossier) -> Iterator[Seen]:
    """Each publication is told to a dossier once, and to none whose promise is kept."""
    versions = Counter(event["detail"]["new_version"] for event in dossier.told(_CALENDAR))
    for version, times in versions.items():
        yield Seen.same(dossier, f"times that {version} was told", times, 1)
    for event in (one for one in dossier.events if one["tag"] in CHANGING):
        yield Seen.that(dossier, dossier.is_open_at(event), f"{event['tag']} after the promise was kept")


def _first_promise_stays(dossier: Dossier) -> Iterator[Seen]:
    """What was promised at reception stands beside what the change made of it."""
    if dossier.changes:
        first = promises_of(dossier, extended=False, changed=False)[-1].due
        yield Seen.same(dossier, "due_original", dossier.row["due_original"], first)
        if any(event["tag"] == _CALENDAR for event in dossier.changes):
            version = dossier.as_it_stands.days.version
            yield Seen.same(dossier, "calendar", dossier.row["calendar"], version)


def _moved(dossier: Dossier) -> Iterator[Seen]:
    """An amendment touches an open dossier by its head's reasoned act alone; then the limit counts from reception."""
    for event in dossier.told(_MOVED):
        yield Seen.that(dossier, bool(event["detail"].get("reason_code")), "moved without a reason")
        to = dossier.ruled_by(event).procedure
        yield Seen.that(dossier, to["valid_from"] <= event["at"].date().isoformat(), "moved to what is not in force")
        told = event["detail"].get("new_due")
        standing = standing_after(dossier, event)
        wanted = standing.due if standing else None
        yield Seen.same(dossier, "due by the new version", told and instant(told), wanted)
    if dossier.received is not None:
        version = dossier.as_it_stands.procedure["version"]
        if dossier.told(_MOVED):
            yield Seen.same(dossier, "version", dossier.row["procedure_version"], version)


RULES = (
    Rule("change.calendar_moves", "§2", "Lịch mới: hạn tính lại từ ngày nhận, ghi rõ phiên bản lịch",
         each(_calendar_moves)),
    Rule("change.told_once", "§2", "Mỗi lịch mới chỉ báo một lần, không báo cho hồ sơ đã xong", each(_told_once)),
    Rule("change.first_promise_stays", "§2", "Hạn hẹn ban đầu vẫn ghi bên cạnh", each(_first_promise_stays)),
    Rule("change.moved", "§0", "Thủ tục sửa đổi: hồ sơ đang giải quyết chỉ chuyển khi thủ trưởng quyết định, có lý do",
         each(_moved)),
)  # fmt: skip
