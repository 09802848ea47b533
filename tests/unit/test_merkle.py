"""The tree is RFC 6962's: the same roots and paths as its definition, and no path that proves anything else."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from models.merkle import inclusion, leaf_hash, root_by, root_of

LEAVES = st.lists(st.binary(max_size=40), max_size=70).map(lambda leaves: [leaf_hash(leaf) for leaf in leaves])


def defined(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1, word by word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = max(power for power in (1 << n for n in range(32)) if power < len(leaves))
    return hashlib.sha256(b"\x01" + defined(leaves[:split]) + defined(leaves[split:])).digest()


@given(LEAVES)
def test_the_root_in_one_pass_is_the_defined_one(leaves: list[bytes]) -> None:
    assert root_of(iter(leaves)) == defined(leaves)


@given(LEAVES, st.data())
def test_a_leaf_is_proven_in_its_place_alone(leaves: list[bytes], data: st.DataObject) -> None:
    if not leaves:
        return
    root, size = root_of(leaves), len(leaves)
    index = data.draw(st.integers(0, size - 1))
    path = inclusion(leaves, index)
    assert root_by(leaves[index], index, size, path) == root
    assert root_by(leaf_hash(b"x" * 41), index, size, path) != root
    assert root_by(leaves[index], index, size, [*path, root]) is None
    assert size == 1 or root_by(leaves[index], index, size, path[:-1]) is None
    assert root_by(leaves[index], size, size, path) is None


def test_the_known_roots_of_the_reference_implementation() -> None:
    """Of the eight leaves by which certificate transparency logs are tested."""
    leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    hashes = [leaf_hash(bytes.fromhex(leaf)) for leaf in leaves]
    assert root_of(hashes[:1]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert root_of(hashes).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
