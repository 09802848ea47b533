"""What was proven of an act: its envelope as history keeps it, verified offline against the root that was pinned."""

from __future__ import annotations

from datetime import datetime

from models.acts import digest_of
from models.errors import NotAllowed
from models.opening import OpeningBody
from models.proof import Claims, verify
from models.value import Value
from motcua.audit.heard import Heard

__all__ = ["Proven", "prove"]


class Proven(Value):
    """Who acted, by proof."""

    holds: bool
    error: str | None = None
    """Why it does not hold."""
    claims: Claims | None = None
    by_signal: bool = False


def prove(opening: OpeningBody, heard: Heard, root: str | None = None) -> Proven:
    """Verify an act again, by the pinned root or the one given. Its age is judged when Temporal took it in."""
    judged_at: datetime | None = None if opening.shift_seconds or heard.act.value == "submit" else heard.at
    try:
        claims = verify(
            heard.envelope.proof,
            root=root or opening.root_key,
            code=opening.code,
            act=heard.act.value,
            digest=digest_of(opening.code, heard.act, heard.envelope),
            actor=heard.envelope.actor,
            now=judged_at,
        )
    except NotAllowed as error:
        return Proven(holds=False, error=error.code, by_signal=heard.by_signal)
    return Proven(holds=True, claims=claims, by_signal=heard.by_signal)
