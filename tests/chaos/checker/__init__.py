"""The invariant checker: what must be true of a register and its histories, whatever happened on the way.

It reads the register by SQL, exported histories as JSON, and the files of the data folder. It shares no code with the
engine: it knows nothing of workflows, activities or the clock, computes hashes, numbers and lateness by itself, and
imports nothing of the project (tests/architecture/test_checker.py).
"""

from __future__ import annotations

from tests.chaos.checker.evidence import Acknowledged, Evidence, Finding
from tests.chaos.checker.histories import RunTold, told_by
from tests.chaos.checker.invariants import INVARIANTS, check
from tests.chaos.checker.register import Register

__all__ = ["INVARIANTS", "Acknowledged", "Evidence", "Finding", "Register", "RunTold", "check", "told_by"]
