"""What comes after closing: ratings, and results that were wrong (design §2.16; rulebook §1, §5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from models.acts import Act
from models.contents.after import Rate
from models.dossier import DossierState
from models.effects import EffectKind
from models.errors import InvalidInput, Refused
from models.identifiers import AgencyCode
from models.procedure import StepKind
from models.remembered import Rating
from models.tags import Tag
from models.value import Json
from workflows.journal import decide_effect
from workflows.verbs.saying import Said, Verb, told

__all__ = ["VERBS"]


def rate(state: DossierState, said: Said, now: datetime) -> None:
    """Note what the applicant thinks; within its time a later rating takes the place of the first."""
    content, former = said.content, state.rating
    assert isinstance(content, Rate)
    state.rating = Rating(
        score=content.score,
        criteria={criterion.value: score for criterion, score in content.criteria.items()},
        rated_at=former.rated_at if former else now,
    )
    criteria: dict[str, Json] = dict(state.rating.criteria)
    told(
        state, Tag.RATED, said, now, score=content.score, criteria=criteria or None,
        former_score=former.score if former else None,
    )  # fmt: skip


def _may_still_change(state: DossierState, _: Said, now: datetime) -> None:
    """Once per dossier, changeable for the regime's days. A dossier that was never accepted has no such days."""
    if state.rating is None:
        return
    days = state.rules.regime.parameters.rating_change_days if state.rules else 0
    if now > state.rating.rated_at + timedelta(days=days):
        raise Refused("RATING_IS_FINAL", days=days)


def correct_result(state: DossierState, said: Said, now: datetime) -> None:
    """The head states the error, and thereby has their key sign the result anew; the first paper stays."""
    result = state.result
    assert result is not None
    told(state, Tag.RESULT_CORRECTED, said, now, paper=result.sha256, number=result.number)
    decide_effect(state, EffectKind.CORRECTION, now, {
        "signer": said.claims.officer,
        "seal_agency": _sealing(state),
        "on_behalf_of": said.claims.on_behalf_of,
        "note_id": said.envelope.note_id,
        "supersedes": result.sha256,
    })  # fmt: skip


def _sealing(state: DossierState) -> AgencyCode:
    """Whose seal the result bears: the agency of the step that signed it last."""
    return AgencyCode(next(step.agency for step in reversed(state.steps) if step.kind is StepKind.SIGN))


def _says_what(state: DossierState, said: Said, _: datetime) -> None:
    """What is corrected is printed, so it must be written; one correction at a time."""
    if said.envelope.note_id is None:
        raise InvalidInput("NOTE_REQUIRED", act=Act.CORRECT_RESULT.value)
    _nothing_under_way(state, said, _)


def cancel_result(state: DossierState, said: Said, now: datetime) -> None:
    """The head takes the result back; it stays searchable, marked (rulebook §5)."""
    assert state.result is not None
    told(state, Tag.RESULT_CANCELLED, said, now, paper=state.result.sha256, number=state.result.number)
    state.result_cancelled_at = now


def _nothing_under_way(state: DossierState, _: Said, __: datetime) -> None:
    if any(kind is EffectKind.CORRECTION for kind in _pending(state)):
        raise Refused("CORRECTION_UNDER_WAY")


def _pending(state: DossierState) -> Iterator[EffectKind]:
    yield from (effect.kind for effect in state.queue)
    yield from (blocked.effect.kind for blocked in state.blocked)


VERBS = {
    Act.RATE: Verb(Tag.RATED, rate, _may_still_change),
    Act.CORRECT_RESULT: Verb(Tag.RESULT_CORRECTED, correct_result, _says_what),
    Act.CANCEL_RESULT: Verb(Tag.RESULT_CANCELLED, cancel_result, _nothing_under_way),
}
