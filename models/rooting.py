"""The root key handed on: the old key names the new one, the new one accepts; verified with either key alone.

So a root can be replaced under dossiers that pinned the old one: each is told by an act that carries the chain, and
whoever holds any key of a chain can follow it to every other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.errors import NotAllowed, Refused
from models.keys import KeyText, SignatureText, holds, key_text, public_key_text
from models.value import UtcTime, Value, canonical

__all__ = ["HandedOn", "follow"]


class HandedOn(Value):
    """One hand-over of the root, from key to key."""

    old: KeyText
    new: KeyText
    at: UtcTime
    """What the old root's issuers proved after this instant does not hold."""
    until: UtcTime
    """What they proved before it holds until this instant at the latest: the same instant if the key was stolen."""
    named: SignatureText
    """By the old key."""
    accepted: SignatureText
    """By the new key, which thereby vouches for the old one's past."""

    @classmethod
    def sign(cls, old: Ed25519PrivateKey, new: Ed25519PrivateKey, at: datetime, until: datetime) -> Self:
        """Hand the root on from `old` to `new`."""
        message = _message(public_key_text(old), public_key_text(new), at, until)
        return cls(
            old=public_key_text(old), new=public_key_text(new), at=at, until=until,
            named=key_text(old.sign(message)), accepted=key_text(new.sign(message)),
        )  # fmt: skip

    @property
    def holds(self) -> bool:
        """Whether both keys signed it."""
        message = _message(self.old, self.new, self.at, self.until)
        return holds(self.old, self.named, message) and holds(self.new, self.accepted, message)


def follow(root: str, chain: Sequence[HandedOn]) -> tuple[HandedOn, ...]:
    """Return that part of a chain which leads on from `root`, having verified it.

    Raises Refused `ROOT_IS_CURRENT` when it leads no further; NotAllowed `ROOT_NOT_HANDED_ON` when it does not come
    by this root, or a link does not hold.
    """
    if chain and chain[-1].new == root:
        raise Refused("ROOT_IS_CURRENT")
    start = next((place for place, link in enumerate(chain) if link.old == root), None)
    if start is None:
        raise NotAllowed("ROOT_NOT_HANDED_ON")
    links = tuple(chain[start:])
    for link in links:
        if link.old != root or not link.holds:
            raise NotAllowed("ROOT_NOT_HANDED_ON")
        root = link.new
    return links


def _message(old: str, new: str, at: datetime, until: datetime) -> bytes:
    return b"motcua/root/1\n" + canonical({"old": old, "new": new, "at": at, "until": until})
