"""Numbers are given once and without a gap: of dossiers per agency and day, of papers per agency, year and kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from motcua.audit.verify.case import Case
from motcua.audit.verify.finding import Finding, Kind
from motcua.audit.verify.told import Row

__all__ = ["numbers_are_whole", "own_numbers_hold"]

_SIGN: Final = {
    "result": "KQ", "correction": "DC", "apology": "XL", "receipt": "TN", "supplement": "BS", "refusal": "TC",
    "stop_notice": "DG",
}  # fmt: skip
"""How a book's kind is written in a paper's number."""


def numbers_are_whole(series: Iterable[Row]) -> Iterator[Finding]:
    """Check series of numbers: each row has `name`, `last` (what its counter says) and `given` (what was taken).

    `stated` are numbers that a dossier of an older system bears: the counter passes over them.
    """
    for row in series:
        given = Counter(int(number) for number in row["given"])
        stated = {int(number) for number in row["stated"]}
        where = str(row["name"])
        last = max([int(row["last"] or 0), *given])
        for number in sorted(set(range(1, last + 1)) - given.keys() - stated):
            yield Finding(kind=Kind.NUMBER_MISSING, code=None, where=where, expected=str(number))
        for number in sorted(number for number, times in given.items() if times > 1):
            yield Finding(kind=Kind.NUMBER_TWICE, code=None, where=where, found=str(number))
        if last > int(row["last"] or 0):
            yield Finding(kind=Kind.NUMBER_DIFFERS, code=None, where=where, expected=str(last), found=str(row["last"]))


def own_numbers_hold(case: Case) -> Iterator[Finding]:
    """A code that was counted says its agency, day and number; a paper bears the number that its book gave it."""
    reserved = case.reservation
    if reserved.get("number") is not None:
        expected = f"{reserved['agency']}-{reserved['day']:%y%m%d}-{reserved['number']:04d}"
        if expected != case.code:
            yield Finding(
                kind=Kind.NUMBER_DIFFERS, code=case.code, where="reservation.number", expected=expected, found=case.code
            )
    given = {(row["effect_id"], row["kind"]): row for row in case.rows("book_entry")}
    for paper in case.rows("paper"):
        entry = given.get((paper["effect_id"], paper["kind"]))
        sign = _SIGN.get(str(paper["kind"]), "")
        numbered = f"{entry['number']}/{sign}-{entry['agency']}" if entry else None
        if numbered != paper["number"]:
            yield Finding(
                kind=Kind.NUMBER_DIFFERS, code=case.code, where=f"paper:{paper['sha256']}.number",
                expected=numbered, found=paper["number"],
            )  # fmt: skip
    yield from _entered_as_it_tells(case)


def _entered_as_it_tells(case: Case) -> Iterator[Finding]:
    """The register book has the dossier under the number that it shows.

    One that was accepted on a branch that a reset left, and never since, shows none: the number stays given.
    """
    shown = None if case.row is None else case.row["book_number"]
    for row in case.rows("book_entry"):
        if row["kind"] == "register_book" and row["number"] != shown and (shown is not None or _stands(case, row)):
            yield Finding(
                kind=Kind.NUMBER_DIFFERS, code=case.code, where="dossier.book_number",
                expected=str(row["number"]), found=str(shown),
            )  # fmt: skip


def _stands(case: Case, entry: Row) -> bool:
    """Whether the reception that gave a number is of the journal that counts."""
    branch, _, seq = str(entry["effect_id"]).partition("-")
    return any((told.branch, told.seq) == (int(branch), int(seq)) for told in case.story)
