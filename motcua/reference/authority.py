"""The whole table of authority, asked of the policy itself: act × role × relation to the dossier."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum

from models.acts import Act
from models.errors import MotcuaError
from models.identifiers import AgencyCode, OfficerId, ReasonCode, StepKey
from models.lifecycle import WHEN, Phase
from models.policy import RULES, Standing, check, check_submission
from models.procedure import Role, StepKind
from models.proof import Authentication, Claims
from models.statuses import Channel, Origin

__all__ = ["Relation", "authority_rows", "submission_rows"]


class Relation(StrEnum):
    """What an officer's agency is to a dossier at an instant. One agency may be several of them at once."""

    RECEIVING = "receiving"
    """Its counter received the dossier."""
    COMPETENT = "competent"
    """It answers for the result."""
    STEP = "step"
    """The current step is its own."""
    SENDER = "sender"
    """It holds the dossier until the next one takes it over."""
    ABOVE = "above"
    """It stands above one of these, however far up."""
    OTHER = "other"
    """None of these."""


_AGENCY = {relation: AgencyCode(f"H99.{number}") for number, relation in enumerate(Relation, 1)}
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_STEP_ROLES = (Role.RECEPTION, Role.HANDLER, Role.HEAD)
ALWAYS, IF_NAMED, NEVER = "✓", "if named", ""


def authority_rows() -> Iterator[tuple[str, ...]]:
    """Yield per act a row for all relations that are alike: what each role may do.

    `if named` where the step must name that role.
    """
    for act in RULES:
        alike: dict[tuple[str, ...], list[str]] = {}
        for relation in Relation:
            alike.setdefault(tuple(_cell(act, role, relation) for role in Role), []).append(relation)
        for cells, relations in alike.items():
            yield (f"`{act}`", ", ".join(relations), *cells)


def submission_rows() -> Iterator[tuple[str, ...]]:
    """Yield a row per origin and channel: which roles may submit, at the receiving agency or anywhere."""
    for origin in Origin:
        for channel in Channel:
            yield (origin.value, channel.vi, *(_submits(role, channel, origin) for role in Role))


def _cell(act: Act, role: Role, relation: Relation) -> str:
    allowed = [_may(act, role, relation, named) for named in _STEP_ROLES]
    if all(allowed):
        return ALWAYS
    return IF_NAMED if any(allowed) else NEVER


def _may(act: Act, role: Role, relation: Relation, named: Role) -> bool:
    claims = _claims(role, _AGENCY[relation])
    try:
        check(act, claims, _standing(act, named), at_step=None, reason=ReasonCode("LY_DO"))
    except MotcuaError:
        return False
    return True


def _submits(role: Role, channel: Channel, origin: Origin) -> str:
    said = {}
    for relation in (Relation.RECEIVING, Relation.OTHER):
        try:
            check_submission(
                _claims(role, _AGENCY[relation]), receiving=_AGENCY[Relation.RECEIVING], channel=channel, origin=origin
            )
        except MotcuaError:
            continue
        said[relation] = True
    if Relation.OTHER in said:
        return "anywhere"
    return "receiving" if said else NEVER


def _claims(role: Role, agency: AgencyCode) -> Claims:
    return Claims(
        officer=OfficerId("cb.mau"), agency=agency, roles=(role,), authenticated=Authentication.KEY,
        issued_at=_EPOCH, valid_until=_EPOCH,
    )  # fmt: skip


def _standing(act: Act, named: Role) -> Standing:
    """A dossier whose state fits the act, every agency of it another, nobody having handled it."""
    when = WHEN[act]
    return Standing(
        status=4,
        phase=next(phase for phase in Phase if phase in when.phases),
        step=StepKey("buoc"),
        kind=next(kind for kind in StepKind if when.kinds is None or kind in when.kinds),
        step_agency=_AGENCY[Relation.STEP],
        step_role=named,
        sender_agency=_AGENCY[Relation.SENDER],
        sender_role=named,
        receiving=_AGENCY[Relation.RECEIVING],
        competent=_AGENCY[Relation.COMPETENT],
        handlers=(),
        letter_owed=True,
        blocked=True,
        can_go_back=True,
        above=(_AGENCY[Relation.ABOVE],),
        forked=True,
    )
