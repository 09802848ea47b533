"""§1, "Late dossiers"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from motcua.conformance.evidence import FINISHING, Dossier, Row, instant
from motcua.conformance.holding import DESK, allotted, holdings, used
from motcua.conformance.promises import PAUSING, goes_on, promises_of
from motcua.conformance.rule import Rule, Seen, each
from motcua.conformance.waiting import waited, waited_for

__all__ = ["RULES", "as_pauses_left", "by_the_head", "draft_of", "hours_left", "of_the_accountable"]

_WORKING_DAY = timedelta(hours=8)


def _broken(dossier: Dossier) -> datetime | None:
    """The due instant that was missed; None if none was."""
    for promise in promises_of(dossier):
        end = min(filter(None, (promise.until, dossier.finished and dossier.finished["at"])), default=None)
        if (end is None and dossier.first("clock:dossier:overdue")) or (end is not None and end > promise.due):
            return promise.due
    return None


def by_the_head(decided: Row) -> bool:
    """Whether a letter was sent by the head before the breach, under their own key."""
    return decided["tag"] == "engine:apology:decided" and not decided["detail"]["automatic"]


def draft_of(dossier: Dossier, decided: Row) -> Row:
    """The draft that a head sent."""
    return [one for one in dossier.told("engine:apology:drafted") if one["seq"] < decided["seq"]][-1]


def _letters(dossier: Dossier) -> list[Row]:
    """The letters that were decided and stand: another takes the place of one that could not be signed."""
    withdrawn = set[str]()
    for event in dossier.events:
        named = event["detail"].get("withdrawn") or ()
        withdrawn |= {named} if isinstance(named, str) else {*named}
    decided = dossier.told("engine:apology:decided")
    return [one for one in decided if f"{one['branch']}-{one['seq']}" not in withdrawn]


def _by_which_it_was_promised(dossier: Dossier) -> Row | None:
    """The letter whose date is the one new date: what the timer seals for a head who could not sign keeps that date."""
    letter = next(iter(_letters(dossier)), None)
    keeps = letter is not None and letter["detail"].get("withdrawn") is not None
    return dossier.first("engine:apology:decided") if keeps else letter


def _apologised_once(dossier: Dossier) -> Iterator[Seen]:
    if _broken(dossier) is None or dossier.stated.get("apology"):
        return
    decided, issued = _letters(dossier), dossier.told("engine:apology:done")
    papers = [paper for paper in dossier.parts["paper"] if paper["kind"] == "apology"]
    signed = len(dossier.told("engine:apology_signature:done"))
    found = (len(decided), len(issued), len(papers) - signed)
    yield Seen.same(dossier, "decided, issued, papers", found, (1, 1, 1))


def _at_the_due_instant(dossier: Dossier) -> Iterator[Seen]:
    due, decided = _broken(dossier), dossier.first("engine:apology:decided")
    if due is not None and decided is not None and not by_the_head(decided):
        yield Seen.same(dossier, "apology for the due instant", instant(decided["detail"]["due"]), due)
        by_nobody = decided["actor"] is None and decided["detail"]["automatic"]
        yield Seen.that(dossier, bool(by_nobody), "the letter waited for a person")


def _nobody_else(dossier: Dossier) -> Iterator[Seen]:
    if dossier.received is not None and _broken(dossier) is None:
        told = [event["tag"] for event in dossier.events if event["tag"] in _OF_LATENESS and not by_the_head(event)]
        in_advance = any(by_the_head(event) for event in dossier.told("engine:apology:decided"))
        yield Seen.that(dossier, not told and (in_advance or dossier.row["new_due"] is None), f"in time, and {told}")


_OF_LATENESS = ("clock:dossier:overdue", "engine:apology:decided", "engine:escalation:decided")


def _one_new_date(dossier: Dossier) -> Iterator[Seen]:
    decided = _by_which_it_was_promised(dossier)
    if decided is None:
        return
    dossier = dossier.ruled_by(decided)
    new_due, days = instant(decided["detail"]["new_due"]), dossier.days
    yield Seen.that(dossier, days.ends_a_session(new_due), f"new date {new_due} is not at a session's end")
    least = days.between(decided["at"], new_due) >= _WORKING_DAY * dossier.parameters["new_date_minimum_days"]
    yield Seen.that(dossier, least, f"new date {new_due} is less than a working day after {decided['at']}")
    hours = max(hours_left(dossier, decided), 8 * dossier.parameters["new_date_minimum_days"])
    wanted = days.session_end(days.walk(decided["at"], timedelta(hours=hours)))
    held = new_due >= wanted if by_the_head(decided) else new_due == wanted
    yield Seen.that(dossier, held, f"new date: {new_due}, must be {wanted}")
    stands = as_pauses_left(dossier, new_due, decided, dossier.events[-1])
    yield Seen.same(dossier, "new date that stands", dossier.row["new_due"], stands)


def as_pauses_left(dossier: Dossier, new_due: datetime, decided: Row, until: Row) -> datetime:
    """The one new date moves with a pause as a limit in hours does, by the calendar that holds when it goes on.

    It is past when it was past before. Of a pause in which it was promised, the rest moves it.
    """
    paused: datetime | None = decided["at"] if _is_paused(dossier, decided) else None
    for event in dossier.events[dossier.events.index(decided) : dossier.events.index(until) + 1]:
        if event["tag"] in PAUSING and dossier.is_open_at(event):
            paused = event["at"]
        elif paused is not None and (goes_on(event) or event["tag"] in FINISHING):
            if paused < new_due:
                days = dossier.ruled_by(event).days
                new_due = max(new_due, days.walk(event["at"], days.between(paused, new_due)))
            paused = None
    return new_due


def _is_paused(dossier: Dossier, event: Row) -> bool:
    """Whether the clock stands when something is told."""
    before = dossier.events[: dossier.events.index(event)]
    moves = [one["tag"] in PAUSING for one in before if one["tag"] in PAUSING or goes_on(one)]
    return bool(moves) and moves[-1]


def hours_left(dossier: Dossier, decided: Row) -> int:
    """The full limits of the current step and all later ones; the return, last, is not the promise's."""
    steps = dossier.procedure["steps"]
    keys = [step["key"] for step in steps]
    at = keys.index(decided["step"]) if decided["step"] in keys else 0
    return sum(step["limit_hours"] for step in steps[at:] if step["kind"] != "return")


