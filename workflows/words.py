"""Words to other agencies, each an effect: told once, by a letter that an officer or a system passes on."""

from __future__ import annotations

from datetime import datetime

from activities.telling import ToldFacts
from models.dossier import DossierState
from models.effects import Effect, EffectKind
from models.identifiers import AgencyCode
from models.tags import Tag
from models.value import Json
from models.words import Word
from workflows.journal import decide_effect, tell

__all__ = ["decide_word", "passed_on"]


def decide_word(state: DossierState, now: datetime, to_agency: AgencyCode, about: Word, **detail: Json) -> None:
    """Queue a word to an agency; `detail`: what WORD_DECIDED has of `matter`, `step`."""
    decide_effect(state, EffectKind.WORD, now, {"to_agency": to_agency, "about": about.value, **detail})


def passed_on(state: DossierState, effect: Effect, facts: ToldFacts, now: datetime) -> None:
    """The agency has been told."""
    tell(state, Tag.WORD_DONE, now, {
        "effect": effect.effect_id, "reference": facts.reference, "taken_over": facts.taken_over,
    })  # fmt: skip
