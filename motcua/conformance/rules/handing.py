"""§1, "Handing over"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from motcua.conformance.evidence import Dossier, Row, instant
from motcua.conformance.holding import OFFERING, hand_over_due, holdings, offers_of, used
from motcua.conformance.rule import Rule, Seen, each

__all__ = ["RULES"]

_AT_ONCE = timedelta(minutes=5)
"""So long an electronic hand-over may take on a busy machine."""
_REASONED = ("officer:step:declined", "officer:step:sent_back", "officer:result:returned_for_rework")
_HANDLED = ("officer:step:taken_over", "officer:step:completed")


def _data_at_once(dossier: Dossier) -> Iterator[Seen]:
    """With the act itself; unless the dossier was withdrawn or stopped before it was sent."""
    done = {event["detail"]["effect"]: event["at"] for event in dossier.told("engine:transfer:done")}
    cancelled = {effect for event in dossier.told("engine:sending:cancelled") for effect in event["detail"]["effects"]}
    for number, offer in enumerate(_offers(dossier), start=1):
        effect = f"{offer['branch']}-{offer['seq'] + 1}"
        at_once = effect in done and done[effect] - offer["at"] <= _AT_ONCE
        yield Seen.that(dossier, at_once or effect in cancelled, f"hand-over {number} was not delivered at once")


def _offers(dossier: Dossier) -> list[Row]:
    return [event for event in dossier.events if event["tag"] in OFFERING]


def _paper_the_same_day(dossier: Dossier) -> Iterator[Seen]:
    for offer in _offers(dossier):
        promised = instant(offer["detail"]["silent_after"])
        wanted = hand_over_due(dossier.ruled_by(offer), offer["at"])
        yield Seen.same(dossier, "to be taken over by", promised, wanted)


def _silence_is_told(dossier: Dossier) -> Iterator[Seen]:
    """Not taken over in time: told once; who took it over, declined it or had it withdrawn in time is not told of."""
    told = [instant(event["detail"]["due"]) for event in dossier.told("clock:step:hand_over_silent")]
    silent = [offer.due for offer in offers_of(dossier) if offer.is_silent]
    if dossier.row["closed_at"] is None:
        silent = [due for due in silent if due in told]  # too early to say of others
    if told or silent:
        yield Seen.same(dossier, "silence of whom it was handed to", told, silent)


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
