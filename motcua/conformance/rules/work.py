"""§1, work acts: assigned, urged, corrected, reversed; and §0, agencies that end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from motcua.conformance.catalogue import holds
from motcua.conformance.days import day_of
from motcua.conformance.evidence import Dossier, Row
from motcua.conformance.promises import promises_of
from motcua.conformance.rule import Rule, Seen, each

__all__ = ["RULES"]

_GIVEN: Final = ("officer:step:assigned", "officer:step:reassigned")
_BACK: Final = "officer:step:assignment_released"
_STEP_ACTS: Final = ("officer:step:completed", "officer:step:sent_back", "officer:result:refusal_proposed")
_REVERSED: Final = "officer:act:reversed"
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_BROUGHT: Final = ("officer:agency:succeeded", "officer:calendar:changed", "officer:procedure:moved")
"""Said in the name of those who decided it then."""


def _assigned_alone(dossier: Dossier) -> Iterator[Seen]:
    """While a step is somebody's work, nobody else does it."""
    assigned: list[str | None] = [None]
    for event in dossier.events:
        if event["tag"] in _GIVEN:
            assigned.append(event["detail"]["officer"])
        elif event["tag"] == _BACK:
            assigned.append(None)
        elif event["tag"] == _REVERSED and event["detail"]["act"] in ("assign", "reassign", "release"):
            assigned.pop()
        elif event["tag"] in _STEP_ACTS:
            if assigned[-1] is not None:
                doers = {event["actor"], event["detail"].get("on_behalf_of")}
                yield Seen.that(dossier, assigned[-1] in doers, f"{event['actor']} did the work of {assigned[-1]}")
            assigned = [None]
        elif event["tag"].startswith("officer:step:"):
            assigned = [None]


def _urged(dossier: Dossier) -> Iterator[Seen]:
    """Each urging is numbered, sent to whoever holds it, counted, and moves nothing."""
    urged = dossier.told("officer:dossier:urged")
    if not urged:
        return
    taken_back = sum(event["detail"]["act"] == "urge" for event in dossier.told(_REVERSED))
    yield Seen.same(dossier, "urged", dossier.row["urged"], len(urged) - taken_back)
    words = [event["detail"] for event in dossier.told("engine:word:decided")]
    sent = sorted(word["to_agency"] for word in words if word["about"] == "URGED")
    yield Seen.same(dossier, "words sent", sent, sorted(event["detail"]["to_agency"] for event in urged))


def _corrected(dossier: Dossier) -> Iterator[Seen]:
    """A corrected fact keeps both values sealed: the journal has their keyed hashes alone, and a reason."""
    done = dossier.told("engine:fact:done") + dossier.told("engine:fact:failed")
    for event in dossier.told("officer:dossier:corrected"):
        told = event["detail"]
        sealed = all(_HASH.fullmatch(str(told[name])) for name in ("old", "new")) and told["old"] != told["new"]
        yield Seen.that(dossier, sealed, f"{told['field']} is not sealed")
        yield Seen.that(dossier, bool(told.get("reason_code")), f"{told['field']} without a reason")
        recorded = any(one["seq"] > event["seq"] for one in done) or dossier.closed is None
        yield Seen.that(dossier, recorded, f"{told['field']} was never recorded")


def _reversed(dossier: Dossier) -> Iterator[Seen]:
    """Undone by a new event with a reason; what was undone stays told, and has to be done again to count."""
    for event in dossier.told(_REVERSED):
        told = event["detail"]
        undone = next((one for one in dossier.events if one["seq"] == told["seq"]), None)
        earlier = undone is not None and undone["seq"] < event["seq"]
        yield Seen.that(dossier, earlier, f"{told['act']} {told['seq']} is not in the journal")
        yield Seen.that(dossier, bool(told.get("reason_code")), "undone without a reason")
        if told["act"] == "complete_step" and undone is not None:
            following = next((one for one in _moves(dossier) if one["seq"] > event["seq"]), None)
            held = following is None or not _goes_past(dossier, following, undone["step"])
            yield Seen.that(dossier, held, f"{undone['step']} was handed on, and nobody completed it again")


def _goes_past(dossier: Dossier, move: Row, step: str) -> bool:
    """Whether somebody hands on what is beyond a step; who was offered it before may decline and be offered it anew."""
    order = [one["key"] for one in dossier.ruled_by(move).procedure["steps"]]
    return move["tag"] == "officer:step:handed_over" and step in order[: order.index(move["detail"]["to_step"])]


def _moves(dossier: Dossier) -> list[Row]:
    tags = ("officer:step:handed_over", *_STEP_ACTS)
    return [event for event in dossier.events if event["tag"] in tags]


def _in_office(dossier: Dossier) -> Iterator[Seen]:
    """Whoever acts is of an agency that is there that day."""
    for event in dossier.events:
        if event["actor"] is None or event["tag"] in _BROUGHT or event["agency"] is None:
            continue
        day = day_of(event["at"])
        known = any(holds(one, day) for one in dossier.catalogue.agencies.get(event["agency"], ()))
        yield Seen.that(dossier, known, f"{event['actor']} of {event['agency']}, which is not there on {day}")


def _succeeded(dossier: Dossier) -> Iterator[Seen]:
    """Duties pass on the day on which an agency is no more, to who has them by the catalogue."""
    for event in dossier.told("officer:agency:succeeded"):
        succession = event["detail"]["succession"]
        day = succession["day"]
        yield Seen.that(dossier, day_of(event["at"]).isoformat() >= day, f"told before {day}")
        for ceased, heir in succession["duties"].items():
            last = dossier.catalogue.agencies[ceased][-1]
            ended = last.get("valid_to") is not None and last["valid_to"] < day
            yield Seen.that(dossier, ended, f"{ceased} is there on {day}")
            yield Seen.same(dossier, f"duties of {ceased}", heir, dossier.catalogue.heir(ceased, day_of(event["at"])))
            later = [one["agency"] for one in dossier.events if one["seq"] > event["seq"] and one["actor"]]
            yield Seen.that(dossier, ceased not in later, f"{ceased} acted after its end")


def _promise_passes(dossier: Dossier) -> Iterator[Seen]:
    """Successors keep the promise of reception, under its regime."""
    if dossier.told("officer:agency:succeeded") and dossier.received is not None:
        first = promises_of(dossier, extended=False, changed=False)[-1].due
        yield Seen.same(dossier, "due_original", dossier.row["due_original"], first)
        yield Seen.same(dossier, "regime", dossier.row["regime"], dossier.received["detail"]["regime"])


RULES = (
    Rule("work.assigned_alone", "§1", "Việc đã phân công cho ai thì chỉ người đó làm", each(_assigned_alone)),
    Rule("work.urged", "§1", "Đôn đốc được gửi đến nơi đang giữ, được đếm", each(_urged)),
    Rule("work.corrected", "§1", "Đính chính thông tin: giá trị cũ, mới đều lưu kín, có lý do", each(_corrected)),
    Rule("work.reversed", "§1", "Hủy thao tác nhầm bằng thao tác mới, có lý do; muốn tính thì làm lại",
         each(_reversed)),
    Rule("agency.in_office", "§0", "Người thao tác thuộc cơ quan đang tồn tại ngày hôm đó", each(_in_office)),
    Rule("agency.succeeded", "§0", "Cơ quan kết thúc thì cơ quan kế thừa giải quyết tiếp từ ngày đó", each(_succeeded)),
    Rule("agency.promise_passes", "§0", "Cơ quan kế thừa giữ hạn và quy chế của ngày tiếp nhận",
         each(_promise_passes)),
)  # fmt: skip
