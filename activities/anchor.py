"""Anchoring: the heads of all journals under one signed root, each anchor chained to the one before."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import NamedTuple, Protocol, TypeVar

from temporalio import activity

from models.anchor import Anchor, AnchorBody, Head, attest_anchor, require_attested_anchor, require_follows
from models.attest import Attester
from models.calendar import legal_day
from models.events import GENESIS
from models.value import Hash, UtcTime, Value

__all__ = ["AnchorShelf", "Anchored", "Anchoring", "Heads", "LeafList", "Wanted"]

T = TypeVar("T")


class Heads(Protocol):
    """The register's side."""

    def read_heads(self, take: Callable[[Iterator[Head]], T]) -> T:
        """Let `take` read the heads of all branches of one instant, by code and branch; it may be asked twice."""

    def last(self) -> Anchor | None:
        """The newest anchor; None before the first."""

    def keep(self, anchor: Anchor) -> None:
        """Keep an anchor whose files are on the disk; the same again is a no-op.

        Raises Broken (`ANCHOR_BROKEN`) when another one stands under its number.
        """


class LeafList(NamedTuple):
    """A list of leaves at rest."""

    sha256: Hash
    heads: int
    root: Hash


class AnchorShelf(Protocol):
    """Where anchors and their leaves lie as files."""

    def put_leaves(self, heads: Iterator[Head]) -> LeafList:
        """Store a list of leaves durably. Raises Unavailable: `DISK_FULL`, `FOLDER_UNWRITABLE`."""

    def standing(self, number: int) -> Anchor | None:
        """The anchor that lies under a number. Raises Broken (`ANCHOR_BROKEN`) when its file cannot be read."""

    def put(self, anchor: Anchor) -> Anchor:
        """Store an anchor durably under its number, or return the one that was there first."""


class Wanted(Value):
    """Which anchor is wanted: one not older than this."""

    since: UtcTime


class Anchored(Value):
    """The newest anchor, in short."""

    number: int
    heads: int
    hash: Hash


_BEAT = 5_000
"""Heads between two heartbeats."""


class Anchoring:
    """Takes anchors."""

    def __init__(
        self,
        heads: Heads,
        shelf: AnchorShelf,
        attester: Attester,
        roots: Collection[str],
        clock: Callable[[], datetime],
    ) -> None:
        self._heads = heads
        self._shelf = shelf
        self._attester = attester
        self._roots = roots
        self._clock = clock

    @activity.defn
    def anchor(self, wanted: Wanted) -> Anchored:
        """Take an anchor unless one was taken since; done again, it changes nothing."""
        body = (anchor := self.take(wanted.since)).body
        return Anchored(number=body.number, heads=body.heads, hash=anchor.hash)

    def take(self, since: datetime) -> Anchor:
        """Return an anchor not older than `since`, taken now if there is none.

        One that a killed process left as a file without its row is kept first. Raises Broken (`ANCHOR_BROKEN`).
        """
        while (last := self._heads.last()) is None or last.body.at < since:
            number = last.body.number + 1 if last else 1
            anchor = self._shelf.standing(number) or self._shelf.put(self._made(number, last))
            require_attested_anchor(anchor, self._roots)
            require_follows(anchor, last)
            self._heads.keep(anchor)
        return last

    def _made(self, number: int, last: Anchor | None) -> Anchor:
        at = self._clock()
        leaves = self._heads.read_heads(lambda heads: self._shelf.put_leaves(_beating(heads)))
        body = AnchorBody(
            number=number, at=at, day=legal_day(at), heads=leaves.heads, root=leaves.root, leaves=leaves.sha256,
            prev=last.hash if last else GENESIS,
        )  # fmt: skip
        return attest_anchor(self._attester, body)


def _beating(heads: Iterator[Head]) -> Iterator[Head]:
    beating = activity.in_activity()
    for number, head in enumerate(heads):
        if beating and number % _BEAT == 0:
            activity.heartbeat(number)
        yield head
