"""§1, "Handing over"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from motcua.conformance.evidence import Dossier, instant
from motcua.conformance.holding import hand_over_due, holdings, used, waiting_hand_overs
from motcua.conformance.rule import Rule, Seen, each

__all__ = ["RULES"]

_AT_ONCE = timedelta(minutes=5)
"""So long an electronic hand-over may take on a busy machine."""
_REASONED = ("officer:step:declined", "officer:step:sent_back", "officer:result:returned_for_rework")
_HANDLED = ("officer:step:taken_over", "officer:step:completed")


def _data_at_once(dossier: Dossier) -> Iterator[Seen]:
    offers = [offer for offer, _ in waiting_hand_overs(dossier)]
    done = dossier.told("engine:transfer:done")
    for number, offer in enumerate(offers):
        late = number >= len(done) or done[number]["at"] - offer["at"] > _AT_ONCE
        yield Seen.that(dossier, not late, f"hand-over {number + 1} was not delivered at once")


def _paper_the_same_day(dossier: Dossier) -> Iterator[Seen]:
    for offer, _ in waiting_hand_overs(dossier):
        promised = instant(offer["detail"]["silent_after"])
        wanted = hand_over_due(dossier.ruled_by(offer), offer["at"])
        yield Seen.same(dossier, "to be taken over by", promised, wanted)


def _silence_is_told(dossier: Dossier) -> Iterator[Seen]:
    told = [instant(event["detail"]["due"]) for event in dossier.told("clock:step:hand_over_silent")]
    wanted = []
    for offer, taken in waiting_hand_overs(dossier):
        end = hand_over_due(dossier.ruled_by(offer), offer["at"])
        if taken is not None and taken > end:
            wanted.append(end)
            yield Seen.that(dossier, end in told, f"not taken over until {taken}, no alarm of {end}")
    strangers = [due for due in told if due not in wanted]
    if strangers:
        yield Seen(dossier.code, f"alarm of {strangers[0]}, and it was taken over in time")


def _sender_holds(dossier: Dossier) -> Iterator[Seen]:
    """Until the receiver takes over the sender's minutes run; nobody runs beside."""
    if dossier.received is None or dossier.row["closed_at"] is None:
        return
    dossier = dossier.as_it_stands
    held = {one.step for one in holdings(dossier)}
    for step in dossier.parts["step"]:
        if step["key"] in held:
            counted = used(dossier, step["key"], dossier.row["closed_at"]) // timedelta(minutes=1)
            yield Seen.same(dossier, f"minutes of {step['key']}", step["used_minutes"], counted)


def _allotted(dossier: Dossier) -> Iterator[Seen]:
    for step in dossier.parts["step"] if dossier.received else ():
        wanted = (
            next(one for one in dossier.as_it_stands.procedure["steps"] if one["key"] == step["key"])["limit_hours"]
            * 60
        )
        yield Seen.same(dossier, f"allotted minutes of {step['key']}", step["allotted_minutes"], wanted)


def _reasons(dossier: Dossier) -> Iterator[Seen]:
    for event in dossier.events:
        if event["tag"] in _REASONED:
            yield Seen.that(dossier, bool(event["detail"].get("reason_code")), f"{event['tag']} without a reason")


def _declined_stays(dossier: Dossier) -> Iterator[Seen]:
    """What is declined stays with its sender, who hands it over again before anybody else acts on it."""
    moves = [event for event in dossier.events if event["tag"].startswith(("officer:step:", "officer:result:"))]
    for event, following in pairwise(moves):
        if event["tag"] == "officer:step:declined":
            again = following["tag"] != "officer:step:taken_over"
            yield Seen.that(dossier, again, "taken over after it was declined, without another hand-over")


def _duties_apart(dossier: Dossier) -> Iterator[Seen]:
    handled = {event["actor"] for event in dossier.events if event["tag"] in _HANDLED}
    for approved in dossier.told("officer:result:approved"):
        yield Seen.that(dossier, approved["actor"] not in handled, f"{approved['actor']} handled and approved it")


RULES = (
    Rule("handing.data_at_once", "§1", "Dữ liệu điện tử được chuyển ngay", each(_data_at_once)),
    Rule(
        "handing.paper_the_same_day", "§1", "Chuyển đến 15 giờ thì nhận trong ngày, sau đó thì đầu ngày làm việc sau",
        each(_paper_the_same_day),
    ),
    Rule("handing.silence_is_told", "§1", "Quá giờ chưa nhận bàn giao thì có cảnh báo", each(_silence_is_told)),
    Rule("handing.sender_holds", "§1", "Bên giao chịu thời gian đến khi bên nhận nhận bàn giao", each(_sender_holds)),
    Rule("handing.allotted", "§1", "Thời gian giao cho mỗi bước theo quy trình nội bộ", each(_allotted)),
    Rule("handing.reasons", "§1", "Từ chối nhận, trả lại, yêu cầu làm lại phải có lý do", each(_reasons)),
    Rule("handing.declined_stays", "§1", "Từ chối nhận thì hồ sơ vẫn ở bên giao", each(_declined_stays)),
    Rule("handing.duties_apart", "§1", "Người đã xử lý không tự phê duyệt", each(_duties_apart)),
)  # fmt: skip
