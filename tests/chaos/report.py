"""What a run tells: a page for people, or one JSON document."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from typing import Any

from tests.chaos.plan import Kind
from tests.chaos.run import Outcome

__all__ = ["as_json", "as_text"]

_SHOWN = 5


def as_json(outcome: Outcome) -> str:
    """Everything but the plan's cases and the single acts."""
    return json.dumps(
        {
            "seed": outcome.plan.seed,
            "plan": outcome.plan.digest,
            "holds": outcome.holds,
            "finished": outcome.finished,
            "seconds": round(outcome.seconds, 1),
            "cases": dict(Counter(case.kind.value for case in outcome.plan.cases)),
            "counts": outcome.counts,
            "acts": _acts(outcome),
            "faults": [asdict(broken) for broken in outcome.broken],
            "findings": {name: [list(one) for one in found] for name, found in outcome.findings.items()},
        },
        ensure_ascii=False,
        indent=1,
    )


def as_text(outcome: Outcome) -> str:
    """A page."""
    plan, acts = outcome.plan, _acts(outcome)
    kinds = Counter(case.kind for case in plan.cases)
    found = {name: findings for name, findings in outcome.findings.items() if findings}
    lines = [
        f"Seed {plan.seed}, plan {plan.digest}: {len(plan.cases)} dossiers in {outcome.seconds:.0f} s"
        f"{'' if outcome.finished else ', NOT all brought to their end'}.",
        "  " + ", ".join(f"{kinds[kind]} {kind.value}" for kind in Kind),
        "  " + ", ".join(f"{count} {name}" for name, count in outcome.counts.items()),
        f"  {acts['answered']} acts answered, {acts['said_again']} said again, {acts['signals']} signals;"
        f" refused: {_listed(acts['refused'])}; not reached: {_listed(acts['unreachable'])}",
        f"What broke ({len(outcome.broken)}):",
        *(_told(number, outcome) for number in range(len(outcome.broken))),
        f"Invariants: {len(outcome.findings) - len(found)} of {len(outcome.findings)} hold.",
    ]
    for name, findings in found.items():
        lines.append(f"  {name}: {len(findings)}")
        lines += [f"    {finding.code}: {finding.what}" for finding in findings[:_SHOWN]]
    lines += [f"  answered twice, not the same: {act}" for act in outcome.tally.other_answers]
    lines += [f"Histories and logs: {outcome.kept}"] if outcome.kept else []
    return "\n".join([*lines, "Nothing lost, nothing twice." if outcome.holds else "SOMETHING IS WRONG."])


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items()) or "none"


def _told(number: int, outcome: Outcome) -> str:
    broken = outcome.broken[number]
    acts = ", ".join(f"{count} {act}" for act, count in broken.acts.items()) or "no act"
    doing = ", ".join(f"{count} {name}" for name, count in broken.activities.items()) or "no activity"
    return f"  {broken.answered:>6} {broken.fault.kind.value:<26} in flight: {acts}; {doing}"


def _acts(outcome: Outcome) -> dict[str, Any]:
    tally = outcome.tally
    return {
        "answered": len(tally.acknowledged),
        "said_again": tally.said_again,
        "signals": tally.signals,
        "refused": dict(tally.refused),
        "unreachable": dict(tally.unavailable),
        "other_answers": tally.other_answers,
    }
