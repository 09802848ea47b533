"""The targets, each with what this run found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from benchmarks.crowd import Crowd
from benchmarks.rounds import Result

__all__ = ["Contest", "Target", "targets"]


class Target(NamedTuple):
    """One target: met if the figure is not below it, or not above it."""

    what: str
    figure: float
    goal: float
    at_least: bool

    @property
    def met(self) -> bool:
        """Whether this run met it."""
        return self.figure >= self.goal if self.at_least else self.figure <= self.goal


class Contest(NamedTuple):
    """Everyone's results."""

    ours: Result
    ready: Result
    """Ours with papers that are ready before they are asked for."""
    bare: Result
    bare_same_bytes: Result
    dbos: Result
    dbos_empty: Result


def targets(contest: Contest, libraries_ms: float, twice: float, crowd: Crowd | None) -> Iterator[Target]:
    """Compare."""
    ours, ready, bare, _, dbos, empty = contest
    yield Target("without signing, beside bare Temporal: throughput", ready.beside(bare), 0.75, at_least=True)
    yield Target("                                       CPU", ready.by_cpu(bare), 0.75, at_least=True)
    yield Target(
        "without signing, beside DBOS with the same writes: throughput", ready.beside(dbos), 0.8, at_least=True
    )
    yield Target("                                                   CPU", ready.by_cpu(dbos), 0.8, at_least=True)
    yield Target("    (beside DBOS with empty steps: throughput; no target)", ready.beside(empty), 0.0, at_least=True)
    allowed = bare.cpu_sum_ms + 1.2 * libraries_ms
    yield Target("with papers, CPU ms per dossier: bare + 1.2 x libraries", ours.cpu_sum_ms, allowed, at_least=False)
    yield Target("an act's p50 beside a bare update's, 16 at once", ours.act_ms / bare.act_ms, 2.0, at_least=False)
    yield Target(
        "                                     alone", ours.act_alone_ms / bare.act_alone_ms, 2.0, at_least=False
    )
    yield Target("two worker processes beside one: throughput", twice, 1.3, at_least=True)
    if crowd is not None:
        yield Target(f"cost at {crowd.many} open beside {crowd.few}: change", abs(crowd.growth), 0.15, at_least=False)
        yield Target("worker's memory then, MiB", crowd.worker_mib, 1024.0, at_least=False)
