"""Correcting a stated fact: the register holds both values sealed, the dossier knows their digests (rulebook §6)."""

from __future__ import annotations

from datetime import datetime

from models.acts import Act
from models.contents.correcting import Correct
from models.dossier import DossierState
from models.effects import EffectKind
from models.errors import Refused
from models.tags import Tag
from workflows.journal import decide_effect
from workflows.verbs.saying import Said, Verb, told

__all__ = ["VERBS"]


def correct(state: DossierState, said: Said, now: datetime) -> None:
    """From the effect on the corrected value is read wherever the fact is asked for; the old one stays sealed."""
    content = said.content
    assert isinstance(content, Correct)
    told(state, Tag.CORRECTED, said, now, field=content.field.value, old=content.old, new=content.new)
    state.facts[content.field.value] = content.new
    detail = {"decision_id": said.envelope.decision_id, "field": content.field.value}
    decide_effect(state, EffectKind.FACT, now, {**detail})


def _stood_so(state: DossierState, said: Said, _: datetime) -> None:
    content = said.content
    assert isinstance(content, Correct)
    if state.facts.get(content.field.value, content.old) != content.old:
        raise Refused("FACT_CHANGED_MEANWHILE", field=content.field.value)
    if content.old == content.new:
        raise Refused("FACT_UNCHANGED", field=content.field.value)


VERBS = {Act.CORRECT: Verb(Tag.CORRECTED, correct, _stood_so)}
