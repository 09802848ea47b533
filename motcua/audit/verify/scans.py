"""Every file that an officer digitised is there, unchanged, and opens as long as its person is not erased."""

from __future__ import annotations

from collections.abc import Iterator

from models.tags import Tag
from motcua.audit.verify.case import Case
from motcua.audit.verify.finding import Finding, Kind

__all__ = ["digitised_files_are_what_was_told"]


def digitised_files_are_what_was_told(case: Case) -> Iterator[Finding]:
    """Compare files with the events that name them."""
    for event in (event for event in case.journal if event.tag == Tag.DIGITISED):
        paper, sealed = str(event.detail["paper"]), str(event.detail["sealed_file"])
        seen, where = case.scans.get(paper), f"file:{paper}"
        if seen is None:
            continue
        if seen.sealed_sha256 is None:
            yield Finding(kind=Kind.PAPER_FILE_MISSING, code=case.code, where=where)
        elif seen.sealed_sha256 != sealed:
            found = seen.sealed_sha256
            yield Finding(kind=Kind.PAPER_SWAPPED, code=case.code, where=where, expected=sealed, found=found)
        elif seen.plain_sha256 is None and case.reservation.get("erased_at") is None:
            yield Finding(kind=Kind.PAPER_UNREADABLE, code=case.code, where=where)
