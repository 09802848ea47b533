"""What each act decides: pure, on a state that the policy has found fit (design §2.8).

One module for each room of acts, each with its own table. None waits; an act that cannot be refused any more tells
what happened, moves the dossier, and queues the effects that follow.
"""

from __future__ import annotations

from typing import Final

from models.acts import Act
from workflows.verbs import fees, handing, reception, repair, returning, ruling, supplement
from workflows.verbs.saying import Verb

__all__ = ["VERBS"]

VERBS: Final[dict[Act, Verb]] = {
    **reception.VERBS,
    **handing.VERBS,
    **returning.VERBS,
    **repair.VERBS,
    **ruling.VERBS,
    **supplement.VERBS,
    **fees.VERBS,
}
"""Every act but `submit` and `start_again`, with which a dossier's run begins."""
