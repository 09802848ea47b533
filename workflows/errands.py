"""Errands to agencies that have a queue of their own: beside the one loop, which alone tells and writes (design §2.17).

Nothing waits for an errand but the dossier's closing. The loop sends one out once its decision is written, and puts
it into its own queue when the answer is there, or is sure not to come: settled it is like any other effect.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

from activities.errand import AgencyWork, Slip
from models.dossier import DossierState
from models.effects import Effect, EffectKind
from models.identifiers import AgencyCode
from models.queues import agency_queue
from models.tags import Tag
from models.value import Json, stamp, unstamp
from workflows.journal import decide_effect
from workflows.watch import Watch

__all__ = ["UNANSWERED", "Outgoing", "decide_errand"]

_START_TO_CLOSE = timedelta(seconds=30)
_AT_LEAST = timedelta(seconds=1)
_LAST_TRY = timedelta(minutes=1)
"""What began before the limit may come to its end."""
_SILENT = "ACTIVITY_TIMEOUT"
_RETRY = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30))


def decide_errand(state: DossierState, transfer: Effect, now: datetime) -> None:
    """Decide to tell the receiving agency's own system, if it has one; until the limit nobody else does."""
    assert state.rules is not None
    to_agency = AgencyCode(transfer.detail["to_agency"])
    if to_agency not in state.rules.own_queues:
        return
    until = now + timedelta(hours=state.rules.regime.parameters.errand_hours)
    decide_effect(state, EffectKind.ERRAND, now, {**transfer.detail, "until": stamp(until)})
    state.errands.append(state.queue.pop())


def _until(errand: Effect) -> datetime:
    """Until when the agency's worker may answer."""
    return unstamp(errand.detail["until"])


class _Answer(NamedTuple):
    """What came back: by which name the slip stands there, or why it does not."""

    reference: str | None
    error: str | None


class Outgoing:
    """The errands of one run that are under way."""

    def __init__(self, state: DossierState, clock: Callable[[], datetime]) -> None:
        self._state = state
        self._clock = clock
        self._under_way: dict[str, asyncio.Task[_Answer]] = {}

    @property
    def has_news(self) -> bool:
        """Whether one is to be sent out, or has come back."""
        return any(self._task(errand) is None or self._is_back(errand) for errand in self._state.errands)

    def send(self) -> None:
        """Send out what is decided and written; after a continuation also what was out before, under the same id."""
        for errand in self._state.errands:
            if self._task(errand) is None:
                self._under_way[errand.effect_id] = asyncio.create_task(self._ask(errand))

    def take(self) -> None:
        """Put what came back into the loop's queue, to be settled."""
        for errand in [errand for errand in self._state.errands if self._is_back(errand)]:
            reference, error = self._under_way.pop(errand.effect_id).result()
            errand.detail = {**errand.detail, "answer": reference, "error": error}
            self._state.errands.remove(errand)
            self._state.queue.append(errand)

    def cancel(self) -> None:
        """The run ends; the next one asks again."""
        for task in self._under_way.values():
            task.cancel()

    def _task(self, errand: Effect) -> asyncio.Task[_Answer] | None:
        return self._under_way.get(errand.effect_id)

    def _is_back(self, errand: Effect) -> bool:
        task = self._task(errand)
        return task is not None and task.done()

    async def _ask(self, errand: Effect) -> _Answer:
        left = max(_until(errand) - self._clock(), _AT_LEAST)
        try:
            reference = await workflow.execute_activity_method(
                AgencyWork.deliver_to_agency,
                _slip(self._state, errand),
                task_queue=agency_queue(workflow.info().task_queue, errand.detail["to_agency"]),
                # On a queue that nobody serves no attempt ever starts: after this it is gone from there.
                schedule_to_start_timeout=left,
                schedule_to_close_timeout=left + _LAST_TRY,
                start_to_close_timeout=_START_TO_CLOSE,
                retry_policy=_RETRY,
                summary=f"Báo hồ sơ tới hệ thống của {errand.detail['to_agency']}",
            )
        except ActivityError as error:
            cause = error.cause
            return _Answer(None, (cause.type if isinstance(cause, ApplicationError) else None) or _SILENT)
        return _Answer(reference, None)


def _slip(state: DossierState, errand: Effect) -> Slip:
    return Slip(
        code=state.opening.code,
        effect_id=errand.effect_id,
        procedure=state.opening.procedure,
        from_agency=errand.detail["from_agency"],
        to_agency=errand.detail["to_agency"],
        to_step=errand.detail["to_step"],
        at=errand.at,
        due=state.due,
    )


def _limits(state: DossierState) -> Iterator[tuple[datetime, int]]:
    """An errand's alarm is numbered by the event that decided it."""
    for errand in state.errands:
        yield _until(errand), _number(errand)


def _number(errand: Effect) -> int:
    return int(errand.effect_id.rsplit("-", 1)[1])


def _asked(state: DossierState, number: int) -> dict[str, Json]:
    errand = next(errand for errand in state.errands if _number(errand) == number)
    return {"effect": errand.effect_id, "to_agency": errand.detail["to_agency"]}


UNANSWERED = Watch(Tag.ERRAND_UNANSWERED, _limits, detail=_asked)
