"""The journal of a dossier: what happened, each event chained to the one before by its hash (design §2.6).

key = (code, branch, seq); branch counts from 0, seq from 1; the first `prev` is 64 zeros. The hash is the SHA-256 of
the canonical JSON (RFC 8785) of all other fields. An effect is two events: *decided* before it, *done* or *failed*
after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from pydantic import Field

from models.errors import Broken
from models.identifiers import AgencyCode, DossierCode, OfficerId, StepKey
from models.tags import TAGS, Tag
from models.value import Hash, Json, UtcTime, Value, canonical, sha256_hex

__all__ = ["GENESIS", "ChainedEvent", "DossierEvent", "chain", "check_detail", "verify_chain"]

GENESIS: Final[Hash] = "0" * 64
"""The `prev` of the first event of branch 0."""


class ChainedEvent(Value):
    """One event of a journal, chained to the one before."""

    code: str
    branch: int = Field(ge=0)
    seq: int = Field(ge=1)
    at: UtcTime
    tag: str
    actor: OfficerId | None
    """Who acted; None when the clock or the engine did."""
    agency: AgencyCode | None
    step: StepKey | None
    detail: dict[str, Any]
    prev: Hash
    hash: Hash

    @property
    def key(self) -> tuple[str, int, int]:
        """(code, branch, seq), unique in the register."""
        return (self.code, self.branch, self.seq)

    def computed_hash(self) -> Hash:
        """Return the hash that the other fields call for."""
        return sha256_hex(canonical(self.model_dump(mode="json", exclude={"hash"})))


class DossierEvent(ChainedEvent):
    """One event of a dossier's journal."""

    code: DossierCode
    tag: Tag


def chain(  # noqa: PLR0913 - one argument per field of the event
    *, code: DossierCode, branch: int, seq: int, at: UtcTime, tag: Tag, prev: Hash, actor: OfficerId | None = None,
    agency: AgencyCode | None = None, step: StepKey | None = None, detail: dict[str, Json] | None = None,
) -> DossierEvent:  # fmt: skip
    """Build the next event of a chain, its hash computed. Absent optional details (None) are left out.

    Raises ValueError when the detail has a field that the tag does not list, or lacks one that it must have.
    """
    told = {name: value for name, value in (detail or {}).items() if value is not None}
    check_detail(tag, TAGS[tag].fields, told)
    draft = DossierEvent(
        code=code, branch=branch, seq=seq, at=at, tag=tag, actor=actor, agency=agency, step=step, detail=told,
        prev=prev, hash=GENESIS,
    )  # fmt: skip
    return draft.model_copy(update={"hash": draft.computed_hash()})


def check_detail(tag: str, fields: Iterable[str], detail: Mapping[str, Json]) -> None:
    """Hold a detail against the fields of its tag, those that may be absent marked `?`. Raises ValueError."""
    fields = tuple(fields)
    allowed = {field.rstrip("?") for field in fields}
    needed = {field for field in fields if not field.endswith("?")}
    if extra := sorted(detail.keys() - allowed):
        msg = f"{tag} has no detail {', '.join(extra)}"
        raise ValueError(msg)
    if missing := sorted(needed - detail.keys()):
        msg = f"{tag} lacks the detail {', '.join(missing)}"
        raise ValueError(msg)


def verify_chain(events: Iterable[ChainedEvent], prev: Hash = GENESIS, first_seq: int = 1) -> Hash:
    """Check that a branch's events follow each other without a gap and return the last hash.

    Raises Broken: `CHAIN_GAP` when a seq is missing, repeated or out of order, `CHAIN_FORGED` when a hash or a link
    does not hold.
    """
    for expected, event in enumerate(events, start=first_seq):
        if event.seq != expected:
            raise Broken("CHAIN_GAP", code=event.code, seq=expected)
        if event.prev != prev or event.hash != event.computed_hash():
            raise Broken("CHAIN_FORGED", code=event.code, seq=event.seq)
        prev = event.hash
    return prev
