"""§2: due dates, counted again day by day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time, timedelta

from motcua.conformance.counting import counted_from, last_day_of
from motcua.conformance.days import VIETNAM, day_of
from motcua.conformance.evidence import Dossier, instant
from motcua.conformance.promises import promises_of
from motcua.conformance.rule import Rule, Seen, each

__all__ = ["RULES"]


def _unit(unit: str) -> Callable[[Dossier], Iterator[Seen]]:
    def of_one(dossier: Dossier) -> Iterator[Seen]:
        if (
            dossier.received is not None
            and dossier.procedure["limit"]["unit"] == unit
            and not dossier.stated.get("due")
        ):
            yield _as_counted(dossier)

    return of_one


def _as_counted(dossier: Dossier) -> Seen:
    assert dossier.received is not None
    due = dossier.received["detail"].get("due")
    return Seen.same(dossier, "due", due and instant(due), promises_of(dossier)[0].due)


def _cut_off(dossier: Dossier) -> Iterator[Seen]:
    """Received after the cut-off, or on a day off where there is one."""
    if dossier.received_at is not None and counted_from(dossier, dossier.received_at) != dossier.received_at:
        yield _as_counted(dossier)


def _received_on_a_day_off(dossier: Dossier) -> Iterator[Seen]:
    if dossier.received_at is not None and not dossier.days.works(dossier.legal_day_received):
        yield _as_counted(dossier)


def _through(dossier: Dossier) -> list[date]:
    """The days from reception to due."""
    if dossier.received_at is None or dossier.stated.get("due"):
        return []
    first, last = dossier.legal_day_received, day_of(promises_of(dossier)[0].due)
    return [first + timedelta(number) for number in range((last - first).days + 1)]


def _holidays(dossier: Dossier) -> Iterator[Seen]:
    if any(day in dossier.days.off for day in _through(dossier)):
        yield _as_counted(dossier)


def _worked_instead(dossier: Dossier) -> Iterator[Seen]:
    if any(day in dossier.days.worked for day in _through(dossier)):
        yield _as_counted(dossier)


def _rolled(dossier: Dossier) -> Iterator[Seen]:
    """Its last day is a day off."""
    if dossier.received_at is None or dossier.procedure["limit"]["unit"] not in ("calendar_days", "months"):
        return
    last_day = last_day_of(dossier.procedure["limit"], day_of(counted_from(dossier, dossier.received_at)))
    if not dossier.days.works(last_day):
        yield _as_counted(dossier)


def _provisional(dossier: Dossier) -> Iterator[Seen]:
    if dossier.received is not None and not dossier.stated.get("due"):
        counted = [counted_from(dossier, dossier.received_at or dossier.received["at"]), promises_of(dossier)[0].due]
        beyond = not all(dossier.days.first <= day_of(moment) <= dossier.days.last for moment in counted)
        told = bool(dossier.received["detail"].get("provisional"))
        if beyond or told:
            yield Seen.same(dossier, "provisional", told, beyond)
            yield _as_counted(dossier)


def _within_hours(dossier: Dossier) -> Iterator[Seen]:
    """A due instant is one at which somebody works."""
    stamp = dossier.received["detail"].get("due") if dossier.received else None
    if stamp is not None and not dossier.stated.get("due"):
        due = instant(stamp)
        inside = any(opens < due <= closes for opens, closes in dossier.days.sessions_of(day_of(due)))
        yield Seen.that(dossier, inside, f"due at {due.astimezone(VIETNAM)}, when nobody works")


def _after_fifteen(dossier: Dossier) -> Iterator[Seen]:
    if dossier.received_at is None or dossier.procedure["limit"]["unit"] != "same_day":
        return
    local = dossier.received_at.astimezone(VIETNAM)
    cut_off = time.fromisoformat(dossier.procedure.get("cut_off") or dossier.parameters["same_day_cut_off"])
    in_time = local.time() <= cut_off and dossier.days.works(local.date())
    due = dossier.received["detail"].get("due") if dossier.received else None
    if due is not None and not dossier.stated.get("due"):
        wanted = local.date() if in_time else dossier.days.after(local.date())
        yield Seen.same(dossier, "day of the result", day_of(instant(due)), wanted)


RULES = (
    Rule(
        "time.working_hours", "§2", "Hạn tính bằng giờ làm việc: trong các buổi làm việc",
        each(_unit("working_hours")),
    ),
    Rule(
        "time.working_days", "§2", "Hạn tính bằng ngày làm việc: cuối buổi ngày làm việc thứ N sau ngày nhận",
        each(_unit("working_days")),
    ),
    Rule(
        "time.calendar_days", "§2", "Hạn tính bằng ngày: ngày thứ N sau ngày nhận",
        each(_unit("calendar_days")),
    ),
    Rule(
        "time.months", "§2", "Hạn tính bằng tháng: cùng ngày của tháng sau, không có thì ngày cuối tháng",
        each(_unit("months")),
    ),
    Rule("time.rolled", "§2", "Ngày cuối là ngày nghỉ thì hết hạn vào ngày làm việc tiếp theo", each(_rolled)),
    Rule("time.same_day", "§2", "Giải quyết trong ngày: cuối buổi của ngày tính", each(_unit("same_day"))),
    Rule(
        "time.same_day_cut_off", "§2", "Nhận sau 15 giờ hoặc ngày nghỉ thì trả trong ngày làm việc tiếp theo",
        each(_after_fifteen),
    ),
    Rule("time.cut_off", "§2", "Nhận sau giờ chốt thì tính từ đầu ngày làm việc sau", each(_cut_off)),
    Rule("time.day_off", "§2", "Nhận vào ngày nghỉ: ngày nhận là ngày 0", each(_received_on_a_day_off)),
    Rule("time.holidays", "§2", "Ngày nghỉ lễ, Tết, nghỉ hoán đổi không tính", each(_holidays)),
    Rule("time.worked_instead", "§2", "Ngày làm bù được tính", each(_worked_instead)),
    Rule("time.provisional", "§2", "Năm chưa công bố lịch thì hạn là tạm tính", each(_provisional)),
    Rule("time.within_hours", "§2", "Thời điểm hẹn nằm trong giờ làm việc", each(_within_hours)),
)  # fmt: skip
