"""Judging: every rule over all evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from motcua.conformance.evidence import Evidence
from motcua.conformance.rule import Rule, Seen

__all__ = ["Result", "judge"]


@dataclass(frozen=True)
class Result:
    """What became of one rule."""

    rule: Rule
    exercised: int
    """How often there was something to look at."""
    faults: Sequence[Seen]

    @property
    def passed(self) -> bool:
        """Whether it was exercised and held every time."""
        return self.exercised > 0 and not self.faults


def judge(evidence: Evidence, rules: Iterable[Rule]) -> list[Result]:
    """Look at every rule; none is left out."""
    results = []
    for rule in rules:
        seen = list(rule.look(evidence))
        results.append(Result(rule, len(seen), [one for one in seen if one.fault is not None]))
    return results
