"""Every mutant; at least one for each rule."""

from __future__ import annotations

from typing import Final

from tests.rehearsal.mutants import (
    apologising,
    asking,
    changes,
    codes,
    elsewhere,
    ending,
    handing,
    late,
    notices,
    papers,
    reception,
    results,
    time,
)
from tests.rehearsal.mutants.mutant import Mutant

__all__ = ["MUTANTS", "Mutant"]

MUTANTS: Final[tuple[Mutant, ...]] = (
    *reception.MUTANTS, *handing.MUTANTS, *late.MUTANTS, *results.MUTANTS, *time.MUTANTS, *asking.MUTANTS,
    *ending.MUTANTS, *codes.MUTANTS, *elsewhere.MUTANTS, *apologising.MUTANTS,
    *papers.MUTANTS, *changes.MUTANTS, *notices.MUTANTS,
)  # fmt: skip
