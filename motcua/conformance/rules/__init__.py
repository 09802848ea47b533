"""Every rule, in the order of the rulebook."""

from __future__ import annotations

from typing import Final

from motcua.conformance.rule import Rule
from motcua.conformance.rules import (
    afterwards,
    alarms,
    apologising,
    asking,
    changes,
    codes,
    competence,
    ending,
    feedback,
    handing,
    late,
    linked,
    notices,
    reception,
    results,
    statuses,
    stores,
    time,
    work,
)

__all__ = ["RULES"]

RULES: Final[tuple[Rule, ...]] = (
    *reception.RULES, *notices.RULES, *stores.RULES, *competence.RULES, *linked.RULES, *handing.RULES, *late.RULES,
    *apologising.RULES, *results.RULES, *statuses.RULES, *time.RULES, *alarms.RULES, *asking.RULES, *ending.RULES,
    *work.RULES, *changes.RULES, *afterwards.RULES, *feedback.RULES, *codes.RULES,
)  # fmt: skip
