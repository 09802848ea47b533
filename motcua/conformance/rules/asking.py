"""§1, "Supplement" and "Fees"; §2, "Pause": what is asked of the applicant, and how long the clock stands for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from motcua.conformance.days import day_of
from motcua.conformance.evidence import Dossier, Row, instant
from motcua.conformance.promises import PAUSING, goes_on, promises_of, standing_after
from motcua.conformance.rule import Rule, Seen, each

__all__ = ["RULES"]

_REQUESTED = "officer:supplement:requested"
_UNITS = {"hours": ("working_hours", "working_days", "same_day"), "dates": ("calendar_days", "months")}


def _goes_on(dossier: Dossier) -> Iterator[Row]:
    for event in dossier.events:
        if dossier.received is not None and event["seq"] > dossier.received["seq"] and goes_on(event):
            yield event


def _paused(of: str) -> Callable[[Dossier], Iterator[Seen]]:
    def of_one(dossier: Dossier) -> Iterator[Seen]:
        if dossier.received is None or dossier.procedure["limit"]["unit"] not in _UNITS[of]:
            return
        for event in _goes_on(dossier):
            if not event["detail"].get("restarted") and event["detail"].get("due_after"):
                yield _as_counted(dossier, event)

    return of_one


def _restarted(dossier: Dossier) -> Iterator[Seen]:
    """Whether the limit begins anew is the procedure's; else the regime's."""
    for event in _goes_on(dossier):
        if event["tag"] == "officer:supplement:answered":
            anew = (dossier.procedure.get("on_supplement") or dossier.parameters["on_supplement"]) == "restart"
            yield Seen.same(dossier, "begun anew", bool(event["detail"].get("restarted")), anew)
            if anew:
                yield _as_counted(dossier, event)


def _as_counted(dossier: Dossier, event: Row) -> Seen:
    standing, due = standing_after(dossier, event), event["detail"].get("due_after")
    return Seen.same(dossier, "due after the pause", due and instant(due), standing and standing.due)


def _clock_stands(dossier: Dossier) -> Iterator[Seen]:
    """While it stands nothing falls due and nobody is late."""
    for number, event in enumerate(dossier.events):
        if event["tag"] not in PAUSING:
            continue
        meanwhile = []
        for later in dossier.events[number + 1 :]:
            if goes_on(later):
                break
            meanwhile.append(later["tag"])
        told = {"clock:dossier:due_soon", "clock:dossier:overdue"} & set(meanwhile)
        already = any(promise.due <= event["at"] for promise in promises_of(dossier))
        yield Seen.that(dossier, already or not told, f"{sorted(told)} while the clock stood")


def _one_request(dossier: Dossier) -> Iterator[Seen]:
    """A second one after acceptance marks the dossier late, with the head's reason."""
    if dossier.received is None:
        return
    asked = [event for event in dossier.told(_REQUESTED) if event["seq"] > dossier.received["seq"]]
    for number, event in enumerate(asked):
        marked = bool(event["detail"].get("marked_late"))
        yield Seen.same(dossier, f"request {number + 1} marks it late", marked, number > 0)
        if number:
            yield Seen.that(dossier, bool(event["detail"].get("reason_code")), "a second request without a reason")


def _listed(dossier: Dossier) -> Iterator[Seen]:
    """Only papers of the published list are asked for."""
    version = dossier.catalogue.in_force(dossier.opening["procedure"], day_of(dossier.events[0]["at"]))
    listed = {part["key"] for part in (version or {}).get("components", ())}
    for event in dossier.told(_REQUESTED):
        asked = set(event["detail"]["components"])
        yield Seen.that(dossier, asked <= listed, f"asked for {sorted(asked - listed)}, which nobody published")


def _time_to_answer(dossier: Dossier) -> Iterator[Seen]:
    """So many days as the regime gives, unless a day was stated; a day off rolls to the next working day."""
    for event in dossier.told(_REQUESTED):
        if dossier.received is None or event["seq"] < dossier.received["seq"] or event["detail"].get("answer_by"):
            continue
        last_day = day_of(event["at"]) + timedelta(dossier.parameters["supplement_answer_days"])
        days = dossier.ruled_by(event).days
        wanted = days.closing(days.on_or_after(last_day))
        yield Seen.same(dossier, "to be answered until", instant(event["detail"]["until"]), wanted)


def _closed_after_its_time(dossier: Dossier) -> Iterator[Seen]:
    for event in dossier.told("officer:supplement:closed_unanswered"):
        asked = dossier.told(_REQUESTED)[-1]["detail"]
        until = dossier.end_of(asked["matter"], instant(asked["until"]))
        yield Seen.that(dossier, event["at"] > until, f"closed at {event['at']}, the applicant had until {until}")
        reason = bool(event["detail"].get("reason_code"))
        yield Seen.that(dossier, reason and dossier.row["status"] == 3, f"status {dossier.row['status']}, {reason}")


def _right_amount(dossier: Dossier) -> Iterator[Seen]:
    asked = {
        event["detail"]["matter"]: event["detail"]["amount"] for event in dossier.told("officer:payment:requested")
    }
    for event in dossier.told("officer:payment:paid"):
        yield Seen.same(dossier, "paid", event["detail"]["amount"], asked[event["detail"]["matter"]])


def _paid_once(dossier: Dossier) -> Iterator[Seen]:
    references = [event["detail"]["reference"] for event in dossier.told("officer:payment:paid")]
    if references:
        yield Seen.same(dossier, "payments of one reference", len(set(references)), len(references))


RULES = (
    Rule("time.pause_hours", "§2", "Tạm dừng: giờ, ngày làm việc giữ nguyên thời gian còn lại", each(_paused("hours"))),
    Rule("time.pause_dates", "§2", "Tạm dừng: ngày, tháng lùi đúng số ngày đã dừng", each(_paused("dates"))),
    Rule("time.restart", "§1", "Bổ sung xong thì tính tiếp hoặc tính lại, theo thủ tục", each(_restarted)),
    Rule("time.clock_stands", "§2", "Trong khi tạm dừng không đến hạn, không quá hạn", each(_clock_stands)),
    Rule("supplement.one_request", "§1", "Yêu cầu bổ sung một lần; lần hai phải có lý do và bị tính trễ",
         each(_one_request)),
    Rule("supplement.listed", "§1", "Chỉ yêu cầu giấy tờ có trong danh mục công bố", each(_listed)),
    Rule("supplement.time_to_answer", "§1", "Người dân có đủ số ngày để bổ sung", each(_time_to_answer)),
    Rule("supplement.closed_after_its_time", "§1", "Chỉ đóng hồ sơ khi đã hết hạn bổ sung",
         each(_closed_after_its_time)),
    Rule("fee.right_amount", "§1", "Nộp đúng số tiền đã thông báo", each(_right_amount)),
    Rule("fee.paid_once", "§1", "Một lần nộp tiền chỉ ghi nhận một lần", each(_paid_once)),
)  # fmt: skip
