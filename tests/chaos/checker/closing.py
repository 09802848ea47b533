"""Closed means that nothing is left, and where a dossier stands is what its journal says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.chaos.checker.chains import stamped
from tests.chaos.checker.evidence import Evidence, Finding
from tests.chaos.checker.register import Row

__all__ = ["closed_means_nothing_left", "nothing_is_left_open", "the_read_model_is_the_journals"]

_CLOSED = "engine:dossier:closed"
_ENDS = ("engine:result:released", "officer:dossier:refused")
_OFFERS = ("officer:step:handed_over", "officer:step:sent_back", "officer:result:returned_for_rework")


def nothing_is_left_open(evidence: Evidence) -> Iterator[Finding]:
    """When everybody has done their part, every dossier is closed."""
    if evidence.all_closed:
        for row in evidence.register.rows("dossier"):
            if row["closed_at"] is None:
                yield Finding(row["code"], f"stands open in phase {row['phase']}, blocked {row['blocked']}")


def closed_means_nothing_left(evidence: Evidence) -> Iterator[Finding]:
    """No debt, nothing blocked, nothing after the closing."""
    journals = evidence.register.by_code("event")
    for row in evidence.register.rows("dossier"):
        tags = [event["tag"] for event in journals.get(row["code"], ())]
        if row["closed_at"] is None:
            if _CLOSED in tags:
                yield Finding(row["code"], "its journal is closed and its row is not")
            continue
        if row["phase"] != "ended" or row["apology_owed"] or row["blocked"] or row["finished_at"] is None:
            yield Finding(
                row["code"], f"closed in phase {row['phase']}, owing, blocked by {row['blocked']} or unfinished"
            )
        if tags[-1:] != [_CLOSED] or tags.count(_CLOSED) != 1:
            yield Finding(row["code"], "closed, and its journal does not end with that")


def the_read_model_is_the_journals(evidence: Evidence) -> Iterator[Finding]:
    """Due, finished, lateness and hand-overs are what the events say."""
    journals, offers = evidence.register.by_code("event"), evidence.register.by_code("hand_over")
    for row in evidence.register.rows("dossier"):
        events = journals.get(row["code"], [])
        said = {
            "due": _detail(events, "engine:reception:done", "due"),
            "finished_at": next((stamped(event["at"]) for event in events if event["tag"] in _ENDS), None),
            "new_due": _detail(events, "engine:apology:decided", "new_due")
            or (_detail(events, "officer:dossier:submitted", "stated_new_due") if _is_overdue(events) else None),
        }
        shown = {name: stamped(row[name]) if row[name] else None for name in said}
        for name, value in said.items():
            if value != shown[name]:
                yield Finding(row["code"], f"{name} is {shown[name]} in its row and {value} in its journal")
        given = sum(event["tag"] in _OFFERS for event in events)
        if given != len(offers.get(row["code"], ())):
            yield Finding(row["code"], f"{given} hand-overs were told, {len(offers.get(row['code'], ()))} are kept")


def _is_overdue(events: list[Row]) -> bool:
    return any(event["tag"] == "clock:dossier:overdue" for event in events)


def _detail(events: list[Row], tag: str, name: str) -> Any:
    return next((event["detail"].get(name) for event in events if event["tag"] == tag), None)
