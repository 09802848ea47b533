"""§1, "Results", and §5: uncollected, by post, rated, corrected, cancelled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from motcua.conformance.evidence import Dossier, Row, instant
from motcua.conformance.rule import Rule, Seen, each

__all__ = ["RULES"]

_OVER = (
    "officer:result:returned", "officer:dossier:withdrawn", "engine:dossier:stopped", "officer:dossier:refused",
    "officer:supplement:closed_unanswered",
)  # fmt: skip
_AFTER = ("officer:dossier:rated", "officer:result:corrected", "officer:result:cancelled")


def _reminded(dossier: Dossier) -> Iterator[Seen]:
    """An uncollected result stays at 9; every so many days the applicant is told that it lies ready, and not more."""
    released = dossier.first("engine:result:released")
    if released is None or dossier.received is None:
        return
    told = [instant(event["detail"]["due"]) for event in dossier.told("clock:result:uncollected")]
    days, times = (dossier.parameters.get(f"collect_reminder{name}", 0) for name in ("_days", "s"))
    planned = list(_planned(dossier, released, days, times)) if days else []
    returned = dossier.first("officer:result:returned")
    if returned is None:
        planned = [due for due in planned if due <= dossier.events[-1]["at"]]
    owed = [due for due in planned if returned is None or due < returned["at"]]
    if told or owed:
        yield Seen.same(dossier, "reminders", told, owed)
        sent = [one for one in dossier.told("engine:notice:decided") if one["detail"]["notice"] == "collect_reminder"]
        yield Seen.same(dossier, "reminders sent", len(sent), len(told))


def _planned(dossier: Dossier, released: Row, days: int, times: int) -> Iterator[datetime]:
    """Counted since it could be collected: while a fee for it was waited for, nobody was told that it lies ready."""
    ready: list[tuple[datetime, datetime | None]] = [(released["at"], None)]
    for event in dossier.events[dossier.events.index(released) :]:
        if event["tag"] == "officer:payment:requested":
            ready[-1] = (ready[-1][0], event["at"])
        elif event["tag"] == "officer:payment:paid":
            ready.append((event["at"], None))
    for number in range(1, times + 1):
        span = timedelta(days=days * number)
        yield from [since + span for since, until in ready if until is None or since + span < until][:1]


def _by_post(dossier: Dossier) -> Iterator[Seen]:
    """What goes by post is delivered under the number by which the post has it."""
    for returned in dossier.told("officer:result:returned"):
        if returned["detail"]["evidence"] == "post_tracking":
            yield Seen.that(dossier, bool(returned["detail"].get("reference")), "by post, without a number")


def _once_closed(dossier: Dossier) -> Iterator[Seen]:
    """Ratings, corrections and cancellations come after the hand-over and change no status."""
    for event in dossier.events:
        if event["tag"] in _AFTER:
            ended = any(one["tag"] in _OVER for one in dossier.events if one["seq"] < event["seq"])
            yield Seen.that(dossier, ended, f"{event['tag']} before it ended")
            yield Seen.that(dossier, dossier.row["status"] in (3, 7, 8, 10), f"status {dossier.row['status']} after it")
    if dossier.closed is not None:
        later = [event for event in dossier.events if event["seq"] > dossier.closed["seq"]]
        early = [event["at"] for event in later if event["at"] < dossier.closed["at"]]
        if later:
            yield Seen.that(dossier, not early, f"told at {early[:1]}, before it was closed")


def _rated(dossier: Dossier) -> Iterator[Seen]:
    """From 1 to 5; a later rating takes the place of the first within the days for it, and names it."""
    rated = dossier.told("officer:dossier:rated")
    for number, event in enumerate(rated):
        former = rated[number - 1]["detail"]["score"] if number else None
        yield Seen.same(dossier, "score before", event["detail"].get("former_score"), former)
        days = dossier.parameters.get("rating_change_days", 30) if dossier.received else 0
        in_time = event["at"] <= rated[0]["at"] + timedelta(days=days)
        yield Seen.that(dossier, in_time or not number, "rated anew after the days for it")
    if rated:
        score = rated[-1]["detail"]["score"]
        yield Seen.same(dossier, "rating", dossier.row["rating"], score)
        yield Seen.that(dossier, 1 <= score <= 5, f"a score of {score}")


def _corrected(dossier: Dossier) -> Iterator[Seen]:
    """Signed and sealed anew, by the head's own act, naming the paper whose place it takes; that one stays."""
    kept = {paper["sha256"] for paper in dossier.parts["paper"]}
    for done in dossier.told("engine:correction:done"):
        told = done["detail"]
        paper = next((one for one in dossier.papers("correction") if one["sha256"] == told["paper"]), None)
        keys = len(set(paper["certificates"])) if paper is not None else 0
        yield Seen.same(dossier, "keys under the correction", keys, 2)
        yield Seen.that(dossier, told["supersedes"] in kept, "the paper before it is gone")
        asked = [one for one in dossier.told("officer:result:corrected") if one["seq"] < done["seq"]][-1]
        yield Seen.same(dossier, "signed by", dossier.decision(done)["detail"]["signer"], asked["actor"])
        yield Seen.that(dossier, bool(asked["detail"].get("reason_code")), "corrected without a reason")
        first = asked["detail"]["paper"]
        yield Seen.same(dossier, "takes the place of", told["supersedes"], first)


def _cancelled(dossier: Dossier) -> Iterator[Seen]:
    """A cancelled result is marked, and stays to be found."""
    for event in dossier.told("officer:result:cancelled"):
        yield Seen.same(dossier, "cancelled at", dossier.row["result_cancelled_at"], event["at"])
        kept = {paper["sha256"] for paper in dossier.parts["paper"]}
        yield Seen.that(dossier, event["detail"]["paper"] in kept, "the cancelled paper is gone")
        yield Seen.that(dossier, bool(event["detail"].get("reason_code")), "cancelled without a reason")


RULES = (
    Rule("result.reminded", "§1", "Chưa đến nhận kết quả thì được nhắc theo số ngày, số lần", each(_reminded)),
    Rule("result.by_post", "§1", "Trả qua bưu chính có số bưu gửi", each(_by_post)),
    Rule("after.once_closed", "§1", "Đánh giá, đính chính, thu hồi chỉ sau khi kết thúc, không đổi trạng thái",
         each(_once_closed)),
    Rule("after.rated", "§1", "Đánh giá từ 1 đến 5, được đổi trong thời hạn", each(_rated)),
    Rule("after.corrected", "§5", "Đính chính kết quả: ký, đóng dấu lại, ghi bản bị thay, bản cũ vẫn lưu",
         each(_corrected)),
    Rule("after.cancelled", "§5", "Kết quả bị thu hồi được đánh dấu, vẫn tra cứu được", each(_cancelled)),
)  # fmt: skip
