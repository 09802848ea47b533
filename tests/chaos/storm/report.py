"""What a storm tells: a table for people, or one JSON document."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from tests.chaos.storm.run import Outcome

__all__ = ["as_json", "as_text", "percentile"]

_SHOWN = 5


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share of all lies; 0 of none."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0


def as_json(outcome: Outcome) -> str:
    """All figures, the distributions as percentiles."""
    found = {name: [list(one) for one in findings] for name, findings in outcome.findings.items()}
    return json.dumps(_figures(outcome) | {"findings": found}, ensure_ascii=False, indent=1)


def as_text(outcome: Outcome) -> str:
    """A table."""
    figures, size = _figures(outcome), outcome.size
    acts, alarms = figures["acts_ms"], figures["alarms_s"]
    found = {name: findings for name, findings in outcome.findings.items() if findings}
    lines = [
        f"{size.dossiers} dossiers due in one second, opened {outcome.lead_s:.0f} s ahead in {outcome.opened_s:.0f} s;"
        f" {size.workers} workers, {size.acts_per_second:g} acts a second at the counter.",
        f"Letters out: {outcome.letters}; half of them after {outcome.half_out_s:.1f} s,"
        f" all after {outcome.all_out_s:.1f} s ({figures['letters_per_second']:.1f}/s).",
        "",
        f"{'people’s acts':<28}{'acts':>7}{'p50':>9}{'p99':>9}{'longest':>9}",
        *(
            f"  {weather:<26}{one['count']:>7}{one['p50']:>6.0f} ms{one['p99']:>6.0f} ms{one['max']:>6.0f} ms"
            for weather, one in acts.items()
        ),
        f"  {'storm beside calm':<26}{'':>7}{figures['ratio_p50']:>7.1f} ×{figures['ratio_p99']:>7.1f} ×",
        f"  tried again: {', '.join(f'{n} {code}' for code, n in outcome.tried_again.items()) or 'none'}",
        "",
        f"{'alarms, seconds':<28}{'p1':>8}{'p50':>8}{'p99':>8}{'longest':>9}",
        *(
            f"  {name:<26}{one['p1']:>8.2f}{one['p50']:>8.2f}{one['p99']:>8.2f}{one['max']:>9.2f}"
            for name, one in alarms.items()
        ),
        "",
        f"Invariants: {len(outcome.findings) - len(found)} of {len(outcome.findings)} hold.",
    ]
    for name, findings in found.items():
        lines += [f"  {name}: {len(findings)}", *(f"    {one.code}: {one.what}" for one in findings[:_SHOWN])]
    return "\n".join([*lines, "All letters out, nothing lost." if outcome.holds else "SOMETHING IS WRONG."])


def _figures(outcome: Outcome) -> dict[str, Any]:
    acts = {weather: _acts(took) for weather, took in sorted(outcome.took_ms.items())}
    calm, storm = acts.get("calm", _acts([])), acts.get("storm", _acts([]))
    return {
        "size": asdict(outcome.size),
        "holds": outcome.holds,
        "opened_s": outcome.opened_s,
        "lead_s": outcome.lead_s,
        "letters": outcome.letters,
        "half_out_s": outcome.half_out_s,
        "all_out_s": outcome.all_out_s,
        "letters_per_second": outcome.letters / outcome.all_out_s if outcome.all_out_s else 0.0,
        "acts_ms": acts,
        "ratio_p50": storm["p50"] / calm["p50"] if calm["p50"] else 0.0,
        "ratio_p99": storm["p99"] / calm["p99"] if calm["p99"] else 0.0,
        "alarms_s": {
            "planned after due": _spans(outcome.planned_s),
            "told after planned": _spans(outcome.behind_s),
            "told after due": _spans(outcome.late_s),
        },
        "tried_again": outcome.tried_again,
    }


def _acts(took: Sequence[float]) -> dict[str, float]:
    shares = {"p50": percentile(took, 0.5), "p99": percentile(took, 0.99)}
    return {"count": len(took), **shares, "max": max(took, default=0)}


def _spans(values: Sequence[float]) -> dict[str, float]:
    found = {f"p{share}": percentile(values, share / 100) for share in (1, 50, 99)}
    return found | {"max": max(values, default=0.0)}
