"""What commands bring to a dossier, and what befalls it: new rules, another root, a lost run, a reset, a lost key."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Final

from activities.publishing import PublishingPlace
from models.acts import Act
from models.calendar import legal_day
from models.dossier import DossierState
from models.errors import MotcuaError, Refused
from models.identifiers import ReasonCode
from models.lifecycle import Phase
from models.procedure import Role
from models.publication import Subject
from models.tags import Tag
from motcua.service.repairing import Mandate
from tests.fixtures.dossiers import vn
from tests.fixtures.publishing import decided, storm
from tests.fixtures.resetting import reset_before
from tests.stateful.life import Life
from tests.stateful.stage import KEEPER, KEEPERS, Stage
from tests.stateful.wishes import one_of

__all__ = ["befall", "fail_reception", "fail_signature"]

_WHY: Final = ReasonCode("THEO_QUYET_DINH")
_MOST_ROOTS, _MOST_STORMS = 6, 25
"""So many over all examples: each is kept for ever, and looked through by what comes after it."""
_TOLD_OF: Final = {
    Act.APPLY_CALENDAR: Tag.CALENDAR_CHANGED, Act.MOVE_PROCEDURE: Tag.PROCEDURE_MOVED, Act.SUCCEED: Tag.DUTIES_PASSED,
    Act.ROTATE_ROOT: Tag.ROOT_ROTATED, Act.START_AGAIN: Tag.REPAIRED, Act.ADOPT_RESET: Tag.RESET_ADOPTED,
}  # fmt: skip
_OF_DISTRICTS, _NO_DISTRICTS = "H23", vn(2025, 7, 1, 8)
_numbers = itertools.count(1)


async def befall(stage: Stage, life: Life, pick: int) -> None:
    """One of them."""
    state = await life.at_rest()
    if state.phase is not Phase.AFTER:
        ends = state.opening.receiving.startswith(_OF_DISTRICTS) and pick % 2 == 1
        await (_succession if ends else one_of(_TROUBLES, pick))(stage, life, state)


async def _noted(life: Life, act: Act, state: DossierState, doing: Awaitable[object]) -> None:
    """Do what a command does, and note whether the dossier took it."""
    before, error = len([event for event in await life.events() if event.tag is _TOLD_OF[act]]), None
    try:
        result = await doing
        error = result if isinstance(result, str) else None
    except MotcuaError as refused:
        life.require_lawful_refusal(act, refused)
        error = refused.code
    await life.at_rest()
    after = len([event for event in await life.events() if event.tag is _TOLD_OF[act]])
    assert after - before == (0 if error else after - before)
    if error or after > before:
        life.coverage.note(act, state.phase, int(state.status), error)


async def _calendar(stage: Stage, life: Life, state: DossierState) -> None:
    """Offices are closed for a day on which it may be due; time passes while it is told."""
    if stage.coverage.events["storms"] >= _MOST_STORMS:
        return
    stage.coverage.events["storms"] += 1
    day = _weekday_after(legal_day(await life.file.legal_now()))
    number = next(_numbers)
    version, published = f"h24-2026.{number}", date(2026, 1, 1) + timedelta(number)
    path = storm(stage.office.settings.home, version, day.isoformat())
    path.write_text(path.read_text("utf-8").replace(f"published_on: {day}", f"published_on: {published}"), "utf-8")
    await decided(stage.office.register, path)
    newest = stage.office.register.calendars.publications[-1].version
    place = PublishingPlace(subject=Subject.CALENDAR, name=newest)
    told = life.app.publishing.tell(place, life.file.code)
    if state.due is None or state.due <= await life.file.legal_now():
        await _noted(life, Act.APPLY_CALENDAR, state, told)
    else:
        await _noted(life, Act.APPLY_CALENDAR, state, _while_it_lapses(life, state.due, told))
        await life.come_again()


async def _while_it_lapses(life: Life, due: datetime, told: Awaitable[str | None]) -> str | None:
    error, _ = await asyncio.gather(told, life.file.forward(to=due + timedelta(seconds=30)))
    return error


def _weekday_after(day: date) -> date:
    return next(one for number in range(1, 5) if (one := day + timedelta(number)).weekday() < 5)


async def _procedure(_: Stage, life: Life, state: DossierState) -> None:
    """Its head moves it to the version of next month, or of now."""
    if state.rules is not None and state.rules.procedure.code.startswith("9."):
        now = await life.file.legal_now()
        await life.file.forward(to=(now.replace(day=1) + timedelta(days=32)).replace(day=1, hour=2))
        await life.come_again()
    head = life.officer(state.competent, Role.HEAD)
    if head is not None:
        await _noted(life, Act.MOVE_PROCEDURE, state, life.app.moving.move(life.file.code, head, _WHY))


async def _succession(_: Stage, life: Life, state: DossierState) -> None:
    """Districts end on 1 July 2025, and their successors have what they had."""
    if await life.file.legal_now() < _NO_DISTRICTS:
        await life.file.forward(to=_NO_DISTRICTS)
        await life.come_again()
    await _noted(life, Act.SUCCEED, state, life.succeeded())


async def _root(stage: Stage, life: Life, state: DossierState) -> None:
    """The province hands its root on, and the dossier is told."""
    skipped = await life.file.environment.get_current_time(life.file.handle) - datetime.now(UTC)
    if stage.coverage.events["roots"] == _MOST_ROOTS or skipped > timedelta(seconds=1):
        return  # proofs are judged in the order of Temporal's time, and what comes after closing begins at the real one
    if life.operator != KEEPER:
        return  # whoever hands it on today is none yet on a dossier's day of June 2025
    stage.coverage.events["roots"] += 1
    stage.hand_root_on()
    await life.come_again(stage.office)
    told = await life.app.rooting.tell(life.file.code)
    assert told.error in (None, "ROOT_IS_CURRENT"), told
    if told.error or Tag.ROOT_ROTATED in {event.tag for event in await life.events()}:
        life.coverage.note(Act.ROTATE_ROOT, state.phase, int(state.status), told.error)
    await life.at_rest()


async def _lost(_: Stage, life: Life, state: DossierState) -> None:
    """Somebody terminates its run; an operator has it started again, and nobody else."""
    repairing, code = life.app.repairing, life.file.code
    if Tag.ROOT_ROTATED in {event.tag for event in await life.events()}:
        return  # the new run's clock begins before the rotation, and by its time its proof is judged offline
    if life.operator == KEEPER and not state.opening.receiving.startswith(KEEPERS):
        return  # and before 1 July 2025, when another kept the machines
    await _noted(life, Act.START_AGAIN, state, repairing.repair_one(code, Mandate(life.stranger, _WHY)))
    now = await life.file.legal_now()
    await life.file.handle.terminate("by mistake")
    done = await repairing.repair_one(code, Mandate(life.operator, _WHY))
    assert done, "what was lost was not found"
    await _catch_up(life, now)
    life.coverage.note(Act.START_AGAIN, state.phase, int(state.status), None)
    await life.at_rest()


async def _catch_up(life: Life, now: datetime) -> None:
    """A new run's clock begins at the real now; the dossier's own went ahead of it."""
    if now - await life.file.legal_now() > timedelta(seconds=1):
        await life.file.forward(to=now)


async def _reset(_: Stage, life: Life, state: DossierState) -> None:
    """Stock tools reset its run; an operator adopts that as the next branch."""
    adopting, code = life.app.adopting, life.file.code
    await _noted(life, Act.ADOPT_RESET, state, adopting.adopt(code, life.operator, _WHY))  # there is none yet
    now = await life.file.legal_now()
    acts = [event for event in await life.events() if event.actor is not None and event.branch == state.branch]
    try:
        await reset_before(life.file, acts[-1].tag)
    except (RuntimeError, ValueError):
        return  # it is not of this run: there is no place to reset to
    await _catch_up(life, now)
    life.forget_answers()
    assert await _goes_another_way(life, state), "nobody may do anything"
    life.coverage.events["resets"] += 1
    try:
        await adopting.adopt(code, life.operator, _WHY)
    except Refused as refused:  # nothing that was told was lost, and the run goes on from its end
        assert refused.code == "RESET_NOT_FOUND"
    else:
        life.coverage.note(Act.ADOPT_RESET, state.phase, int(state.status), None)
    life.forget_answers()
    await life.at_rest()


async def _goes_another_way(life: Life, before: DossierState) -> bool:
    """Let somebody do something else than what the register has; whether they did."""
    for pick in range(12):
        wish = await life.fitting(await life.look(), pick)
        if wish is not None and (await life.say(wish, before)).error is None:
            return True
    return False


def fail_reception(stage: Stage) -> None:
    """The next one fails for good; the dossier stays where it is received until somebody has it tried again."""
    stage.faults.fail("enter_in_book", Refused("KEY_UNKNOWN", officer="mc.h24-31-1"), times=1)


def fail_signature(stage: Stage) -> None:
    """The next one fails for good; the dossier stays between approval and release, which it hardly ever does else."""
    stage.faults.fail("sign_result", Refused("KEY_UNKNOWN", officer="ld.h24-31"), times=1)


async def _fault(stage: Stage, life: Life, state: DossierState) -> None:
    """The next reception, or signature, or letter, fails for good, until somebody has it tried again."""
    stage.coverage.events["faults"] += 1
    if state.phase is Phase.REGISTERED:
        fail_reception(stage)
    elif stage.coverage.events["faults"] % 2:
        fail_signature(stage)
    else:
        stage.faults.fail("send", Refused("MAIL_REJECTED", letter="-"), times=1)


_TROUBLES: Final[list[Callable[[Stage, Life, DossierState], Awaitable[None]]]] = [
    _calendar, _procedure, _succession, _root, _lost, _fault, _reset, _procedure,
]  # fmt: skip
