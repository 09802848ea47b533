"""Codes: what was reserved is a dossier, and numbers are given without a gap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from tests.chaos.checker.evidence import Evidence, Finding

__all__ = ["codes_are_counted", "every_reserved_code_is_a_dossier", "numbers_are_given_once"]

_SIGNS = {
    "result": "KQ", "correction": "DC", "apology": "XL", "receipt": "TN", "supplement": "BS",
    "refusal": "TC", "stop_notice": "DG",
}  # fmt: skip


def every_reserved_code_is_a_dossier(evidence: Evidence) -> Iterator[Finding]:
    """None is lost between its reservation and its start, and none begins but by being submitted."""
    dossiers = {row["code"] for row in evidence.register.rows("dossier")}
    journals = evidence.register.by_code("event")
    for row in evidence.register.rows("reservation"):
        code = row["code"]
        if code not in dossiers:
            yield Finding(code, "was reserved and never became a dossier")
        elif journals[code] and journals[code][0]["tag"] != "officer:dossier:submitted":
            yield Finding(code, f"begins with {journals[code][0]['tag']}")


def codes_are_counted(evidence: Evidence) -> Iterator[Finding]:
    """An agency's codes of a day are 1, 2, 3 … and its counter stands at the last."""
    given: dict[Any, list[int]] = defaultdict(list)
    for row in evidence.register.rows("reservation"):
        if row["number"] is not None:
            given[row["agency"], row["day"]].append(row["number"])
    last = {(row["agency"], row["day"]): row["last"] for row in evidence.register.rows("code_counter")}
    for key in given.keys() | last.keys():
        if sorted(given[key]) != list(range(1, last.get(key, 0) + 1)):
            yield Finding("-", f"codes of {key[0]} on {key[1]}: {sorted(given[key])}, counter {last.get(key)}")


def numbers_are_given_once(evidence: Evidence) -> Iterator[Finding]:
    """A book's numbers are 1, 2, 3 … and each stands on the one paper of its effect, or on its dossier."""
    papers = {(row["code"], row["effect_id"], row["kind"]): row["number"] for row in evidence.register.rows("paper")}
    entered = {row["code"]: row["book_number"] for row in evidence.register.rows("dossier")}
    entries: dict[Any, list[int]] = defaultdict(list)
    for row in evidence.register.rows("book_entry"):
        entries[row["agency"], row["year"], row["kind"]].append(row["number"])
        if row["kind"] == "register_book":
            if entered.get(row["code"]) != row["number"]:
                yield Finding(row["code"], f"stands in the register book as {row['number']}, and tells another")
            continue
        number = papers.pop((row["code"], row["effect_id"], row["kind"]), None)
        if number != f"{row['number']}/{_SIGNS[row['kind']]}-{row['agency']}":
            yield Finding(row["code"], f"number {row['number']} of {row['kind']}s of {row['agency']} is on {number}")
    for (code, effect, kind), number in papers.items():
        yield Finding(code, f"the {kind} of effect {effect} bears {number}, which no book gave")
    for row in evidence.register.rows("book"):
        key = (row["agency"], row["year"], row["kind"])
        if sorted(entries[key]) != list(range(1, row["last"] + 1)):
            yield Finding("-", f"book {key}: {len(entries[key])} numbers, last {row['last']}")
