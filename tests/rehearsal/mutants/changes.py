"""Defects of rules that change, of what comes after the result, and of feedback."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from models.acts import Act
from models.calendar import WorkingCalendar
from models.dossier import DossierState
from models.feedback import FeedbackBody, FeedbackCode, FeedbackStatus
from models.feedback_state import FeedbackState
from models.lifecycle import WHEN, Phase, When
from models.procedure import StepKind
from models.remembered import Waiting
from models.tags import Tag
from motcua.rehearsal.life import Life
from motcua.rehearsal.path import Path, Setting, on_a_quiet_day, received
from motcua.rehearsal.paths import PATHS
from motcua.rehearsal.paths.asking import counter
from motcua.rehearsal.paths.days import changed
from motcua.rehearsal.year import Kind, Year
from tests.rehearsal.mutants.mutant import Mutant, Patch, instead, unwatched
from tests.rehearsal.mutants.results import personal_alone, shown
from workflows.notices import UNCOLLECTED


def _no_days_off(patch: Patch) -> None:
    def made(days_for: Any) -> Any:
        return lambda *said: days_for(*said).model_copy(update={"off": ()})

    instead(patch, "workflows.rerating.days_for", made)


def _answer_stays(patch: Patch) -> None:
    def made(_: Any) -> Any:
        def unmoved(state: DossierState, calendar: WorkingCalendar) -> Any:
            assert state.waiting is not None
            state.waiting = Waiting(calendar=calendar.version, answer_by=state.waiting.answer_by)
            return {"waits": True}

        return unmoved

    instead(patch, "workflows.rerating._wait_by", made)


def _also_what_is_done(patch: Patch) -> None:
    patch.setattr("workflows.verbs.ruling._require_unfinished", lambda _: None)


async def _ready(life: Life) -> None:
    await life.walk(StepKind.RETURN)


def _due_as_before(patch: Patch) -> None:
    def made(move: Any) -> Any:
        def unmoved(state: DossierState, *said: Any) -> Any:
            told = move(state, *said)
            return told | {"new_due": told["old_due"]}

        return unmoved

    instead(patch, "workflows.verbs.ruling.move", made)


def _without_number(patch: Patch) -> None:
    def made(told: Any) -> Any:
        def silently(state: DossierState, tag: Tag, *said: Any, **detail: Any) -> None:
            told(state, tag, *said, **(detail | {"reference": None}))

        return silently

    instead(patch, "workflows.verbs.returning.told", made)


def _rated_at_any_time(patch: Patch) -> None:
    patch.setitem(WHEN, Act.RATE, When(frozenset(Phase)))


async def _rated_before_the_result(life: Life) -> None:
    await life.walk(StepKind.SIGN)
    await life.act(Act.RATE, await counter(life), score=4)


# ── feedback ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _code_of_tomorrow(patch: Patch) -> None:
    compose = FeedbackCode.compose
    patch.setattr(FeedbackCode, "compose", lambda agency, day, number: compose(agency, day + timedelta(1), number))


def _a_day_more(patch: Patch) -> None:
    clock: Any = FeedbackBody.clock

    def longer(self: FeedbackBody) -> Any:
        own = clock.fget(self)
        limit = own.limit.model_copy(update={"amount": own.limit.amount + 1})
        return own.model_copy(update={"limit": limit})

    patch.setattr(FeedbackBody, "clock", property(longer))


def _by_whom_it_concerns(patch: Patch) -> None:
    patch.setattr("motcua.service.feedback.is_hidden_from", lambda *_: False)
    for place in ("motcua.service.feedback", "workflows.feedback_rules"):
        patch.setattr(f"{place}.check_feedback", lambda *_: None)


def _row(**changes: Any) -> Any:
    def apply(patch: Patch) -> None:
        row: Any = FeedbackState.row

        def changed_row(self: FeedbackState) -> Any:
            own = row.fget(self)
            return own.model_copy(update={name: change(own) for name, change in changes.items()})

        patch.setattr(FeedbackState, "row", property(changed_row))

    return apply


def _closed_when_answered(patch: Patch) -> None:
    def over(state: FeedbackState, _: datetime) -> bool:
        return state.status is FeedbackStatus.ANSWERED and state.closed_at is None and not state.queue

    patch.setattr("workflows.feedback.may_close", over)


def _before_the_day(year: Year, chance: Random) -> Setting:
    return received(Kind.DAYS, year, year.at(chance, year.before_changed_day(2)))


async def _handled(life: Life) -> None:
    await life.walk(StepKind.HANDLE)


_CHANGED = next(path.setting for path in PATHS if path.key == "days.calendar_changed")
_MOVED = Path("mutant.moved", "Lịch đổi khi đang xử lý", _before_the_day, _handled, then=changed)
_KEPT = Path("mutant.kept", "Đã có kết quả mà vẫn tính lại", _CHANGED, _ready, then=changed)
_RATED = Path("mutant.rated", "Đánh giá khi chưa có kết quả", on_a_quiet_day(Kind.DAYS), _rated_before_the_result)
MUTANTS = (
    Mutant("no day is off by the new calendar", "change.calendar_moves", (), _no_days_off, own=(_MOVED,)),
    Mutant("the counter is to answer as before", "reception.answered_in_time", ("online.refused",), _answer_stays),
    Mutant("a promise that is kept is read anew", "change.told_once", (), _also_what_is_done, own=(_KEPT,)),
    Mutant("the first promise is forgotten", "change.first_promise_stays", (),
           shown(due_original=lambda row: row.due), own=(_MOVED,)),
    Mutant("the new version's limit does not count", "change.moved", ("days.amended",), _due_as_before),
    Mutant("nobody is reminded", "result.reminded", ("road.by_post",), unwatched(UNCOLLECTED)),
    Mutant("the post's number is lost", "result.by_post", ("road.by_post",), _without_number),
    Mutant("rated before there is a result", "after.once_closed", (), _rated_at_any_time, own=(_RATED,)),
    Mutant("the first rating stays", "after.rated", ("after.corrected",), shown(rating=lambda _: 5)),
    Mutant("a correction bears one key", "after.corrected", ("after.corrected",), personal_alone),
    Mutant("a cancelled result is not marked", "after.cancelled", ("after.corrected",),
           shown(result_cancelled_at=lambda _: None)),
    Mutant("a code of tomorrow", "feedback.counted", ("after.complained",), _code_of_tomorrow),
    Mutant("a day more to answer", "feedback.due", ("after.complained",), _a_day_more),
    Mutant("answered by whom it concerns", "feedback.of_another", ("after.complained",), _by_whom_it_concerns),
    Mutant("late, and not shown", "feedback.lateness", ("after.complained",), _row(late=lambda _: False)),
    Mutant("it repeats itself", "feedback.repeated", ("after.complained",), _row(repeats=lambda own: own.code)),
    Mutant("closed as soon as it is answered", "feedback.closed", ("after.complained",), _closed_when_answered),
)  # fmt: skip