def _stated_new_date(dossier: Dossier) -> Iterator[Seen]:
    stated = dossier.stated.get("apology")
    if stated and dossier.first("clock:dossier:overdue"):
        yield Seen.same(dossier, "new date", dossier.row["new_due"], instant(stated["new_due"]))
        yield Seen.that(dossier, not dossier.told("engine:apology:decided"), "apologised for a second time")


def _accountable(dossier: Dossier) -> Iterator[Seen]:
    decided = dossier.first("engine:apology:decided")
    if decided is None:
        return
    dossier = dossier.ruled_by(decided)
    told, at = decided["detail"], decided["at"]
    if by_the_head(decided):  # the letter says of the delay what its draft said
        draft = draft_of(dossier, decided)
        dossier, at = dossier.ruled_by(draft), draft["at"]
    yield from of_the_accountable(dossier, told, at)


def of_the_accountable(dossier: Dossier, told: Row, at: datetime) -> Iterator[Seen]:
    """Whoever went most over what they had, ties to the holder; unless a consulted agency's silence took longer.

    The dossier is looked at by the event that tells it, for another may follow in the same instant.
    """
    steps = [one.step for one in holdings(dossier) if one.start <= at and one.since < dossier.ruled]
    excess = {step: _excess_of(dossier, step, at) for step in steps}
    largest, silent = max(excess.values(), default=timedelta(0)), waited_for(dossier, at)
    if max(silent.values(), default=timedelta(0)) > largest:
        longest = max(silent, key=lambda agency: silent[agency])
        yield Seen.same(dossier, "accountable", told["accountable_agency"], longest)
        yield Seen.same(dossier, "minutes of silence", told["excess_minutes"], silent[longest] // timedelta(minutes=1))
        return
    if not largest and dossier.is_migrated:
        yield Seen.that(dossier, told.get("accountable_step") is None, "an older system's lateness is a step's")
        return
    among = {step for step, over in excess.items() if over == largest}
    found = told.get("accountable_step") or DESK
    yield Seen.that(dossier, found in among, f"accountable {found or 'desk'}, the largest excess is {sorted(among)}")
    yield Seen.same(dossier, "excess minutes", told["excess_minutes"], largest // timedelta(minutes=1))
    if steps[-1] in among:
        yield Seen.same(dossier, "a tie goes to the holder", found, steps[-1])


def _excess_of(dossier: Dossier, step: str, at: datetime) -> timedelta:
    """By how much a position went over what it had, what it waited for the silent left out."""
    return max(used(dossier, step, at) - waited(dossier, step, at) - allotted(dossier, step), timedelta(0))


def _sealed_alone(dossier: Dossier) -> Iterator[Seen]:
    issued = dossier.first("engine:apology:done")
    if issued is not None and dossier.decision(issued)["detail"]["automatic"]:
        for paper in dossier.papers("apology"):
            if paper["sha256"] == issued["detail"]["paper"]:
                yield Seen.same(dossier, "signatures under a letter of the timer", len(paper["certificates"]), 1)
        owes = bool(issued["detail"].get("head_owes_signature"))
        yield Seen.same(dossier, "head owes", owes, dossier.parameters["personal_apology_signature_required"])


def _escalated(dossier: Dossier) -> Iterator[Seen]:
    new_due, finished = dossier.row["new_due"], dossier.finished
    if new_due is None:
        return
    late_again = finished is None or finished["at"] > new_due
    told, decided = dossier.told("clock:dossier:overdue_again"), dossier.told("engine:escalation:decided")
    yield Seen.same(dossier, "late again, told and escalated", (len(told), len(decided)), (int(late_again),) * 2)
    for one in decided:
        at_fault = one["detail"]["accountable_agency"]
        above = next(iter(dossier.above(at_fault, one)), at_fault)
        yield Seen.same(dossier, "escalated to", one["detail"]["to_agency"], above)


def _no_second_date(dossier: Dossier) -> Iterator[Seen]:
    if dossier.first("clock:dossier:overdue_again"):
        dates = len(_letters(dossier)) + bool(dossier.stated.get("apology"))
        yield Seen.same(dossier, "new dates", dates, 1)


def _original_stays(dossier: Dossier) -> Iterator[Seen]:
    promises = promises_of(dossier)
    if promises and dossier.row["new_due"] is not None:
        first = promises_of(dossier, extended=False, changed=False)[-1].due
        yield Seen.same(dossier, "due_original", dossier.row["due_original"], first)


def _never_dropped(dossier: Dossier) -> Iterator[Seen]:
    """Late, it goes on to its result, or to an end of another cause: taken back, stopped, papers that never came."""
    overdue = dossier.first("clock:dossier:overdue")
    if overdue is not None:
        ended = [e for e in dossier.events if e["tag"] == "officer:dossier:refused" and e["at"] > overdue["at"]]
        unanswered = dossier.finished is not None and dossier.finished["tag"] == "officer:supplement:closed_unanswered"
        went_on = dossier.row["closed_at"] is None or dossier.row["status"] in (7, 8, 10) or unanswered
        yield Seen.that(dossier, not ended and went_on, f"late, and closed with status {dossier.row['status']}")


def _holds_nothing_back(dossier: Dossier) -> Iterator[Seen]:
    """A result goes out whether its letter is delivered or not; at the desk both go."""
    issued, returned = dossier.first("engine:apology:done"), dossier.first("officer:result:returned")
    if issued is None or returned is None:
        return
    delivered = [e for e in dossier.events if e["tag"] in _DELIVERED and e["detail"].get("evidence")]
    first = min((e["at"] for e in delivered), default=None)
    if returned["detail"]["evidence"] == "desk_signature" and (first is None or first >= returned["at"]):
        yield Seen.same(dossier, "letter delivered with the result at", first, returned["at"])
    elif first is None or first > returned["at"]:
        yield Seen(dossier.code)


_DELIVERED = ("engine:delivery:done", "officer:letter:delivery_confirmed")


def _owed_until_evidence(dossier: Dossier) -> Iterator[Seen]:
    if not dossier.told("engine:apology:decided"):
        return
    evidence = [e for e in dossier.events if e["tag"] in _DELIVERED and e["detail"].get("evidence")]
    yield Seen.same(dossier, "still owed", dossier.row["apology_owed"], not evidence)
    if dossier.closed is not None:
        before = any(e["at"] <= dossier.closed["at"] for e in evidence)
        yield Seen.that(dossier, before, "closed without evidence that the letter was delivered")


def _late_to_the_second(dossier: Dossier) -> Iterator[Seen]:
    promises, released = promises_of(dossier), dossier.first("engine:result:released")
    if promises and released is not None:
        late = max(int((released["at"] - promises[-1].due).total_seconds()), 0)
        yield Seen.same(dossier, "seconds late", released["detail"]["late_seconds"], late)


RULES = (
    Rule("late.apologised_once", "§1", "Quá hạn thì có đúng một văn bản xin lỗi", each(_apologised_once)),
    Rule(
        "late.at_the_due_instant", "§1", "Văn bản xin lỗi do đồng hồ kích hoạt, không chờ ai nhớ",
        each(_at_the_due_instant),
    ),
    Rule("late.nobody_else", "§1", "Đúng hạn thì không có xin lỗi, không có ngày hẹn lại", each(_nobody_else)),
    Rule(
        "late.one_new_date", "§1", "Ngày hẹn lại: đủ thời hạn các bước còn lại, ít nhất một ngày làm việc, cuối buổi",
        each(_one_new_date),
    ),
    Rule("late.stated_new_date", "§1", "Hệ thống cũ đã xin lỗi thì giữ ngày hẹn lại đó", each(_stated_new_date)),
    Rule("late.accountable", "§1", "Chịu trách nhiệm: bên vượt thời gian được giao nhiều nhất", each(_accountable)),
    Rule(
        "late.sealed_alone", "§1", "Văn bản do đồng hồ ban hành chỉ có con dấu; ghi rõ khi thủ trưởng còn nợ chữ ký",
        each(_sealed_alone),
    ),
    Rule("late.escalated", "§1", "Lại quá hạn thì báo cáo cấp trên, đúng một lần", each(_escalated)),
    Rule("late.no_second_date", "§1", "Không có ngày hẹn lại lần thứ hai", each(_no_second_date)),
    Rule("late.original_stays", "§1", "Hạn gốc không đổi khi hẹn lại", each(_original_stays)),
    Rule("late.never_dropped", "§1", "Không từ chối hay bỏ hồ sơ vì đã quá hạn", each(_never_dropped)),
    Rule(
        "late.holds_nothing_back", "§1", "Văn bản xin lỗi không giữ kết quả; trả tại quầy thì giao cả hai",
        each(_holds_nothing_back),
    ),
    Rule("late.owed_until_evidence", "§1", "Còn nợ xin lỗi đến khi có bằng chứng đã gửi", each(_owed_until_evidence)),
    Rule(
        "late.to_the_second", "§1", "Quá hạn là có kết quả sau thời điểm hẹn; đúng thời điểm là đúng hạn",
        each(_late_to_the_second),
    ),
)  # fmt: skip
