"""Every rule, in the order of the rulebook."""

from __future__ import annotations

from typing import Final

from motcua.conformance.rule import Rule
from motcua.conformance.rules import (
    alarms,
    apologising,
    asking,
    codes,
    competence,
    ending,
    handing,
    late,
    linked,
    reception,
    results,
    statuses,
    time,
)

__all__ = ["RULES"]

RULES: Final[tuple[Rule, ...]] = (
    *reception.RULES, *competence.RULES, *linked.RULES, *handing.RULES, *late.RULES, *apologising.RULES,
    *results.RULES, *statuses.RULES, *time.RULES, *alarms.RULES, *asking.RULES, *ending.RULES, *codes.RULES,
)  # fmt: skip
