"""Who is late apologised, and who apologised was late: by the dates that stand, not by any clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, cast

from models.tags import Tag
from models.value import stamp
from motcua.audit.verify.case import Case
from motcua.audit.verify.finding import Finding, Kind
from motcua.audit.verify.told import Row, json_of

__all__ = ["late_is_apologised_and_only_late"]

_GRACE: Final = timedelta(hours=1)
"""So long a letter may take to be written once the due instant has passed."""


def _was_foreseen(case: Case) -> bool:
    """Whether its head apologised before the breach; on a branch that was left, too: the letter stands in the world."""
    return any(row["tag"] == Tag.APOLOGY_SENT.value for row in case.rows("event"))


def _was_late_on_a_branch_that_was_left(case: Case) -> bool:
    """Whether its letters are all of branches on which it was late, and from which a reset went back."""
    late = {told.branch for told in case.journal if told.tag == Tag.OVERDUE} - {
        told.branch for told in case.told(Tag.OVERDUE)
    }
    written = {int(str(row["effect_id"]).partition("-")[0]) for row in case.rows("effect") if row["kind"] == "apology"}
    return bool(written) and written <= late


def _ruled_anew(case: Case) -> bool:
    """Whether the rules changed after it was late: what was due then is due at another instant now."""
    late = next((told.seq for told in case.told(Tag.OVERDUE)), None)
    return late is not None and any(told.seq > late for told in case.ruled_anew)


def late_is_apologised_and_only_late(case: Case) -> Iterator[Finding]:
    """Compare the dates of the dossier's row with the letters that stand."""
    row = case.row
    if row is None or row["due_original"] is None:
        return
    due, letters = _due(case, row), _letters(case)
    finished = row["finished_at"]
    if _was_foreseen(case) or _ruled_anew(case) or _was_late_on_a_branch_that_was_left(case):
        pass  # it was lawful: the head apologised before the breach, or what was missed then is due at another instant
    elif letters and finished is not None and finished <= due:
        yield _finding(Kind.LETTER_WITHOUT_LATENESS, case, letters[0], due, finished)
    elif early := [at for at in _issued(case) if at < due]:
        yield _finding(Kind.LETTER_WITHOUT_LATENESS, case, letters[0], due, early[0])
    if not letters and not _excused(case):
        until = finished or _known_until(case) - _GRACE
        if until > due:
            yield _finding(Kind.LATENESS_WITHOUT_LETTER, case, "letter", due, finished)


def _due(case: Case, row: Row) -> datetime:
    """The date by which lateness goes: as extended, and as new rules moved it; else the one of reception."""
    if case.ruled_anew and row["due"] is not None:
        return cast("datetime", row["due"])
    return cast("datetime", row["due_extended"] or row["due_original"])


def _letters(case: Case) -> list[str]:
    """Every trace of an apology: row of a letter, paper, effect."""
    return [
        *(f"letter:{row['letter_id']}" for row in case.rows("letter") if row["kind"] == "apology"),
        *(f"paper:{row['sha256']}" for row in case.rows("paper") if row["kind"] == "apology"),
        *(f"effect:{row['effect_id']}" for row in case.rows("effect") if row["kind"] == "apology"),
    ]


def _issued(case: Case) -> list[datetime]:
    papers = [row["signed_at"] for row in case.rows("paper") if row["kind"] == "apology"]
    return sorted([*papers, *(row["at"] for row in case.rows("effect") if row["kind"] == "apology")])


def _excused(case: Case) -> bool:
    """An older system apologised, or the letter was decided and its failure is told: it is owed, and seen to be."""
    first = case.last(Tag.SUBMITTED)
    if first is not None and "stated_apology_issued_on" in first.detail:
        return True
    failed = case.last(Tag.APOLOGY_FAILED)
    return failed is not None and case.last(Tag.CLOSED) is None


def _known_until(case: Case) -> datetime:
    """Legal time up to which the dossier is surely known: its last event, or now by its own shift."""
    body = (case.reservation.get("opening") or {}).get("body") or {}
    now = case.now + timedelta(seconds=int(body.get("shift_seconds") or 0))
    told: list[datetime] = [row["at"] for row in case.rows("event")]
    return max([now, *told])


def _finding(kind: Kind, case: Case, where: str, due: datetime, found: datetime | None) -> Finding:
    return Finding(
        kind=kind,
        code=case.code,
        where=where,
        expected=stamp(due),
        found=None if found is None else str(json_of(found)),
    )
