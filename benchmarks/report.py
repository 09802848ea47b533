"""What is printed: a small table for people, or one JSON document."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from benchmarks.profile import Profile
from benchmarks.rounds import Result
from benchmarks.shape import Counted
from benchmarks.sizes import Sizes
from benchmarks.stage import PARTS

__all__ = ["GOAL", "Report", "as_json", "as_text"]

GOAL = 0.5
"""Of bare Temporal's throughput, at this point."""


@dataclass(frozen=True)
class Report:
    """Everything of one run."""

    sizes: Sizes
    cores: int
    load_before: float
    """Runnable processes of the machine before the run, as a mean of one minute: near 0 on a quiet one."""
    sandboxed: bool
    counted: Counted
    counted_bare: Counted
    """The bare workflow with empty payloads."""
    results: list[Result]
    libraries_ms: dict[str, float]
    profile: Profile

    @property
    def ratio(self) -> float:
        return self.results[0].beside(self.results[1])

    @property
    def ratio_same_bytes(self) -> float:
        return self.results[0].beside(self.results[2])

    @property
    def ratio_of_cpu(self) -> float:
        """What the ratio would be if nothing but CPU were scarce; the steadiest number on a shared machine."""
        return self.results[1].cpu_sum_ms / self.results[0].cpu_sum_ms


def as_json(report: Report) -> str:
    ratios = {
        "ratio": report.ratio,
        "ratio_same_bytes": report.ratio_same_bytes,
        "ratio_of_cpu": report.ratio_of_cpu,
        "goal": GOAL,
    }
    return json.dumps(asdict(report) | ratios, ensure_ascii=False, indent=1)


def as_text(report: Report) -> str:
    sizes, ours = report.sizes, report.results[0]
    sandbox = "in the sandbox" if report.sandboxed else "without the sandbox"
    libraries = sum(report.libraries_ms.values())
    return "\n".join([
        f"{sizes.dossiers} dossiers in each of {sizes.rounds} interleaved rounds, {sizes.concurrency} at once,"
        f" {sandbox}; {report.cores} cores for all, load {report.load_before:.1f} before.",
        f"A dossier: {_told(report.counted)}.",
        f"A bare workflow: {_told(report.counted_bare)}.",
        "",
        *_table(report.results),
        "",
        f"Ours is {report.ratio:.2f} of bare Temporal ({report.ratio_same_bytes:.2f} of bare with payloads of our"
        f" size); the goal at this point is {GOAL}: {'reached' if report.ratio >= GOAL else 'NOT reached'}.",
        f"By CPU alone: {report.ratio_of_cpu:.2f}. Of our worker's {ours.cpu_ms['worker']:.0f} ms the paper takes"
        f" {libraries:.0f}: rendered {report.libraries_ms['render']:.0f},"
        f" signed and sealed {report.libraries_ms['sign_and_seal']:.0f}.",
        "",
        *_profile(report.profile),
    ])  # fmt: skip


def _told(counted: Counted) -> str:
    return (
        f"{counted.activities:.1f} activities, {counted.updates:.1f} updates, {counted.timers:.1f} timers,"
        f" {counted.tasks:.1f} workflow tasks, {counted.events:.0f} events, {counted.size / 1024:.0f} KiB of history"
    )


def _table(results: list[Result]) -> list[str]:
    parts = "".join(f"{part:>12}" for part in PARTS)
    lines = [
        f"{'':<24}{'dossiers/s':>11}{'(range)':>14}{'act p50':>9}{'alone':>8} {'CPU ms per dossier:':>20}{parts}",
    ]
    for result in results:
        cpu = "".join(f"{result.cpu_ms[part]:>12.1f}" for part in PARTS)
        speeds = f"{min(result.speeds):.1f}–{max(result.speeds):.1f}"
        lines.append(
            f"{result.name:<24}{result.per_second:>11.1f}{speeds:>14}{result.act_ms:>6.0f} ms"
            f"{result.act_alone_ms:>5.0f} ms {result.cpu_sum_ms:>20.0f}{cpu}"
        )
    return lines


def _profile(profile: Profile) -> list[str]:
    if profile.missing:
        return [f"No profile: {profile.missing}"]
    rows = [(f"Our worker's Python, by own time ({profile.samples} samples):", profile.own)]
    innermost = (
        f"By the innermost function of ours with what it calls; {profile.none_of_ours:.0f} % under none of ours:"
    )
    rows.append((innermost, profile.ours))
    return [
        line for title, shares in rows for line in (title, *(f"  {share:5.1f} %  {name}" for name, share in shares))
    ]
