"""New rules for an open dossier: a published calendar, another version of its procedure, successors of agencies.

A dossier is judged by the rules of its reception (design §2.12); each of these acts is the recorded exception that
the law makes. What it brings is stated by the register to have been decided; the dossier holds that against the roots
it knows.
"""

from __future__ import annotations

from datetime import datetime

from models.acts import Act
from models.calendar import WorkingCalendar, legal_day
from models.contents.ruling import ApplyCalendar, MoveProcedure, Succeed, Succession
from models.dossier import DossierState
from models.errors import Refused
from models.publication import Publication, Subject
from models.tags import Tag
from models.value import Json, stamp
from workflows.journal import tell
from workflows.lapse import lapse
from workflows.moving import move, places_in
from workflows.rerating import count_by
from workflows.succession import concerned, hand_on
from workflows.verbs.saying import Said, Verb, act_detail

__all__ = ["VERBS"]


def apply_calendar(state: DossierState, said: Said, now: datetime) -> None:
    """Count by the published calendar from now on: what is late by it, the clock tells at once."""
    content = said.content
    assert isinstance(content, ApplyCalendar)
    old = state.counted_by
    promise = count_by(state, WorkingCalendar.model_validate(content.calendar.model_dump()), now)
    state.calendar_since = content.publication.decided.at
    _tell(state, Tag.CALENDAR_CHANGED, said, now, promise | {
        "old_version": old,
        "new_version": content.calendar.version,
        "provisional": True if state.deadline and state.deadline.provisional else None,
        "silent_after": stamp(state.hand_over.silent_after) if state.hand_over else None,
        "calendar": content.calendar.model_dump(mode="json"),
        "publication": content.publication.model_dump(mode="json"),
    })  # fmt: skip
    lapse(state, now)


def _counts_otherwise(state: DossierState, said: Said, _: datetime) -> None:
    content = said.content
    assert isinstance(content, ApplyCalendar)
    _require_published(state, content.publication, Subject.CALENDAR, content.calendar)
    _require_unfinished(state)
    version = content.calendar.version
    if version == state.counted_by:
        raise Refused("CALENDAR_IS_CURRENT", version=version)
    if state.calendar_since is not None and content.publication.decided.at <= state.calendar_since:
        raise Refused("CALENDAR_SUPERSEDED", version=version)


def move_procedure(state: DossierState, said: Said, now: datetime) -> None:
    """Go on under another version of the procedure: its steps by their keys, its limit from the same reception."""
    content = said.content
    assert isinstance(content, MoveProcedure)
    assert state.rules is not None
    old = state.rules.procedure.version
    promise = move(state, content.to, now)
    _tell(state, Tag.PROCEDURE_MOVED, said, now, promise | {
        "old_version": old,
        "new_version": content.to.procedure.version,
        **content.model_dump(mode="json"),
    })  # fmt: skip
    lapse(state, now)


def _is_movable(state: DossierState, said: Said, now: datetime) -> None:
    content = said.content
    assert isinstance(content, MoveProcedure)
    assert state.rules is not None
    _require_published(state, content.publication, Subject.PROCEDURE, content.to)
    _require_unfinished(state)
    now_pinned, to = state.rules.procedure, content.to.procedure
    if to.code != now_pinned.code:
        raise Refused("PROCEDURE_OTHER", procedure=now_pinned.code)
    if to.version == now_pinned.version:
        raise Refused("PROCEDURE_IS_CURRENT", version=to.version)
    if not to.in_force(legal_day(now)):
        raise Refused("PROCEDURE_NOT_IN_FORCE", procedure=to.code, day=legal_day(now).isoformat())
    places_in(state, to)


def succeed(state: DossierState, said: Said, now: datetime) -> None:
    """Let successors take the places of agencies that ceased: nobody's clock is touched, no fault passes on."""
    content = said.content
    assert isinstance(content, Succeed)
    hand_on(state, content.succession)
    _tell(state, Tag.DUTIES_PASSED, said, now, content.model_dump(mode="json"))


def _has_duties(state: DossierState, said: Said, now: datetime) -> None:
    succession, publication = _succession(said)
    _require_published(state, publication, Subject.SUCCESSION, succession)
    if legal_day(now) < succession.day or not set(succession.duties) & set(concerned(state)):
        raise Refused("NOTHING_TO_SUCCEED")


def _succession(said: Said) -> tuple[Succession, Publication]:
    assert isinstance(said.content, Succeed)
    return said.content.succession, said.content.publication


def _tell(state: DossierState, tag: Tag, said: Said, now: datetime, detail: dict[str, Json]) -> None:
    claims = said.claims
    tell(state, tag, now, act_detail(said, **detail), actor=claims.officer, agency=claims.agency)


def _require_unfinished(state: DossierState) -> None:
    """A promise that was kept is judged by the rules under which it was kept."""
    if state.finished_at is not None:
        raise Refused("PROMISE_KEPT")


def _require_published(state: DossierState, publication: Publication, subject: Subject, published: object) -> None:
    roots = {state.root, state.opening.root_key, *(link.old for link in state.rooted)}
    publication.require(subject, published, roots)


VERBS = {
    Act.APPLY_CALENDAR: Verb(Tag.CALENDAR_CHANGED, apply_calendar, _counts_otherwise),
    Act.MOVE_PROCEDURE: Verb(Tag.PROCEDURE_MOVED, move_procedure, _is_movable),
    Act.SUCCEED: Verb(Tag.DUTIES_PASSED, succeed, _has_duties),
}
