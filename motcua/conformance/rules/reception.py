"""§1, "Reception"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from motcua.conformance.catalogue import holds
from motcua.conformance.days import day_of
from motcua.conformance.evidence import Dossier, Row, instant
from motcua.conformance.rule import Rule, Seen, each

__all__ = ["RULES"]


def _procedure_in_force(dossier: Dossier) -> Iterator[Seen]:
    if dossier.received is not None:
        wanted = dossier.catalogue.in_force(dossier.opening["procedure"], dossier.legal_day_received)
        found = dossier.received["detail"]["procedure_version"]
        yield Seen.same(dossier, "procedure version", found, wanted and wanted["version"])


def _regime_of_the_day(dossier: Dossier) -> Iterator[Seen]:
    if dossier.received is not None:
        wanted = dossier.catalogue.regime_on(dossier.legal_day_received)
        assert wanted is not None
        told = dossier.received["detail"]
        found = (told["regime"], told["regime_version"])
        yield Seen.same(dossier, "regime", found, (wanted["code"], wanted["version"]))


def _as_entered(dossier: Dossier) -> Iterator[Seen]:
    if not dossier.is_online:
        tags = [event["tag"] for event in dossier.events[:2]]
        at_once = tags == ["officer:dossier:submitted", "engine:reception:decided"]
        found = instant(dossier.events[1]["detail"]["received_at"]) if at_once else None
        held = found == instant(dossier.opening["received_at"])
        yield Seen.that(dossier, held, f"accepted at {found}, after {tags}")


def _online_from_acceptance(dossier: Dossier) -> Iterator[Seen]:
    accepted = dossier.first("officer:dossier:accepted")
    if dossier.is_online and accepted is not None:
        decided = dossier.told("engine:reception:decided")
        found = [instant(event["detail"]["received_at"]) for event in decided]  # again once somebody is competent
        yield Seen.that(dossier, bool(found), f"accepted at {accepted['at']}, and nothing came of it")
        yield Seen.same(dossier, "received at", found, [accepted["at"]] * len(found))
    elif dossier.is_online:
        yield Seen.that(dossier, dossier.received is None, "its clock runs and nobody accepted it")


def _answered_in_time(dossier: Dossier) -> Iterator[Seen]:
    """Accepted, refused or asked for more within the regime's working hours, unless taken back; else an alarm.

    A calendar that is published meanwhile moves the end.
    """
    if not dossier.is_online:
        return
    registered = instant(dossier.opening["received_at"])
    regime = dossier.catalogue.regime_on(day_of(registered))
    assert regime is not None
    hours, counter = timedelta(hours=regime["parameters"]["online_answer_hours"]), dossier.opening["receiving"]
    end, stated = instant(dossier.opening["answer_by"]), dossier.opening.get("answer_calendar")
    possible = dossier.catalogue.days_at(counter, day_of(registered))
    by = [dossier.catalogue.days(stated)] if stated else possible
    ends = {days.walk(registered, hours) for days in by}
    yield Seen.that(dossier, end in ends, f"to be answered by {end}, must be one of {sorted(ends)}")
    missed: list[datetime] = []
    for event in dossier.events:
        if event["tag"] in (*_ANSWERS, _CALENDAR) and event["at"] > end:
            missed = missed or [end]
        if event["tag"] in _ANSWERS:
            break
        if event["tag"] == _CALENDAR:
            moved = event["detail"].get("new_answer_by")
            found, end = instant(moved) if moved else end, _walked(dossier, event, registered, hours)
            yield Seen.same(dossier, "to be answered by the new calendar", found, end)
    else:
        missed = missed or [end]
    late = [instant(event["detail"]["due"]) for event in dossier.told("clock:dossier:answer_late")]
    yield Seen.same(dossier, "late answers", late, missed)


def _walked(dossier: Dossier, change: Row, start: datetime, hours: timedelta) -> datetime:
    return dossier.catalogue.days(change["detail"]["new_version"]).walk(start, hours)


_CALENDAR = "officer:calendar:changed"


_ANSWERS = (
    "officer:dossier:accepted", "officer:dossier:refused", "officer:supplement:requested", "officer:dossier:withdrawn",
)  # fmt: skip


def _listed_components(dossier: Dossier) -> Iterator[Seen]:
    if dossier.received is not None:
        given = {part.split(":")[0] for part in dossier.opening["components"]}
        listed = {part["key"] for part in dossier.procedure["components"]}
        required = {part["key"] for part in dossier.procedure["components"] if part.get("required", True)}
        yield Seen.that(dossier, required <= given <= listed, f"given {sorted(given)}, listed {sorted(listed)}")


def _appointment(dossier: Dossier) -> Iterator[Seen]:
    if dossier.received is not None:
        yield Seen.that(dossier, dossier.received["detail"].get("due") is not None, "accepted without a due date")


def _refused_with_reason(dossier: Dossier) -> Iterator[Seen]:
    refused = dossier.first("officer:dossier:refused")
    if refused is not None:
        has_reason = bool(refused["detail"].get("reason_code"))
        yield Seen.that(dossier, has_reason and dossier.row["status"] == 3, f"status {dossier.row['status']}")
        yield Seen.that(dossier, dossier.received is None, "refused after it was accepted")


def _agencies_apart(dossier: Dossier) -> Iterator[Seen]:
    if dossier.received is None:
        return
    opening, row = dossier.opening, dossier.row
    yield Seen.same(dossier, "received at agency", row["receiving"], opening["receiving"])
    yield Seen.that(dossier, opening["receiving"] in _counters(dossier), "a counter that does not receive")
    if not dossier.is_migrated and not dossier.told("officer:agency:succeeded"):
        wanted = dossier.assigned["detail"]["agency"] if dossier.assigned else opening["competent"]
        yield Seen.same(dossier, "competent", row["competent"], wanted)


def _counters(dossier: Dossier) -> Iterable[str]:
    """Who may receive it: for one that its successor accepted, whoever might when it was brought."""
    procedure: Row | None = dossier.procedure
    if dossier.counter != dossier.opening["receiving"]:
        brought = day_of(instant(dossier.opening["received_at"]))
        procedure = dossier.catalogue.in_force(dossier.opening["procedure"], brought)
    return procedure["received_by"] if procedure else ()


def _existing_agencies(dossier: Dossier) -> Iterator[Seen]:
    """Whoever received it existed that day: three tiers until 2025-06-30, two from the day after."""
    if dossier.received is not None:
        day, counter = dossier.legal_day_received, dossier.counter
        known = dossier.catalogue.agencies[counter]
        yield Seen.that(dossier, any(holds(one, day) for one in known), f"{counter} on {day}")


def _migrated_as_stated(dossier: Dossier) -> Iterator[Seen]:
    if dossier.is_migrated and dossier.received is not None:
        stated = dossier.stated.get("due")
        if stated:
            yield Seen.same(dossier, "due_original", dossier.row["due_original"], instant(stated))
        yield Seen.same(dossier, "received at", dossier.row["received_at"], instant(dossier.opening["received_at"]))
        yield Seen.that(dossier, dossier.reservation["number"] is None, "its code was counted")


RULES = (
    Rule(
        "reception.procedure_in_force", "§1", "Chỉ tiếp nhận thủ tục còn hiệu lực; theo phiên bản của ngày tiếp nhận",
        each(_procedure_in_force),
    ),
    Rule(
        "reception.regime_of_the_day", "§0", "Hồ sơ theo quy chế có hiệu lực ngày tiếp nhận", each(_regime_of_the_day)
    ),
    Rule(
        "reception.agency_of_the_day", "§0", "Nơi tiếp nhận là cơ quan đang tồn tại ngày tiếp nhận",
        each(_existing_agencies),
    ),
    Rule(
        "reception.accepted_as_entered", "§1", "Hồ sơ tại quầy, bưu chính, chuyển từ hệ thống cũ được tiếp nhận ngay",
        each(_as_entered),
    ),
    Rule(
        "reception.online_from_acceptance", "§1", "Hồ sơ trực tuyến tính hạn từ khi cán bộ tiếp nhận",
        each(_online_from_acceptance),
    ),
    Rule(
        "reception.answered_in_time", "§1", "Hồ sơ trực tuyến được trả lời trong 8 giờ làm việc, trễ thì có cảnh báo",
        each(_answered_in_time),
    ),
    Rule(
        "reception.listed_components", "§1", "Đủ thành phần bắt buộc, không thành phần ngoài danh mục công bố",
        each(_listed_components),
    ),
    Rule("reception.appointment", "§1", "Tiếp nhận là có hẹn ngày trả kết quả", each(_appointment)),
    Rule("reception.refused_with_reason", "§1", "Từ chối tiếp nhận phải có lý do", each(_refused_with_reason)),
    Rule(
        "reception.agencies_apart", "§0", "Nơi tiếp nhận và cơ quan có thẩm quyền được ghi riêng", each(_agencies_apart)
    ),
    Rule(
        "reception.migrated_as_stated", "§1", "Hồ sơ từ hệ thống cũ giữ nguyên mã, ngày nhận và hạn đã hẹn",
        each(_migrated_as_stated),
    ),
)  # fmt: skip
