"""Feeding: a part of linked procedures tells its group once when it begins it, and once when it has ended.

The dossier's one loop decides it, wherever the end came from: a release, a refusal, a withdrawal, a stop. It holds
nothing back, for it is done after all else.
"""

from __future__ import annotations

from datetime import datetime

from activities.feeding import FedFacts
from models.dossier import DossierState
from models.effects import Effect, EffectKind
from models.linked import Stage
from models.tags import Tag
from models.value import Json
from workflows.journal import decide_effect, tell

__all__ = ["fed", "feed_group", "owes_group"]


def owes_group(state: DossierState) -> Stage | None:
    """Of what its group is still to be told; None: of nothing, or it is of no group."""
    group = state.opening.group
    if group is None or state.undoing is not None:
        return None  # first what was begun is undone
    if state.outcome is not None:
        return Stage.ENDED if state.group_told is not Stage.ENDED else None
    return Stage.OPENED if group.beside and state.group_told is None else None


def feed_group(state: DossierState, now: datetime) -> None:
    """Decide to tell the group."""
    group, stage = state.opening.group, owes_group(state)
    assert group is not None
    assert stage is not None
    state.group_told = stage
    outcome = state.outcome
    detail: dict[str, Json] = {
        "group": group.key,
        "part": group.part,
        "stage": stage.value,
        "outcome": outcome.value if outcome else None,
    }
    decide_effect(state, EffectKind.FEEDING, now, detail)


def fed(state: DossierState, effect: Effect, facts: FedFacts, now: datetime) -> None:
    """The other parts know."""
    started: dict[str, Json] = {str(part): code for part, code in facts.started.items()}
    cancelled: dict[str, Json] = {str(part): because for part, because in facts.cancelled.items()}
    tell(state, Tag.FEEDING_DONE, now, {
        "effect": effect.effect_id,
        "started": started or None,
        "cancelled": cancelled or None,
        "waiting": list(facts.waiting) or None,
        "taken_over": facts.taken_over,
    })  # fmt: skip
