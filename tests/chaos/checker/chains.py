"""The journal: no seq is missing, each event follows the one before it, each hash is what its fields call for."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime

import rfc8785

from tests.chaos.checker.evidence import Evidence, Finding
from tests.chaos.checker.register import Row

__all__ = ["hashes_hold", "heads_are_true", "links_hold", "no_seq_is_missing", "stamped"]

_GENESIS = "0" * 64
_HASHED = ("code", "branch", "seq", "tag", "actor", "agency", "step", "detail", "prev")


def stamped(moment: datetime) -> str:
    """Write an instant as journals do."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def no_seq_is_missing(evidence: Evidence) -> Iterator[Finding]:
    """A branch counts on without a gap; the first one from 1."""
    for code, events in evidence.register.by_code("event").items():
        for branch, seqs in _by_branch(events).items():
            first = 1 if branch == 0 else seqs[0]
            if seqs != list(range(first, first + len(seqs))):
                yield Finding(code, f"branch {branch} has seqs {seqs}")


def links_hold(evidence: Evidence) -> Iterator[Finding]:
    """An event names the hash of the one before it, a later branch that of an event of an earlier one."""
    for code, events in evidence.register.by_code("event").items():
        standing = {(event["branch"], event["seq"]): event["hash"] for event in events}
        firsts = {branch: seqs[0] for branch, seqs in _by_branch(events).items()}
        for event in events:
            branch, seq = event["branch"], event["seq"]
            if seq > firsts[branch]:
                before = {standing.get((branch, seq - 1))}
            elif branch == 0:
                before = {_GENESIS}
            else:
                before = {standing.get((earlier, seq - 1)) for earlier in range(branch)}
            if event["prev"] not in before:
                yield Finding(code, f"event {branch}-{seq} does not follow the one before it")


def hashes_hold(evidence: Evidence) -> Iterator[Finding]:
    """A hash is the SHA-256 of the canonical JSON of all other fields."""
    for event in evidence.register.rows("event"):
        fields = {name: event[name] for name in _HASHED} | {"at": stamped(event["at"])}
        if hashlib.sha256(rfc8785.dumps(fields)).hexdigest() != event["hash"]:
            yield Finding(event["code"], f"event {event['branch']}-{event['seq']} is not what was hashed")


def heads_are_true(evidence: Evidence) -> Iterator[Finding]:
    """A dossier's row names the last event of its newest branch."""
    journals = evidence.register.by_code("event")
    for row in evidence.register.rows("dossier"):
        events = journals.get(row["code"])
        if not events:
            yield Finding(row["code"], "has no journal")
        elif (row["branch"], row["seq"], row["head"]) != tuple(events[-1][name] for name in ("branch", "seq", "hash")):
            yield Finding(row["code"], f"its row stands at {row['branch']}-{row['seq']}, its journal elsewhere")


def _by_branch(events: list[Row]) -> dict[int, list[int]]:
    seqs: dict[int, list[int]] = defaultdict(list)
    for event in events:
        seqs[event["branch"]].append(event["seq"])
    return seqs
