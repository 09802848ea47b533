"""Archived runs are whole, signed, and each is the run that its row says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from motcua.audit.verify.case import Case
from motcua.audit.verify.finding import Finding, Kind

__all__ = ["archives_hold"]

_FAULTS: Final = {
    "ARCHIVE_MISSING": Kind.ARCHIVE_MISSING,
    "ARCHIVE_CORRUPT": Kind.ARCHIVE_BROKEN,
    "ARCHIVE_FORGED": Kind.ARCHIVE_FORGED,
}


def archives_hold(case: Case) -> Iterator[Finding]:
    """Compare archives with their rows, and what lies in them with the runs at hand."""
    rows = {str(row["run_id"]): row for row in case.rows("archive")}
    for run in case.rows("run"):
        if run.get("archived_at") is not None and run["run_id"] not in rows:
            yield Finding(kind=Kind.ARCHIVE_MISSING, code=case.code, where=f"archive:{run['run_id']}")
    live = {run.run_id: run for run in case.runs}
    for run_id, seen in sorted(case.archives.items()):
        where = f"archive:{run_id}"
        if seen.fault is not None:
            found = str(rows[run_id]["sha256"])
            yield Finding(kind=_FAULTS[seen.fault], code=case.code, where=where, found=found)
        elif seen.run is not None:
            theirs, ours = seen.run, live.get(run_id)
            other = theirs.code != case.code or (ours is not None and ours.carried.keys() != theirs.carried.keys())
            if other:
                yield Finding(
                    kind=Kind.ARCHIVE_SWAPPED, code=case.code, where=where, expected=case.code, found=theirs.code
                )
