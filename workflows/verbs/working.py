"""Work acts: whose work a step is, more time by sector law, urging, undoing a mistake (rulebook §1)."""

from __future__ import annotations

from datetime import datetime

from models.acts import Act
from models.clock import DeadlineClock
from models.contents.working import Assign, Extend, Reverse
from models.deeds import Deed
from models.dossier import DossierState
from models.errors import Refused
from models.identifiers import OfficerId, ReasonCode
from models.tags import Tag
from models.value import stamp
from models.words import Word
from workflows.reversing import act_of, hindrance, undo
from workflows.snapshot import whose_move
from workflows.verbs.saying import Said, Verb, told
from workflows.words import decide_word

__all__ = ["VERBS"]


def assign(state: DossierState, said: Said, now: datetime) -> None:
    """From now on the step is this officer's work alone."""
    assert isinstance(said.content, Assign)
    told(state, Tag.ASSIGNED, said, now, officer=said.content.officer)
    _give(state, Act.ASSIGN, said.content.officer, now)


def reassign(state: DossierState, said: Said, now: datetime) -> None:
    """It is another officer's work instead."""
    assert isinstance(said.content, Assign)
    told(state, Tag.REASSIGNED, said, now, officer=said.content.officer, from_officer=state.assigned)
    _give(state, Act.REASSIGN, said.content.officer, now)


def release(state: DossierState, said: Said, now: datetime) -> None:
    """The officer gives it back: any of the agency and role may take it up."""
    told(state, Tag.ASSIGNMENT_RELEASED, said, now, officer=state.assigned)
    _give(state, Act.RELEASE, None, now)


def _give(state: DossierState, act: Act, officer: OfficerId | None, now: datetime) -> None:
    holding = state.holdings[state.position]
    state.assignment = Deed(
        seq=state.seq,
        act=act,
        at=now,
        position=state.position,
        status=state.status,
        assigned_before=holding.assigned,
    )
    holding.assigned = officer


def _is_another(state: DossierState, said: Said, _: datetime) -> None:
    assert isinstance(said.content, Assign)
    if said.content.officer == state.assigned:
        raise Refused("ASSIGNED_ALREADY", officer=said.content.officer)


def extend(state: DossierState, said: Said, now: datetime) -> None:
    """The due instant moves by sector law; the first one stays beside it, and the alarms are the new one's."""
    assert isinstance(said.content, Extend)
    before, state.clock = state.due, _extended(state, said, now)
    assert before is not None
    assert state.due is not None
    state.promises += 1
    told(
        state,
        Tag.EXTENDED,
        said,
        now,
        amount=said.content.amount,
        unit=said.content.unit.value,
        number=len(state.clock.extensions),
        old_due=stamp(before),
        extended_due=stamp(state.due),
    )


def _extended(state: DossierState, said: Said, now: datetime) -> DeadlineClock:
    """The clock with the extension. Raises as `DeadlineClock.extend` does."""
    assert isinstance(said.content, Extend)
    assert state.clock is not None
    assert state.rules is not None
    reason = said.envelope.reason_code or ReasonCode("EXTENDED")
    return state.clock.extend(now, said.content.limit, reason, state.rules.calendar)


def _may_extend(state: DossierState, said: Said, now: datetime) -> None:
    assert isinstance(said.content, Extend)
    assert state.rules is not None
    assert state.clock is not None
    procedure, limit = state.rules.procedure, said.content.limit
    allowed = procedure.extensions
    if allowed is None:
        raise Refused("EXTENSION_NOT_ALLOWED", procedure=procedure.code)
    if len(state.clock.extensions) >= allowed.times:
        raise Refused("EXTENSIONS_USED_UP", times=allowed.times)
    if limit.comparable_hours > allowed.at_most.comparable_hours:
        raise Refused("EXTENSION_TOO_LONG", amount=allowed.at_most.amount, unit=allowed.at_most.unit.value)
    if state.apology is not None:
        raise Refused("NEW_DATE_PROMISED")
    _extended(state, said, now)


def urge(state: DossierState, said: Said, now: datetime) -> None:
    """Whoever holds it is reminded by a letter; it is counted, and moves nothing."""
    to_agency, _ = whose_move(state)
    number = len(state.urges) + 1
    told(state, Tag.URGED, said, now, to_agency=to_agency, number=number)
    state.urges.append(state.seq)
    decide_word(state, now, to_agency, Word.URGED)


def reverse(state: DossierState, said: Said, now: datetime) -> None:
    """A mistaken act is undone by this one; both stay in the journal, and the time that passed stays counted."""
    assert isinstance(said.content, Reverse)
    seq = said.content.seq
    act = act_of(state, seq)
    assert act is not None
    undo(state, seq, now)
    waiting = state.hand_over
    again = stamp(waiting.silent_after) if waiting is not None and act is Act.TAKE_OVER else None
    told(state, Tag.REVERSED, said, now, seq=seq, act=act.value, silent_after=again)


def _is_reversible(state: DossierState, said: Said, _: datetime) -> None:
    assert isinstance(said.content, Reverse)
    why = hindrance(state, said.content.seq)
    if why is not None:
        raise Refused("ACT_NOT_REVERSIBLE", seq=said.content.seq, why=why)


VERBS = {
    Act.ASSIGN: Verb(Tag.ASSIGNED, assign),
    Act.RELEASE: Verb(Tag.ASSIGNMENT_RELEASED, release),
    Act.REASSIGN: Verb(Tag.REASSIGNED, reassign, _is_another),
    Act.EXTEND: Verb(Tag.EXTENDED, extend, _may_extend),
    Act.URGE: Verb(Tag.URGED, urge),
    Act.REVERSE: Verb(Tag.REVERSED, reverse, _is_reversible),
}
