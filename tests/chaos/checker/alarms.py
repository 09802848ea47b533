"""Alarms: never early, late by what they say, and as the journal tells them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tests.chaos.checker.chains import stamped
from tests.chaos.checker.evidence import Evidence, Finding

__all__ = ["alarms_are_never_early", "alarms_are_the_journals"]

_LONGEST = timedelta(minutes=5)
_CLOCK = "clock:"
_OF_THE_REGISTER = ("chain_forked", "chain_gap", "chain_forged", "not_running")


def alarms_are_never_early(evidence: Evidence) -> Iterator[Finding]:
    """An alarm is planned and told at or after its due instant; how late it was counts from that."""
    for row in evidence.register.rows("alarm"):
        due, planned, fired = row["due"], row["planned"] or row["due"], row["fired"]
        if fired < due or not due <= planned <= due + _LONGEST:
            yield Finding(row["code"], f"{row['kind']} due {due}, planned {planned}, told {fired}")
        if row["lateness_seconds"] != (fired - due) // timedelta(seconds=1):
            yield Finding(row["code"], f"{row['kind']} says it was late by {row['lateness_seconds']} s")


def alarms_are_the_journals(evidence: Evidence) -> Iterator[Finding]:
    """The ledger of alarms and the journal tell the same; the register itself raised none."""
    kept, journals = evidence.register.by_code("alarm"), evidence.register.by_code("event")
    for code in kept.keys() | journals.keys():
        rows = sorted((row["kind"], stamped(row["due"]), stamped(row["fired"])) for row in kept.get(code, ()))
        told = sorted(
            (event["tag"].rsplit(":", 1)[1], event["detail"]["due"], event["detail"]["fired"])
            for event in journals.get(code, ())
            if event["tag"].startswith(_CLOCK)
        )
        own = [row for row in rows if row[0] in _OF_THE_REGISTER]
        if own:
            yield Finding(code, f"the register raised {own[0][0]}")
        if [row for row in rows if row not in own] != told:
            yield Finding(code, f"{len(rows)} alarms are kept, {len(told)} were told")
