"""Defects of codes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from models.identifiers import DossierCode
from motcua.register import codes
from tests.rehearsal.mutants.mutant import Mutant, Patch


def _day_before_month(patch: Patch) -> None:
    composed = classmethod(lambda cls, agency, day, number: cls(f"{agency}-{day:%y%d%m}-{number:04d}"))
    patch.setattr(DossierCode, "compose", composed)


def _of_tomorrow(patch: Patch) -> None:
    compose = DossierCode.compose
    patch.setattr(DossierCode, "compose", lambda agency, day, number: compose(agency, day + timedelta(1), number))


def _skips(patch: Patch) -> None:
    patch.setattr(codes, "_COUNT", codes._COUNT.replace("counter.last + 1", "counter.last + 2").replace(", 1)", ", 2)"))


def _counts_what_was_stated(patch: Patch) -> None:
    original = codes._codes

    def counted(raw: Any, submission: Any, now: Any) -> Iterator[tuple[DossierCode, int | None]]:
        for number, (code, own) in enumerate(original(raw, submission, now), start=1):
            yield code, own or number

    patch.setattr(codes, "_codes", counted)


MUTANTS = (
    Mutant("the day before the month", "code.form", ("days.before_2_september",), _day_before_month),
    Mutant("tomorrow's date", "code.of_counter_and_day", ("road.days",), _of_tomorrow),
    Mutant("numbers are skipped", "code.counted", ("road.days",), _skips),
    Mutant("a stated code is counted", "code.stated_is_kept", ("migrated.in_time",), _counts_what_was_stated),
)
