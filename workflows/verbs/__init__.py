"""What each act decides: pure, on a state that the policy has found fit (design §2.8).

One module for each room of acts, each with its own table. None waits; an act that cannot be refused any more tells
what happened, moves the dossier, and queues the effects that follow.
"""

from __future__ import annotations

from typing import Final

from models.acts import Act
from workflows.verbs import (
    afterwards,
    apologising,
    consulting,
    correcting,
    digitising,
    ending,
    fees,
    handing,
    reception,
    refusing,
    repair,
    returning,
    ruling,
    supplement,
    working,
)
from workflows.verbs.saying import Verb

__all__ = ["VERBS"]

VERBS: Final[dict[Act, Verb]] = {
    **reception.VERBS,
    **digitising.VERBS,
    **handing.VERBS,
    **returning.VERBS,
    **afterwards.VERBS,
    **repair.VERBS,
    **ruling.VERBS,
    **supplement.VERBS,
    **fees.VERBS,
    **consulting.VERBS,
    **refusing.VERBS,
    **ending.VERBS,
    **working.VERBS,
    **apologising.VERBS,
    **correcting.VERBS,
}
"""Every act but `submit` and `start_again`, with which a dossier's run begins."""
