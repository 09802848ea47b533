"""The conformance report of a rehearsal: each rule, how often it was exercised, and what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from motcua.conformance import Result
from motcua.rehearsal.plan import Plan
from motcua.rehearsal.playing import Played

__all__ = ["Report", "print_report"]

_SHOWN: Final = 5
"""So many faults of one rule are printed; `--json` has them all."""


@dataclass(frozen=True)
class Report:
    """What a rehearsal came to."""

    plan: Plan
    played: Played
    results: Sequence[Result]
    seconds: float

    @property
    def faulty(self) -> bool:
        """Whether some rule was broken, or some life could not be lived to its end."""
        return bool(self.played.stumbled) or any(result.faults for result in self.results)

    @property
    def unexercised(self) -> list[Result]:
        """The rules that nothing in this rehearsal put to the test."""
        return [result for result in self.results if not result.exercised]

    @property
    def conforms(self) -> bool:
        """Whether every rule was exercised and held, and every dossier went its way."""
        return not self.faulty and not self.unexercised

    def path_of(self, code: str) -> str | None:
        """The path that a dossier was planned to go."""
        number = self.played.beside.get(code)
        return None if number is None else self.plan.cases[number].path.key

    def as_json(self) -> dict[str, Any]:
        """All of it, for machines."""
        return {
            "year": self.plan.year.number,
            "seed": self.plan.seed,
            "plan": self.plan.digest,
            "dossiers": len(self.plan.cases),
            "acts": self.played.acts,
            "seconds": round(self.seconds, 1),
            "conforms": self.conforms,
            "paths": dict(sorted(Counter(case.path.key for case in self.plan.cases).items())),
            "stumbled": [
                {"path": one.case.path.key, "code": self.played.codes.get(one.case.number), "error": one.error}
                for one in self.played.stumbled
            ],
            "rules": [self._rule(result) for result in self.results],
        }

    def _rule(self, result: Result) -> dict[str, Any]:
        return {
            "key": result.rule.key, "section": result.rule.section, "vi": result.rule.vi,
            "exercised": result.exercised, "passed": result.passed,
            "faults": [{"where": s.where, "path": self.path_of(s.where), "fault": s.fault} for s in result.faults],
        }  # fmt: skip


def print_report(console: Console, report: Report) -> None:
    """Print it for a person."""
    plan = report.plan
    table = Table(title=f"Năm {plan.year.number}, mầm {plan.seed}, kế hoạch {plan.digest}", title_justify="left")
    table.add_column("Mục", no_wrap=True)
    table.add_column("Quy tắc")
    table.add_column("Khóa", no_wrap=True)
    table.add_column("Số lần", justify="right")
    table.add_column("Kết quả", no_wrap=True)
    for result in report.results:
        said = f"[red]{len(result.faults)} sai" if result.faults else "đạt" if result.exercised else "[yellow]chưa thử"
        table.add_row(result.rule.section, result.rule.vi, result.rule.key, str(result.exercised), said)
    console.print(table)
    _print_faults(console, report)
    held = sum(result.passed for result in report.results)
    console.print(
        f"{len(plan.cases)} hồ sơ, {report.played.acts} thao tác, {report.seconds:.0f} giây; "
        f"{held}/{len(report.results)} quy tắc đã thử và đạt.",
        highlight=False,
    )


def _print_faults(console: Console, report: Report) -> None:
    for result in report.results:
        for seen in result.faults[:_SHOWN]:
            path = report.path_of(seen.where) or "-"
            console.print(escape(f"  {result.rule.key}: {seen.where} ({path}): {seen.fault}"), highlight=False)
    for one in report.played.stumbled:
        code = report.played.codes.get(one.case.number, "-")
        console.print(escape(f"  không đi hết đường: {one.case.path.key} {code}: {one.error}"), highlight=False)
