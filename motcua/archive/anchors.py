"""Anchors at rest: `folder/00000001.json`, and their leaves in `folder/leaves/abcd….jsonl.gz`, named by their SHA-256.

Files are on the disk before the register says so, and never change. The folder may be copied as it is.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from activities.anchor import LeafList
from models.anchor import Anchor, Head, leaf_line, read_leaf
from models.errors import Broken
from models.merkle import leaf_hash, root_of
from motcua.durable import create_durably, ensure_folder, replace_durably, writing_into

__all__ = ["AnchorStore"]

_GZIP: Final = 31
"""zlib's window for a whole gzip file, without a time in it."""


class AnchorStore:
    """Keeps anchors and the lists of their leaves (activities.anchor.AnchorShelf)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put_leaves(self, heads: Iterator[Head]) -> LeafList:
        """See activities.anchor.AnchorShelf."""
        writing = _Writing()
        root = root_of(leaf_hash(leaf) for leaf in writing.through(heads))
        name, content = writing.digest.hexdigest(), writing.content
        path = self._leaves_path(name)
        with writing_into(self._folder):
            ensure_folder(path.parent)
            if not create_durably(path, content) and path.read_bytes() != content:
                replace_durably(path, content)
        return LeafList(name, writing.number, root.hex())

    def standing(self, number: int) -> Anchor | None:
        """See activities.anchor.AnchorShelf."""
        try:
            return Anchor.model_validate_json(self._path(number).read_bytes())
        except FileNotFoundError:
            return None
        except ValidationError:
            raise Broken("ANCHOR_BROKEN", number=number, what="file") from None

    def put(self, anchor: Anchor) -> Anchor:
        """See activities.anchor.AnchorShelf."""
        number = anchor.body.number
        with writing_into(self._folder):
            ensure_folder(self._folder)
            if create_durably(self._path(number), anchor.model_dump_json(indent=1).encode() + b"\n"):
                return anchor
        standing = self.standing(number)
        assert standing is not None
        return standing

    def leaves(self, anchor: Anchor) -> Iterator[Head]:
        """Yield the heads that an anchor tells, in order, then check that the list was the one it names.

        Raises Broken: `ANCHOR_MISSING` (no such file), `ANCHOR_BROKEN` (another list).
        """
        number, digest = anchor.body.number, hashlib.sha256()
        path = self._leaves_path(anchor.body.leaves)
        try:
            with gzip.open(path) as file:
                for line in file:
                    digest.update(line)
                    yield read_leaf(line)
        except FileNotFoundError:
            raise Broken("ANCHOR_MISSING", number=number, file=f"{path.parent.name}/{path.name}") from None
        except (OSError, EOFError, zlib.error, ValueError):
            raise Broken("ANCHOR_BROKEN", number=number, what="leaves") from None
        if digest.hexdigest() != anchor.body.leaves:
            raise Broken("ANCHOR_BROKEN", number=number, what="leaves")

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:08}.json"

    def _leaves_path(self, sha256: str) -> Path:
        return self._folder / "leaves" / f"{sha256}.jsonl.gz"


class _Writing:
    """A list of leaves on its way: hashed and compressed line by line, never whole in memory."""

    def __init__(self) -> None:
        self.digest = hashlib.sha256()
        self.number = 0
        self._packed = bytearray()
        self._packer = zlib.compressobj(wbits=_GZIP)

    def through(self, heads: Iterator[Head]) -> Iterator[bytes]:
        """Yield each leaf once it is written."""
        for head in heads:
            line = leaf_line(head)
            self.digest.update(line)
            self._packed += self._packer.compress(line)
            self.number += 1
            yield head.leaf

    @property
    def content(self) -> bytes:
        """The file; asked for once, at the end."""
        self._packed += self._packer.flush()
        return bytes(self._packed)
