"""Temporal's histories and the register tell the same story."""

from __future__ import annotations

from collections.abc import Iterator

from tests.chaos.checker.evidence import Evidence, Finding

__all__ = ["every_run_has_its_history", "history_and_register_agree"]


def history_and_register_agree(evidence: Evidence) -> Iterator[Finding]:
    """Every event is in both, with one hash."""
    journals = evidence.register.by_code("event")
    for code in evidence.histories.keys() | journals.keys():
        kept = {(code, event["branch"], event["seq"]): event["hash"] for event in journals.get(code, ())}
        told: dict[tuple[str, int, int], str] = {}
        for run in evidence.histories.get(code, ()):
            told |= run.events
        for key in sorted(kept.keys() | told.keys()):
            if kept.get(key) != told.get(key):
                where = "the register" if key not in told else "the history" if key not in kept else "both, otherwise"
                yield Finding(code, f"event {key[1]}-{key[2]} stands in {where}")


def every_run_has_its_history(evidence: Evidence) -> Iterator[Finding]:
    """Every run that wrote here is there to be read, and the last one of a closed dossier ended it."""
    runs = evidence.register.by_code("run")
    closed = {row["code"]: row["closed_at"] is not None for row in evidence.register.rows("dossier")}
    for code in closed.keys() | evidence.histories.keys():
        found = evidence.histories.get(code, ())
        lacking = {row["run_id"] for row in runs.get(code, ())} - {run.run_id for run in found}
        for run_id in sorted(lacking):
            yield Finding(code, f"run {run_id} wrote and has no history")
        if code not in closed:
            yield Finding(code, "has a history and is in no register")
        elif found and closed[code] != found[-1].completed:
            yield Finding(code, f"closed in the register: {closed[code]}, in its history: {found[-1].completed}")
