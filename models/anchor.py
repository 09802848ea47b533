"""Anchors: a signed Merkle root over the heads of all journals, each anchor chained to the one before.

Whoever rewrites a journal, even with every hash computed anew, changes a head that an anchor has told; whoever replaces
an anchor breaks the signature, the chain, or the copy that was taken out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from pydantic import Field

from models.attest import Attestation, Attester, attestation_fault
from models.errors import Broken
from models.events import GENESIS
from models.identifiers import DossierCode
from models.merkle import inclusion, leaf_hash, root_by, root_of
from models.value import Hash, UtcTime, Value, canonical, sha256_hex

__all__ = [
    "Anchor", "AnchorBody", "Head", "Inclusion", "attest_anchor", "inclusion_of", "leaf_line", "read_leaf",
    "require_attested_anchor", "require_follows", "require_included", "root_over",
]  # fmt: skip

_KIND = "anchor"


class Head(Value):
    """The last event of one branch of a journal."""

    code: DossierCode
    branch: int = Field(ge=0)
    seq: int = Field(ge=1)
    hash: Hash

    @property
    def leaf(self) -> bytes:
        """As a leaf of the tree: canonical JSON, written by hand for speed; nothing in it needs escaping."""
        return f'{{"branch":{self.branch},"code":"{self.code}","hash":"{self.hash}","seq":{self.seq}}}'.encode()


class AnchorBody(Value):
    """What an anchor says."""

    number: int = Field(ge=1)
    """From 1, without a gap."""
    at: UtcTime
    """When the heads were read: real time."""
    day: date
    """The day in Vietnam."""
    heads: int = Field(ge=0)
    root: Hash
    leaves: Hash
    """SHA-256 of the list of leaves, one canonical JSON per line, sorted by code and branch."""
    prev: Hash
    """The hash of the anchor before; 64 zeros for the first."""


class Anchor(Value):
    """An anchor with its signature."""

    body: AnchorBody
    attestation: Attestation

    @property
    def hash(self) -> Hash:
        """By which the next one names it."""
        return sha256_hex(canonical(self))


class Inclusion(Value):
    """The proof that an anchor has a head: verified with the root key alone."""

    anchor: Anchor
    head: Head
    index: int = Field(ge=0)
    path: tuple[Hash, ...]
    """The siblings from the leaf to the root (RFC 6962 §2.1.1)."""


def leaf_line(head: Head) -> bytes:
    """Write a head as a line of the list of leaves."""
    return head.leaf + b"\n"


def read_leaf(line: bytes) -> Head:
    """Read what `leaf_line` wrote. Raises ValueError."""
    return Head.model_validate_json(line)


def root_over(heads: Iterable[Head]) -> Hash:
    """Return the Merkle root over heads that come sorted by code and branch."""
    return root_of(_hashes(heads)).hex()


def attest_anchor(attester: Attester, body: AnchorBody) -> Anchor:
    """Sign an anchor."""
    return Anchor(body=body, attestation=attester.attest(_KIND, body))


def require_attested_anchor(anchor: Anchor, roots: Collection[str]) -> None:
    """Check an anchor's signature with the root keys alone. Raises Broken (`ANCHOR_FORGED`)."""
    body = anchor.body
    fault = attestation_fault(anchor.attestation, roots=roots, kind=_KIND, body=body, at=body.at)
    if fault is not None:
        raise Broken("ANCHOR_FORGED", number=body.number, what=fault.value)


def require_follows(anchor: Anchor, before: Anchor | None) -> None:
    """Check that an anchor is the next after `before`, or the first. Raises Broken (`ANCHOR_BROKEN`)."""
    number, prev = (before.body.number + 1, before.hash) if before else (1, GENESIS)
    if anchor.body.number != number:
        raise Broken("ANCHOR_BROKEN", number=number, what="missing")
    if anchor.body.prev != prev:
        raise Broken("ANCHOR_BROKEN", number=number, what="prev")


def inclusion_of(anchor: Anchor, heads: Sequence[Head], wanted: Head) -> Inclusion:
    """Prove that an anchor has a head, from the whole list of its heads."""
    index = heads.index(wanted)
    path = inclusion(list(_hashes(heads)), index)
    return Inclusion(anchor=anchor, head=wanted, index=index, path=tuple(step.hex() for step in path))


def require_included(proof: Inclusion, roots: Collection[str]) -> None:
    """Check a proof offline. Raises Broken: `ANCHOR_FORGED`; `ANCHOR_BROKEN` when the path leads elsewhere."""
    require_attested_anchor(proof.anchor, roots)
    body = proof.anchor.body
    path = [bytes.fromhex(step) for step in proof.path]
    found = root_by(leaf_hash(proof.head.leaf), proof.index, body.heads, path)
    if found is None or found.hex() != body.root:
        raise Broken("ANCHOR_BROKEN", number=body.number, what="path")


def _hashes(heads: Iterable[Head]) -> Iterator[bytes]:
    return (leaf_hash(head.leaf) for head in heads)
