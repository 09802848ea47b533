"""No anchor was replaced, and every journal still is what was anchored of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, Protocol

from models.anchor import Anchor, Head, require_attested_anchor, root_over
from models.errors import Broken
from models.identifiers import DossierCode
from models.value import Hash
from motcua.audit.verify.finding import Finding, Kind

__all__ = ["AnchorFiles", "AnchoredJournals", "anchors_hold"]

_AT_ONCE: Final = 2_000
_FIRST: Final = "0" * 64


class AnchoredJournals(Protocol):
    """The register's side."""

    def all(self) -> list[Anchor]:
        """Every anchor, oldest first."""

    def standing(self, heads: Sequence[Head]) -> Mapping[tuple[DossierCode, int, int], Hash]:
        """The hashes that the journals have today where these heads stood; what is gone is left out."""


class AnchorFiles(Protocol):
    """Anchors as files, in the data folder or in a copy that was taken out."""

    def standing(self, number: int) -> Anchor | None:
        """The anchor that lies under a number. Raises Broken when its file cannot be read."""

    def leaves(self, anchor: Anchor) -> Iterator[Head]:
        """The heads that an anchor tells. Raises Broken when the list is gone or another one."""


def anchors_hold(
    journals: AnchoredJournals, shelves: Mapping[str, AnchorFiles], roots: Collection[str]
) -> Iterator[Finding]:
    """Check the anchors' chain and signatures, each shelf against the rows, and all journals against the anchors.

    `shelves`: the data folder's own first, by name; a journal is checked by the own one's lists of leaves.
    """
    anchors, before = journals.all(), None
    for anchor in anchors:
        yield from _follows(anchor, before)
        yield from _signed(anchor, roots)
        before = anchor
    rows = {anchor.body.number: anchor for anchor in anchors}
    for name, shelf in shelves.items():
        yield from _filed(name, shelf, rows)
    own = next(iter(shelves.values()), None)
    if own is not None:
        yield from _met(journals, own, anchors)


def _follows(anchor: Anchor, before: Anchor | None) -> Iterator[Finding]:
    number, prev = (before.body.number + 1, before.hash) if before else (1, _FIRST)
    for missing in range(number, anchor.body.number):
        yield Finding(kind=Kind.ANCHOR_MISSING, code=None, where=f"anchor:{missing}")
    if anchor.body.number == number and anchor.body.prev != prev:
        yield _finding(Kind.ANCHOR_REPLACED, anchor, ".prev", prev, anchor.body.prev)


def _signed(anchor: Anchor, roots: Collection[str]) -> Iterator[Finding]:
    try:
        require_attested_anchor(anchor, roots)
    except Broken as error:
        yield _finding(Kind.ANCHOR_FORGED, anchor, "", None, str(error.facts.get("what")))


def _filed(name: str, shelf: AnchorFiles, rows: Mapping[int, Anchor]) -> Iterator[Finding]:
    """Each row has its file, and beyond the last row there is none."""
    last = max(rows, default=0)
    for number in [*sorted(rows), last + 1]:
        where = f"{name}:{number}"
        try:
            filed = shelf.standing(number)
        except Broken:
            yield Finding(kind=Kind.ANCHOR_REPLACED, code=None, where=where)
            continue
        row = rows.get(number)
        if row is None and filed is not None:
            yield Finding(kind=Kind.ANCHOR_MISSING, code=None, where=f"anchor:{number}", expected=filed.hash)
        elif row is not None and filed is None:
            yield Finding(kind=Kind.ANCHOR_MISSING, code=None, where=where, expected=row.hash)
        elif row is not None and filed is not None and row.hash != filed.hash:
            yield Finding(kind=Kind.ANCHOR_REPLACED, code=None, where=where, expected=filed.hash, found=row.hash)


def _met(journals: AnchoredJournals, shelf: AnchorFiles, anchors: Sequence[Anchor]) -> Iterator[Finding]:
    """Every head that was ever anchored still stands; what many anchors tell alike is looked up once."""
    seen: set[tuple[str, int, int, str]] = set()
    for anchor in anchors:
        try:
            heads = list(shelf.leaves(anchor))
        except Broken as error:
            kind = Kind.ANCHOR_MISSING if error.code == "ANCHOR_MISSING" else Kind.ANCHOR_REPLACED
            yield _finding(kind, anchor, ".leaves", anchor.body.leaves, None)
            continue
        root = root_over(heads)
        if root != anchor.body.root:
            yield _finding(Kind.ANCHOR_REPLACED, anchor, ".root", anchor.body.root, root)
        new = [head for head in heads if (head.code, head.branch, head.seq, head.hash) not in seen]
        seen |= {(head.code, head.branch, head.seq, head.hash) for head in new}
        yield from _stands(journals, anchor, new)


def _stands(journals: AnchoredJournals, anchor: Anchor, heads: Sequence[Head]) -> Iterator[Finding]:
    for start in range(0, len(heads), _AT_ONCE):
        some = heads[start : start + _AT_ONCE]
        standing = journals.standing(some)
        for head in some:
            found = standing.get((head.code, head.branch, head.seq))
            if found != head.hash:
                where = f"{head.branch}/{head.seq} anchor:{anchor.body.number}"
                yield Finding(kind=Kind.ANCHOR_UNMET, code=head.code, where=where, expected=head.hash, found=found)


def _finding(kind: Kind, anchor: Anchor, part: str, expected: str | None, found: str | None) -> Finding:
    return Finding(kind=kind, code=None, where=f"anchor:{anchor.body.number}{part}", expected=expected, found=found)
