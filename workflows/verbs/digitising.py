"""Digitising components: what is digitised once is not asked for again (rulebook §1, "Forbidden")."""

from __future__ import annotations

from datetime import datetime

from models.acts import Act
from models.contents.reception import Digitise
from models.dossier import DossierState
from models.effects import EffectKind
from models.errors import Refused
from models.tags import Tag
from workflows.journal import decide_effect
from workflows.verbs.saying import Said, Verb, told

__all__ = ["VERBS"]


def digitise(state: DossierState, said: Said, now: datetime) -> None:
    """The sealed file counts from now on; it goes into the applicant's store as what the catalogue calls it."""
    content = said.content
    assert isinstance(content, Digitise)
    assert state.rules is not None
    stated = content.model_dump(mode="json")
    told(state, Tag.DIGITISED, said, now, **stated)
    state.digitised[content.component] = content.paper
    component = next(one for one in state.rules.procedure.components if one.key == content.component)
    shelf = {name: stated[name] for name in ("component", "source", "valid_until", "paper")}
    decide_effect(state, EffectKind.DIGITISATION, now, shelf | {"document": component.document})


def _is_listed(state: DossierState, said: Said, _: datetime) -> None:
    assert isinstance(said.content, Digitise)
    component = said.content.component
    if component not in state.published:
        raise Refused("COMPONENT_NOT_LISTED", component=component, procedure=state.opening.procedure)


VERBS = {
    Act.DIGITISE: Verb(Tag.DIGITISED, digitise, _is_listed),
}
