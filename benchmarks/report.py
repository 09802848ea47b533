"""What is printed: a small table for people, or one JSON document."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from benchmarks.crowd import Crowd
from benchmarks.profile import Profile
from benchmarks.rounds import Result
from benchmarks.shape import Counted
from benchmarks.sizes import Sizes
from benchmarks.stage import PARTS
from benchmarks.targets import Contest, Target, targets

__all__ = ["Report", "as_json", "as_text"]


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
    contest: Contest
    libraries_ms: dict[str, float]
    two_workers: tuple[float, float]
    """Throughput of two worker processes beside one; the share of all cores that was busy then."""
    crowd: Crowd | None
    profile: Profile

    @property
    def targets(self) -> list[Target]:
        return list(targets(self.contest, sum(self.libraries_ms.values()), self.two_workers[0], self.crowd))


def as_json(report: Report) -> str:
    told = asdict(report)
    told["contest"] = {result.name: asdict(result) for result in report.contest}
    told["targets"] = [target._asdict() | {"met": target.met} for target in report.targets]
    return json.dumps(told, ensure_ascii=False, indent=1)


def as_text(report: Report) -> str:
    sizes = report.sizes
    sandbox = "in the sandbox" if report.sandboxed else "without the sandbox"
    return "\n".join([
        f"{sizes.dossiers} dossiers in each of {sizes.rounds} interleaved rounds, {sizes.concurrency} at once,"
        f" {sandbox}; {report.cores} cores for all, load {report.load_before:.1f} before.",
        f"A dossier: {_told(report.counted)}.",
        f"A bare workflow: {_told(report.counted_bare)}.",
        "",
        *_table(list(report.contest)),
        "",
        *_targets(report),
        "",
        *_profile(report.profile),
    ])  # fmt: skip


def _targets(report: Report) -> list[str]:
    lines = [f"{'Target':<64}{'found':>9}{'target':>10}"]
    for what, figure, goal, at_least in report.targets:
        met = figure >= goal if at_least else figure <= goal
        sign = ">=" if at_least else "<="
        lines.append(f"{what:<64}{figure:>9.2f}{sign:>5}{goal:>8.2f}  {'met' if met else 'NOT met'}")
    libraries = report.libraries_ms
    return [
        *lines,
        f"The libraries' own time: {libraries['render']:.0f} ms to render, {libraries['sign_and_seal']:.0f} to sign and"
        f" seal. With two workers {100 * report.two_workers[1]:.0f} % of all cores were busy.",
    ]


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
