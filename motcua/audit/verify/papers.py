"""Every paper that was told is there, unchanged, and bears the signatures that it should."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from models.tags import Tag
from motcua.audit.verify.case import Case, PaperSeen
from motcua.audit.verify.finding import Finding, Kind
from motcua.audit.verify.told import Row, Told, json_of

__all__ = ["papers_are_what_was_signed"]

_KINDS: Final = {
    Tag.SIGNATURE_DONE: "result", Tag.CORRECTION_DONE: "correction", Tag.APOLOGY_DONE: "apology",
    Tag.APOLOGY_SIGNATURE_DONE: "apology",
}  # fmt: skip


def papers_are_what_was_signed(case: Case) -> Iterator[Finding]:
    """Compare rows with events, and files with rows."""
    told = {str(event.detail["paper"]): event for event in case.journal if _kind(event) and "paper" in event.detail}
    rows = {str(row["sha256"]): row for row in case.rows("paper")}
    for paper in sorted(told.keys() - rows.keys()):
        yield Finding(kind=Kind.PAPER_MISSING, code=case.code, where=f"paper:{paper}", expected=told[paper].where)
    for paper, row in sorted(rows.items()):
        if paper in told:
            yield from _row(case, row, told[paper])
        elif not _under_way(case, row):
            yield Finding(kind=Kind.PAPER_UNTOLD, code=case.code, where=f"paper:{paper}", found=row["kind"])
        expected = told[paper].detail.get("sealed_file") if paper in told else row["sealed_sha256"]
        yield from _file(case, row, str(expected), case.papers.get(paper))


def _kind(event: Told) -> str | None:
    """Of which kind the paper is that an event tells of; a notice says it, and a message has none."""
    return event.detail.get("notice") if event.tag == Tag.NOTICE_DONE else _KINDS.get(Tag(event.tag))


def _under_way(case: Case, row: Row) -> bool:
    """Its effect is done and decided, and the event that tells so is still to come."""
    end = case.last(Tag.CLOSED, Tag.AFTER_OPENED, Tag.AFTER_CLOSED)
    is_open = end is None or end.tag == Tag.AFTER_OPENED
    return is_open and str(row["effect_id"]) in case.by_effect


def _row(case: Case, row: Row, event: Told) -> Iterator[Finding]:
    said = event.detail
    own = said.get("taken_over") or said.get("effect")  # of a branch that was left, the paper stays its effect's
    certificates = [said[name] for name in ("signer_certificate", "seal_certificate") if name in said]
    expected = {
        "kind": _kind(event), "sealed_sha256": said.get("sealed_file"), "number": said.get("number"),
        "effect_id": own, "certificates": certificates,
    }  # fmt: skip
    effect = case.by_effect.get(str(own))
    if effect is not None:
        expected["signed_at"] = json_of(effect["at"])
    for column, value in expected.items():
        found = json_of(row[column])
        if found != value:
            where = f"paper:{row['sha256']}.{column}"
            yield Finding(kind=Kind.PAPER_DIFFERS, code=case.code, where=where, expected=str(value), found=str(found))


def _file(case: Case, row: Row, sealed: str, seen: PaperSeen | None) -> Iterator[Finding]:
    where = f"file:{row['sha256']}"
    if seen is None:
        return
    if seen.sealed_sha256 is None:
        yield Finding(kind=Kind.PAPER_FILE_MISSING, code=case.code, where=where)
    elif seen.sealed_sha256 != sealed:
        yield _swapped(case, where, sealed, seen.sealed_sha256)
    elif seen.plain_sha256 is None:
        if case.reservation.get("erased_at") is None:
            yield Finding(kind=Kind.PAPER_UNREADABLE, code=case.code, where=where)
    elif seen.plain_sha256 != row["sha256"]:
        yield _swapped(case, where, row["sha256"], seen.plain_sha256)
    else:
        yield from _signatures(case, row, seen)


def _signatures(case: Case, row: Row, seen: PaperSeen) -> Iterator[Finding]:
    report = seen.report
    if report is None:
        return
    problems = [*report.problems, *(problem for signature in report.signatures for problem in signature.problems)]
    for problem in dict.fromkeys(problems):
        yield Finding(kind=Kind.PAPER_SIGNATURE, code=case.code, where=f"file:{row['sha256']}", found=problem)
    if not problems:
        signed = [signature.certificate for signature in report.signatures]
        for name, expected, found in (
            ("certificates", str(list(row["certificates"])), str(signed)), ("number", row["number"], report.number),
        ):  # fmt: skip
            if expected != found:
                where = f"file:{row['sha256']}.{name}"
                yield Finding(kind=Kind.PAPER_SIGNATURE, code=case.code, where=where, expected=expected, found=found)


def _swapped(case: Case, where: str, expected: str, found: str) -> Finding:
    return Finding(kind=Kind.PAPER_SWAPPED, code=case.code, where=where, expected=expected, found=found)
