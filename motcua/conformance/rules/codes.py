"""§3: codes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from motcua.conformance.days import VIETNAM, day_of
from motcua.conformance.evidence import Dossier, Evidence, instant
from motcua.conformance.rule import Rule, Seen, each

__all__ = ["RULES"]

_FORM: Final = re.compile(r"(\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(\.\d+)*)-(?P<date>\d{6}|\d{8})-\d{4,7}")


def _form(dossier: Dossier) -> Iterator[Seen]:
    found = _FORM.fullmatch(dossier.code)
    yield Seen.that(dossier, found is not None and _is_a_date(found["date"]), "not the form of a code")


def _is_a_date(digits: str) -> bool:
    try:
        datetime.strptime(digits[-6:], "%y%m%d").replace(tzinfo=VIETNAM)
    except ValueError:
        return False
    return True


def _of_counter_and_day(dossier: Dossier) -> Iterator[Seen]:
    """A code of ours names the receiving agency, the legal day of the reservation, and its number."""
    reservation = dossier.reservation
    if reservation["number"] is not None:
        day = day_of(instant(dossier.opening["entered_at"]))
        wanted = f"{dossier.opening['receiving']}-{day:%y%m%d}-{reservation['number']:04d}"
        yield Seen.same(dossier, "code", dossier.code, wanted)


def _counted(evidence: Evidence) -> Iterator[Seen]:
    given: dict[tuple[str, object], list[int]] = defaultdict(list)
    for dossier in evidence.dossiers:
        if dossier.reservation["number"] is not None:
            given[dossier.reservation["agency"], dossier.reservation["day"]].append(dossier.reservation["number"])
    for (agency, day), numbers in given.items():
        whole = sorted(numbers) == list(range(1, len(numbers) + 1))
        yield Seen(f"{agency} {day}", None if whole else f"numbers {sorted(numbers)}")


def _stated_is_kept(dossier: Dossier) -> Iterator[Seen]:
    if dossier.is_migrated:
        yield Seen.that(dossier, dossier.reservation["number"] is None, "a stated code was counted")


RULES = (
    Rule("code.form", "§3", "Mã hồ sơ đúng mẫu", each(_form)),
    Rule("code.of_counter_and_day", "§3", "Mã gồm cơ quan tiếp nhận, ngày và số", each(_of_counter_and_day)),
    Rule("code.counted", "§3", "Số đếm từ 1, không nhảy, không trùng, theo cơ quan và ngày", _counted),
    Rule("code.stated_is_kept", "§3", "Mã của hệ thống cũ giữ nguyên, không đếm", each(_stated_is_kept)),
)
