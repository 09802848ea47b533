"""Feedback (phản ánh, kiến nghị): its own clock, who answers, repeated, hidden, late (rulebook §4, 5.2 and 5.3)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any, Final

from motcua.conformance.days import day_of
from motcua.conformance.evidence import Evidence, Feedback, Row, instant
from motcua.conformance.rule import Rule, Seen

__all__ = ["RULES"]

_CODE: Final = re.compile(r"PA-([A-Z]\d{2}(?:\.\d+)*)-(\d{6})-(\d{4,7})")


def _each(of_one: Callable[[Feedback], Iterable[str | None]]) -> Callable[[Evidence], Iterator[Seen]]:
    """Look at every feedback by itself: what is wrong with it, or None for what held."""

    def look(evidence: Evidence) -> Iterator[Seen]:
        for feedback in evidence.feedbacks:
            for fault in of_one(feedback):
                yield Seen(feedback.code, fault)

    return look


def _parameter(feedback: Feedback, name: str, otherwise: int) -> int:
    regime = feedback.catalogue.regime_on(day_of(feedback.row["received_at"]))
    assert regime is not None
    return int(regime["parameters"].get(name, otherwise))


def _due(feedback: Feedback) -> Iterator[str | None]:
    """So many working days after it came, by the days that were published then."""
    told = feedback.events[0]["detail"]
    received, due = instant(told["received_at"]), instant(told["due"])
    count = _parameter(feedback, "feedback_answer_days", 10)
    days = feedback.catalogue.days(feedback.opening["calendar"]["version"])
    wanted = days.closing(days.after(day_of(received), count))
    yield None if due == wanted else f"due {due}, must be {wanted}"


def _of_another(feedback: Feedback) -> Iterator[str | None]:
    """Whom it concerns neither answers it nor learns of it where it is hidden; the agency that was assigned answers."""
    row = feedback.row
    for event in feedback.events:
        if event["actor"] is not None:
            concerned = row["subject_kind"] == "officer" and event["actor"] == row["subject"]
            yield f"{event['tag']} by the official whom it concerns" if concerned else None
        if event["tag"] == "officer:feedback:answered":
            allowed = (row["assigned"], row["superior"])
            yield None if event["agency"] in allowed else f"answered by {event['agency']}, not {row['assigned']}"


def _lateness(feedback: Feedback) -> Iterator[str | None]:
    """Not answered in time: told once, at once, and to the superior."""
    answered, late = feedback.first("officer:feedback:answered"), feedback.first("clock:feedback:late")
    due = feedback.row["due"]
    end: Any = answered["at"] if answered is not None else None
    was_late = end is not None and end > due
    if end is not None:
        yield None if (late is not None) == was_late else f"late {was_late}, told {late is not None}"
    yield None if feedback.row["late"] == (late is not None) else "not shown as late"
    if late is not None and feedback.row["superior"] is not None:
        told = feedback.first("engine:report:decided")
        to = told["detail"]["to_agency"] if told is not None else None
        yield None if to == feedback.row["superior"] else f"told to {to}"


def _repeated(evidence: Evidence) -> Iterator[Seen]:
    """It repeats an earlier one about the same subject within the regime's days."""
    by_code: dict[str, Row] = {feedback.code: feedback.row for feedback in evidence.feedbacks}
    for feedback in evidence.feedbacks:
        earlier = by_code.get(feedback.row["repeats"])
        if earlier is not None:
            within = timedelta(days=_parameter(feedback, "feedback_repeat_days", 90))
            same = (earlier["subject_kind"], earlier["subject"]) == (
                feedback.row["subject_kind"],
                feedback.row["subject"],
            )
            apart = feedback.row["received_at"] - earlier["received_at"]
            held = same and earlier["code"] != feedback.code and timedelta(0) <= apart <= within
            yield Seen(feedback.code, None if held else f"repeats {earlier['code']}, {apart} before")


def _closed(feedback: Feedback) -> Iterator[str | None]:
    """Closed when it was judged, or when the days to judge are over."""
    closed, answered = feedback.first("engine:feedback:closed"), feedback.first("officer:feedback:answered")
    if closed is None:
        return
    judged = feedback.first("officer:feedback:judged")
    over = answered is not None and closed["at"] > answered["at"] + timedelta(
        days=_parameter(feedback, "feedback_judge_days", 15)
    )
    yield None if judged is not None or over else "closed before it was judged"
    told = judged["detail"]["satisfied"] if judged is not None else None
    yield None if feedback.row["satisfied"] == told else f"satisfied {feedback.row['satisfied']}, said {told}"


def _counted(evidence: Evidence) -> Iterator[Seen]:
    """Codes of the receiving agency and day, counted without gaps."""
    numbers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for feedback in evidence.feedbacks:
        found = _CODE.fullmatch(feedback.code)
        wanted = (feedback.row["receiving"], f"{day_of(feedback.row['received_at']):%y%m%d}")
        yield Seen(feedback.code, None if found and (found[1], found[2]) == wanted else f"of {wanted}")
        if found:
            numbers[found[1], found[2]].append(int(found[3]))
    for place, given in numbers.items():
        whole = sorted(given) == list(range(1, len(given) + 1))
        yield Seen("-".join(place), None if whole else f"numbers {sorted(given)}")


RULES = (
    Rule("feedback.counted", "§3", "Phản ánh, kiến nghị: mã theo nơi nhận và ngày, đếm không nhảy số", _counted),
    Rule("feedback.due", "§4", "Phản ánh, kiến nghị có hạn trả lời riêng", _each(_due)),
    Rule("feedback.of_another", "§4", "Người bị phản ánh không tự trả lời", _each(_of_another)),
    Rule("feedback.lateness", "§4", "Trả lời trễ thì báo một lần, báo cấp trên", _each(_lateness)),
    Rule("feedback.repeated", "§4", "Phản ánh lặp lại là cùng nội dung, trong thời hạn", _repeated),
    Rule("feedback.closed", "§4", "Chỉ đóng khi đã được đánh giá hoặc hết thời hạn đánh giá", _each(_closed)),
)
