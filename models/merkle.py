"""A Merkle tree as RFC 6962 §2.1 has it, over leaves of bytes: its root, and the proof that a leaf is in it.

Leaves and nodes are hashed under prefixes of their own, so that neither can pass for the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

__all__ = ["inclusion", "leaf_hash", "root_by", "root_of"]


def leaf_hash(leaf: bytes) -> bytes:
    """Hash a leaf."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Return the root over leaf *hashes*, in one pass that remembers only one subtree per level."""
    subtrees: list[tuple[int, bytes]] = []
    """Whole subtrees from left to right, as (leaves, root); each smaller than the one before."""
    for leaf in leaves:
        subtrees.append((1, leaf))
        while len(subtrees) > 1 and subtrees[-2][0] == subtrees[-1][0]:
            (size, left), (_, right) = subtrees[-2:]
            subtrees[-2:] = [(2 * size, _node(left, right))]
    if not subtrees:
        return hashlib.sha256(b"").digest()
    root = subtrees[-1][1]
    for _, left in reversed(subtrees[:-1]):
        root = _node(left, root)
    return root


def inclusion(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the audit path of the leaf at `index` (RFC 6962 §2.1.1): its siblings, from the leaf to the root."""
    path: list[bytes] = []
    first, end = 0, len(leaves)
    while end - first > 1:
        middle = first + _split(end - first)
        if index < middle:
            path.append(root_of(leaves[middle:end]))
            end = middle
        else:
            path.append(root_of(leaves[first:middle]))
            first = middle
    return path[::-1]


def root_by(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that a leaf hash and its audit path lead to; None for a path that fits no tree of that size."""
    if not 0 <= index < size:
        return None
    root, position, last = leaf, index, size - 1
    for sibling in path:
        if last == 0:
            return None
        if position % 2 or position == last:
            root = _node(sibling, root)
            while not position % 2 and position:
                position, last = position >> 1, last >> 1
        else:
            root = _node(root, sibling)
        position, last = position >> 1, last >> 1
    return root if last == 0 else None


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1
