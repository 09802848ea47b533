"""What follows when a component came into the applicant's store."""

from __future__ import annotations

from datetime import datetime

from activities.digitisation import DigitisationFacts
from models.dossier import DossierState
from models.effects import Effect
from models.tags import Tag
from workflows.journal import tell

__all__ = ["shelved"]


def shelved(state: DossierState, effect: Effect, facts: DigitisationFacts, now: datetime) -> None:
    """The document stands in the applicant's store."""
    tell(state, Tag.DIGITISATION_DONE, now, {
        "effect": effect.effect_id, "store": facts.store.value if facts.store else None,
    })  # fmt: skip
