"""How every dossier comes to its end, from wherever random acts left it."""

from __future__ import annotations

from typing import Final

from models.acts import Act
from models.dossier import DossierState
from models.lifecycle import Phase
from tests.stateful.life import Life, Wish

__all__ = ["bring_to_an_end"]

_ONWARDS: Final = (
    Act.RETRY, Act.ASSIGN_COMPETENT, Act.LIFT_STOP, Act.ANSWER_SUPPLEMENT, Act.PAY, Act.CANCEL_CONSULTATION,
    Act.SETTLE_ATTRIBUTION, Act.ACCEPT_DOSSIER, Act.HAND_OVER, Act.TAKE_OVER, Act.COMPLETE_STEP, Act.APPROVE,
    Act.RETURN_RESULT, Act.CONFIRM_DELIVERY,
)  # fmt: skip
"""What is done, the first that may be."""
_ACTS: Final = 60


async def bring_to_an_end(life: Life) -> None:
    """What is waited for is answered or taken back, and the road is gone to its end."""
    for _ in range(_ACTS):
        state = await life.at_rest()
        if state.phase is Phase.AFTER:
            return
        wish = await _wish(life, state)
        if wish is None and await life.succeeded():
            continue
        assert wish is not None, (state.phase, state.status, [one.effect.effect_id for one in state.blocked])
        spoken = await life.one(wish, state)
        # What the clock told between looking and saying may have forbidden it; then it is looked at again.
        assert spoken.error is None or (await life.look()).seq > state.seq, spoken
    raise AssertionError(state.phase)


async def _wish(life: Life, state: DossierState) -> Wish | None:
    able = dict(reversed(life.able(state)))
    for act in _ONWARDS:
        if act in able:
            return Wish(act, able[act], await life.prepared(act, state, able[act], 1))
    return None
