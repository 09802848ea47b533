"""What is shown of anchors: that a copy is the same, and that a dossier stands in one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Protocol

from pydantic import TypeAdapter, ValidationError

from models.anchor import Anchor, Head, Inclusion, inclusion_of, require_included
from models.archive import ArchivedRun
from models.errors import Broken, InvalidInput, Refused
from models.identifiers import DossierCode
from models.keys import KeyText

__all__ = ["Attested", "Leaves", "proof_of", "read_attested", "read_copy", "require_same"]

Attested = Anchor | Inclusion | ArchivedRun
_ATTESTED: Final[TypeAdapter[Attested]] = TypeAdapter(Attested)


class Leaves(Protocol):
    """The lists of leaves."""

    def leaves(self, anchor: Anchor) -> Iterator[Head]:
        """The heads that an anchor tells. Raises Broken `ANCHOR_MISSING`, `ANCHOR_BROKEN`."""


def proof_of(anchors: Sequence[Anchor], shelf: Leaves, code: DossierCode, roots: frozenset[KeyText]) -> Inclusion:
    """Prove that the newest anchor has the head of a dossier's newest branch.

    Raises Refused (`ANCHOR_NONE`) when it has none; Broken `ANCHOR_MISSING`, `ANCHOR_BROKEN`, `ANCHOR_FORGED`.
    """
    heads = list(shelf.leaves(anchors[-1])) if anchors else []
    of_dossier = [head for head in heads if head.code == code]
    if not of_dossier:
        raise Refused("ANCHOR_NONE", code=code)
    proof = inclusion_of(anchors[-1], heads, of_dossier[-1])
    require_included(proof, roots)
    return proof


def require_same(anchors: Sequence[Anchor], copy: Anchor) -> None:
    """Check that a copy taken out earlier is still what is kept. Raises Broken (`ANCHOR_BROKEN`)."""
    number = copy.body.number
    kept = next((anchor for anchor in anchors if anchor.body.number == number), None)
    if kept is None:
        raise Broken("ANCHOR_BROKEN", number=number, what="missing")
    if kept != copy:
        raise Broken("ANCHOR_BROKEN", number=number, what="copy")


def read_attested(path: Path) -> Attested:
    """Read an anchor, a proof or an archived run's statement from a file. Raises InvalidInput (`FILE_NOT_ATTESTED`)."""
    try:
        return _ATTESTED.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        raise InvalidInput("FILE_NOT_ATTESTED", file=path.name) from None


def read_copy(path: Path) -> Anchor:
    """Read an anchor that was taken out, alone or within a proof. Raises InvalidInput (`FILE_NOT_ATTESTED`)."""
    match read_attested(path):
        case Anchor() as anchor:
            return anchor
        case Inclusion(anchor=anchor):
            return anchor
        case _:
            raise InvalidInput("FILE_NOT_ATTESTED", file=path.name)
