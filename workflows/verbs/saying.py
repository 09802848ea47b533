"""An act as it was said, and how each one is decided (design §2.8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from models.acts import Envelope
from models.contents.base import Content
from models.dossier import DossierState
from models.identifiers import DecisionId
from models.proof import Claims
from models.tags import Tag
from models.value import Hash, Json
from workflows.journal import tell

__all__ = ["Said", "Verb", "act_detail", "told"]


class Said(NamedTuple):
    """An act as it was said: by whom, proven, with what."""

    envelope: Envelope
    claims: Claims
    content: Content
    digest: Hash
    """By which sameness and proof go."""


class Verb(NamedTuple):
    """One act: the event that tells it, what it decides, and what else must fit before it does."""

    tag: Tag
    decide: Callable[[DossierState, Said, datetime], None]
    """Tell what happened, move the dossier, queue the effects that follow; on a state that the policy found fit."""
    check: Callable[[DossierState, Said, datetime], None] | None = None
    """Raise a MotcuaError where the content does not fit the state; changes nothing."""
    again: Callable[[DossierState, Mapping[str, Any]], Content] | None = None
    """Read the content back from the event's detail; None: its fields stand there under their own names."""
    done: Callable[[DossierState, Said], DecisionId | None] | None = None
    """The decision that did the same before, where sameness goes by more than the decision's id; else None.

    Raises a MotcuaError for one that contradicts it."""


def act_detail(said: Said, **detail: Json) -> dict[str, Json]:
    """Return what every act's event tells, with what is particular to it."""
    envelope, claims = said.envelope, said.claims
    common: dict[str, Json] = {
        "decision_id": envelope.decision_id,
        "digest": said.digest,
        "authenticated": claims.authenticated.value,
        "on_behalf_of": claims.on_behalf_of,
        "reason_code": envelope.reason_code,
        "note_id": envelope.note_id,
    }
    return common | detail


def told(
    state: DossierState, tag: Tag, said: Said, now: datetime, *, position: int | None = None, **detail: Json
) -> None:
    """Tell the event of an act, with what is particular to it, of the current position unless another is given."""
    claims = said.claims
    tell(state, tag, now, act_detail(said, **detail), actor=claims.officer, agency=claims.agency, position=position)
