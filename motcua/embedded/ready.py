"""What must be done before a runtime is ready for work: migrations, the shipped catalogue, the namespace.

The steps belong to other rooms; the composition root names them, in their order, and `motcua up` and `dev` run them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from motcua.embedded.runtime import Runtime

__all__ = ["ReadyStep", "make_ready"]


@dataclass(frozen=True)
class ReadyStep:
    """One step, done again harmlessly; `name` is what a person reads while it runs."""

    name: str
    run: Callable[[Runtime], None]


def make_ready(runtime: Runtime, steps: Sequence[ReadyStep], tell: Callable[[str], None]) -> None:
    """Run the steps in order. Raises what a step raises; the steps before it stay done."""
    for step in steps:
        tell(step.name)
        step.run(runtime)
