"""§1: linked procedures (liên thông): one submission, several dossiers, each feeds the next."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from motcua.conformance.days import day_of
from motcua.conformance.evidence import Dossier, Evidence, Group, instant
from motcua.conformance.rule import Rule, Seen

__all__ = ["RULES"]

_KEY: Final = re.compile(r"LT-([A-Z]\d{2}(?:\.\d+)*)-(\d{6})-(\d{4,7})")
_OVER: Final = frozenset({"ended", "cancelled", "erased"})


def _needs(evidence: Evidence, group: Group) -> dict[str, list[Mapping[str, Any]]]:
    definition = evidence.catalogue.groups[group.row["definition"]][group.row["version"]]
    return {part["key"]: list(part.get("needs", ())) for part in definition["parts"]}


def _own(evidence: Evidence, group: Group) -> dict[str, Dossier]:
    """The dossiers of a group, by their part."""
    found = {part["part"]: evidence.by_code.get(part["code"]) for part in group.parts if part["code"]}
    return {part: dossier for part, dossier in found.items() if dossier is not None}


def _one_key(evidence: Evidence) -> Iterator[Seen]:
    """One tracking key for all, of the first counter and its day, counted without gaps."""
    numbers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for group in evidence.groups:
        key, first = group.row["key"], evidence.by_code[group.row["first"]]
        found = _KEY.fullmatch(key)
        entered = f"{day_of(instant(first.opening['entered_at'])):%y%m%d}"
        wanted = (first.opening["receiving"], entered)
        yield Seen(key, None if found and (found[1], found[2]) == wanted else f"of {wanted}")
        if found:
            numbers[found[1], found[2]].append(int(found[3]))
        for dossier in _own(evidence, group).values():
            yield Seen.same(dossier, "tracking key", dossier.events[0]["detail"].get("group"), key)
    for place, given in numbers.items():
        whole = sorted(given) == list(range(1, len(given) + 1))
        yield Seen("-".join(place), None if whole else f"numbers {sorted(given)}")


def _own_clock(evidence: Evidence) -> Iterator[Seen]:
    """A later part has a code, a procedure and a counter of its own, and is received when it was fed."""
    for group in evidence.groups:
        own, rows = _own(evidence, group), {part["part"]: part for part in group.parts}
        fed_at = {event["at"] for one in own.values() for event in one.told("engine:feeding:decided")}
        for part, dossier in own.items():
            found = (dossier.opening["procedure"], dossier.opening["receiving"])
            wanted = (rows[part]["procedure"], rows[part]["receiving"])
            yield Seen.same(dossier, "procedure and counter", found, wanted)
            if dossier.code != group.row["first"]:
                at = instant(dossier.opening["received_at"])
                yield Seen.that(dossier, at in fed_at, f"part {part} is received at {at}, and was fed at {fed_at}")


def _fed(evidence: Evidence) -> Iterator[Seen]:
    """What it is fed with is the newest result of the part that it needs; of a part without a result it has none."""
    for group in evidence.groups:
        own, needs = _own(evidence, group), _needs(evidence, group)
        for part, dossier in own.items():
            fed = dossier.events[0]["detail"].get("fed") or {}
            for need in needs[part]:
                giver = own.get(need["part"])
                papers = {paper["sha256"] for paper in giver.papers("result")} if giver else set()
                told = fed.get(need["component"])
                held = told["paper"] in papers if told else not papers
                yield Seen.that(dossier, held, f"{need['component']} is {told}, the results are {sorted(papers)}")


def _what_becomes_of_the_rest(evidence: Evidence) -> Iterator[Seen]:
    """Where one ends without a result, what cannot go without it is not begun, and what can goes on without it."""
    for group in evidence.groups:
        needs, states = _needs(evidence, group), {part["part"]: part["state"] for part in group.parts}
        for part in group.parts:
            lost = [one for one in needs[part["part"]] if states[one["part"]] in _OVER]
            if not lost:
                continue
            never = any(one.get("on_end", "cancel") == "cancel" for one in lost)
            begun = part["code"] is not None
            settled = all(states[one["part"]] in (*_OVER, "done") for one in needs[part["part"]])
            held = (part["state"] == "cancelled" and not begun) if never else begun or not settled
            told = None if held else f"{part['part']} is {part['state']}, after {lost[0]['part']} ended"
            yield Seen(group.row["key"], told)


RULES = (
    Rule("linked.one_key", "§1", "Liên thông: một mã tra cứu cho mọi hồ sơ", _one_key),
    Rule("linked.own_clock", "§1", "Liên thông: mỗi hồ sơ có mã, nơi nhận riêng, tính hạn từ khi có kết quả trước",
         _own_clock),
    Rule("linked.fed", "§1", "Liên thông: kết quả trước là giấy tờ của hồ sơ sau", _fed),
    Rule("linked.rest", "§1", "Liên thông: một hồ sơ kết thúc thì biết các hồ sơ còn lại ra sao",
         _what_becomes_of_the_rest),
)  # fmt: skip
