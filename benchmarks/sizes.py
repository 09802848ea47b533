"""How much one run measures: small by default, so that it takes less than two minutes on two cores."""

from __future__ import annotations

import os
from dataclasses import dataclass

__all__ = ["Sizes"]


@dataclass(frozen=True)
class Sizes:
    """Read from the environment: BENCH_DOSSIERS, BENCH_ROUNDS, BENCH_CONCURRENCY, BENCH_OPEN."""

    dossiers: int
    """Of each kind, in each round."""
    rounds: int
    concurrency: int
    open: int = 0
    """With so many dossiers open beside, measured once more; 0: not."""
    alone: int = 8
    """How many go through one after the other, for the time of an act on a quiet machine."""

    @classmethod
    def from_environment(cls) -> Sizes:
        return cls(
            _number("BENCH_DOSSIERS", 24),
            _number("BENCH_ROUNDS", 3),
            _number("BENCH_CONCURRENCY", 16),
            _number("BENCH_OPEN", 0),
        )


def _number(name: str, otherwise: int) -> int:
    text = os.environ.get(name, "") or str(otherwise)
    if not text.isdecimal() or int(text) < min(otherwise, 1):
        raise SystemExit(f"{name}: a whole number from {min(otherwise, 1)} on is needed")
    return int(text)
