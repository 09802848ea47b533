"""§1, the ten statuses of the national portal: what follows what, told again from the journal."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from motcua.conformance.evidence import Dossier
from motcua.conformance.holding import REVERSED
from motcua.conformance.promises import PAUSING, goes_on
from motcua.conformance.rule import Rule, Seen, each

__all__ = ["RULES", "statuses_of"]

_BRINGS: Final = {
    "engine:reception:done": 2,
    "officer:dossier:refused": 3,
    "officer:step:handed_over": 4,
    "officer:step:sent_back": 4,
    "officer:result:returned_for_rework": 4,
    "officer:supplement:requested": 5,
    "officer:payment:requested": 6,
    "officer:supplement:closed_unanswered": 3,
    "officer:dossier:withdrawn": 7,
    "officer:dossier:stopped": 8,
    "engine:result:released": 9,
    "officer:result:returned": 10,
}
"""The status that an event brings."""
_LAWFUL: Final = {
    1: {2, 3, 5, 6, 7},
    2: {4, 5, 6, 7, 8},
    3: set[int](),
    4: {4, 5, 6, 7, 8, 9},
    5: {1, 2, 3, 4, 7, 8},
    6: {1, 2, 3, 4, 7, 8, 9},
    7: set[int](),
    8: {1, 2, 4, 7},
    9: {6, 10},
    10: set[int](),
}
"""What may follow a status; 8 stands until the stop is final or taken back."""
_OFFERS: Final = ("hand_over", "send_back", "return_for_rework")
"""What sets the status of a dossier that was offered to somebody; undone by a supervisor it is as before."""
_FINAL: Final = frozenset({3, 7, 8, 10})


class _Passed(NamedTuple):
    status: int
    is_as_before: bool = False
    """An offer that was a mistake was undone: what it brought is taken back."""


def statuses_of(dossier: Dossier) -> list[_Passed]:
    """The statuses that a dossier went through, each once in a row."""
    passed, before_aside, found = [_Passed(1)], 1, dict[int, int]()
    for event in dossier.events:
        found[event["seq"]] = passed[-1].status
        undone = event["tag"] == REVERSED and event["detail"]["act"] in _OFFERS
        status = before_aside if goes_on(event) else _BRINGS.get(event["tag"])
        if undone:
            status = found[event["detail"]["seq"]]
        if status is None or status == passed[-1].status:
            continue
        if event["tag"] in PAUSING:
            before_aside = passed[-1].status
        passed.append(_Passed(status, undone))
    return passed


def _lawful(dossier: Dossier) -> Iterator[Seen]:
    for before, after in pairwise(statuses_of(dossier)):
        held = after.is_as_before or after.status in _LAWFUL[before.status]
        yield Seen.that(dossier, held, f"status {before.status} was followed by {after.status}")


def _as_the_journal_has_it(dossier: Dossier) -> Iterator[Seen]:
    yield Seen.same(dossier, "status", dossier.row["status"], statuses_of(dossier)[-1].status)


def _closed_when_over(dossier: Dossier) -> Iterator[Seen]:
    if dossier.closed is not None:
        told = dossier.closed["detail"]["status"]
        later = [event for event in dossier.events if event["seq"] > dossier.closed["seq"]]
        is_last = not later or later[0]["tag"] == "engine:after:opened"
        yield Seen.that(dossier, told in _FINAL and is_last, f"closed with status {told}, last {is_last}")


RULES = (
    Rule("status.lawful", "§1", "Trạng thái chuyển theo đúng trình tự cho phép", each(_lawful)),
    Rule("status.of_the_journal", "§1", "Trạng thái hiển thị đúng như nhật ký", each(_as_the_journal_has_it)),
    Rule("status.closed_when_over", "§1", "Chỉ đóng hồ sơ đã kết thúc, không còn gì sau đó", each(_closed_when_over)),
)
