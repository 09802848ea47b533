"""Lateness and letters: who was late is apologised to once, nobody else at all, and every letter went out once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from tests.chaos.checker.evidence import Evidence, Finding
from tests.chaos.checker.register import Row

__all__ = ["late_again_is_escalated_once", "late_is_apologised_once", "letters_went_out_once"]

_GRACE = timedelta(minutes=5, seconds=30)
"""So long after its due instant an open dossier may not have heard its alarm yet: the spread, and a moment of work."""
_ENDS = ("engine:result:released", "officer:dossier:refused")
_WRITTEN = frozenset({"engine:apology:done", "engine:escalation:done", "engine:notice:done"})
"""What tells that a letter went into the outbox."""


def late_is_apologised_once(evidence: Evidence) -> Iterator[Finding]:
    """Finished after the due instant, or open past it: one alarm, one decision, one letter, one paper; else none."""
    papers = evidence.register.by_code("paper")
    for code, events in evidence.register.by_code("event").items():
        late = _is_late(events, evidence.taken_at)
        if late is None:
            continue
        tags = Counter(event["tag"] for event in events)
        ours = late and "stated_apology_issued_on" not in events[0]["detail"]
        written = sum(paper["kind"] == "apology" for paper in papers.get(code, ()))
        found = (tags["clock:dossier:overdue"], tags["engine:apology:decided"], tags["engine:apology:done"], written)
        wanted = (int(late), *[int(ours)] * 3)
        if found != wanted:
            yield Finding(code, f"late {late}: alarms, decisions, letters, papers {found} instead of {wanted}")


def late_again_is_escalated_once(evidence: Evidence) -> Iterator[Finding]:
    """One escalation for whom the new date found open, and none for others."""
    effects = Counter(row["code"] for row in evidence.register.rows("effect") if row["kind"] == "escalation")
    journals = evidence.register.by_code("event")
    for row in evidence.register.rows("dossier"):
        again = sum(event["tag"] == "clock:dossier:overdue_again" for event in journals.get(row["code"], ()))
        done = effects[row["code"]]
        under_way = again and row["closed_at"] is None
        if again != int(row["escalated"]) or not (done == again or (under_way and done < again)):
            yield Finding(row["code"], f"late again {again} times, escalated {done} times")


def letters_went_out_once(evidence: Evidence) -> Iterator[Finding]:
    """A letter per apology and per escalation, sent, and its ticket in the spool; no ticket beside."""
    tickets = {path.name: path for path in (evidence.home / "spool").glob("*.json")}
    letters = evidence.register.by_code("letter")
    for code, events in evidence.register.by_code("event").items():
        told = sum(event["tag"] in _WRITTEN for event in events)
        if told != len(letters.get(code, ())):
            yield Finding(code, f"{told} letters were written, {len(letters.get(code, ()))} are kept")
    for letter in evidence.register.rows("letter"):
        if letter["sent_at"] is None:
            if evidence.all_closed:
                yield Finding(letter["code"], f"letter {letter['letter_id']} never went out")
            continue
        path = tickets.pop(letter["reference"], None) if letter["channel"] == "spool" else None
        if letter["channel"] == "spool" and (path is None or not _is_its_ticket(path.read_text("utf-8"), letter)):
            yield Finding(letter["code"], f"letter {letter['letter_id']} has no ticket of its own")
    if evidence.all_closed:
        for name in tickets:
            yield Finding("-", f"ticket {name} is of no letter")


def _is_late(events: list[Row], taken_at: datetime) -> bool | None:
    """Whether a promise was broken; None where it is too early to say."""
    promise = next((event["detail"].get("due") for event in events if event["tag"] == "engine:reception:done"), None)
    if promise is None:
        return False
    due = datetime.strptime(promise, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    finished = next((event["at"] for event in events if event["tag"] in _ENDS), None)
    if finished is not None:
        return bool(finished > due)
    return None if due <= taken_at <= due + _GRACE else taken_at > due


def _is_its_ticket(text: str, letter: Row) -> bool:
    ticket = json.loads(text)
    return all(ticket[name] == letter[name] for name in ("letter_id", "code", "paper", "to_agency"))
